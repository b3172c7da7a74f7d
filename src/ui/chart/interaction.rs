//! What pointer and keys do to a chart: cursor, zoom, scale.

use super::readout;
use crate::chart::{Plot, Series};

/// What the user has chosen to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Interaction {
    /// The span of x that is shown; all of it without.
    pub zoom: Option<(f64, f64)>,
    /// Whether the y axis is logarithmic.
    pub log: bool,
    /// The place on the x axis that is read out.
    pub cursor: Option<f64>,
    /// Where a drag began and where it is, in pixels.
    pub drag: Option<(f64, f64)>,
}

/// A drag shorter than this, in pixels, is a click.
const SHORTEST_DRAG: f64 = 6.0;

impl Interaction {
    /// The pointer is at `pixel`.
    pub fn hover(&mut self, pixel: f64, plot: &Plot, series: &[Series]) {
        self.cursor = readout::at(series, plot.x.value(pixel)).map(|readout| readout.x);
        if let Some((_, end)) = &mut self.drag {
            *end = pixel.clamp(plot.area.left, plot.area.right);
        }
    }

    /// The pointer was pressed at `pixel`.
    pub fn press(&mut self, pixel: f64, plot: &Plot) {
        let start = pixel.clamp(plot.area.left, plot.area.right);
        self.drag = Some((start, start));
    }

    /// The pointer was let go: the span it was dragged over is what is shown.
    pub fn release(&mut self, plot: &Plot) {
        if let Some((from, to)) = self.drag.take().filter(|(from, to)| (to - from).abs() >= SHORTEST_DRAG) {
            self.zoom = Some((plot.x.value(from.min(to)), plot.x.value(from.max(to))));
        }
    }

    /// The pointer has gone.
    pub fn leave(&mut self) {
        if self.drag.is_none() {
            self.cursor = None;
        }
    }

    /// Shows all again.
    pub fn reset_zoom(&mut self) {
        self.zoom = None;
    }

    /// A key was pressed; says whether it means something here. Arrows move the cursor by a pixel or
    /// to the next point, Page keys by a tenth, Home and End to the ends, plus and minus zoom around
    /// the cursor, Escape undoes both.
    pub fn key(&mut self, key: &str, plot: &Plot, series: &[Series]) -> bool {
        let (lo, hi) = (plot.x.lo, plot.x.hi);
        let pixel = (hi - lo) / (plot.x.to - plot.x.from);
        match key {
            "ArrowRight" => self.forward(pixel, plot, series),
            "ArrowLeft" => self.back(pixel, plot, series),
            "PageUp" => self.forward((hi - lo) / 10.0, plot, series),
            "PageDown" => self.back((hi - lo) / 10.0, plot, series),
            "Home" => self.cursor = readout::first_place(series, lo, (lo, hi)),
            "End" => self.cursor = readout::last_place(series, hi, (lo, hi)),
            "+" | "=" => self.zoom_by(0.5, plot),
            "-" => self.zoom_by(2.0, plot),
            "Escape" => *self = Self { log: self.log, ..Self::default() },
            _ => return false,
        }
        true
    }

    /// Moves the cursor right by `distance` or to the last point; in from the left if there is none.
    fn forward(&mut self, distance: f64, plot: &Plot, series: &[Series]) {
        let bounds = (plot.x.lo, plot.x.hi);
        let from = self.cursor.map_or(bounds.0, |x| x + distance);
        self.cursor =
            readout::first_place(series, from, bounds).or_else(|| readout::last_place(series, from, bounds));
    }

    /// Moves the cursor left by `distance` or to the first point; in from the right if there is none.
    fn back(&mut self, distance: f64, plot: &Plot, series: &[Series]) {
        let bounds = (plot.x.lo, plot.x.hi);
        let to = self.cursor.map_or(bounds.1, |x| x - distance);
        self.cursor =
            readout::last_place(series, to, bounds).or_else(|| readout::first_place(series, to, bounds));
    }

    /// Shows `factor` times as much of x, the cursor (or the middle) staying where it is.
    fn zoom_by(&mut self, factor: f64, plot: &Plot) {
        let (lo, hi) = (plot.x.lo, plot.x.hi);
        let centre = self.cursor.filter(|x| (lo..=hi).contains(x)).unwrap_or((lo + hi) / 2.0);
        let wanted = (centre - (centre - lo) * factor, centre + (hi - centre) * factor);
        let span = (wanted.0.max(plot.span.0), wanted.1.min(plot.span.1));
        self.zoom = Some(span).filter(|span| *span != plot.span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Frame, Look, Reading, SeriesStyle};

    fn chart(count: usize) -> (Vec<Series>, Plot) {
        let points = (0..count).map(|i| (i as f64, 1.0 / (i + 1) as f64)).collect();
        let series = vec![Series { name: "loss".into(), look: Look::INK, points, style: SeriesStyle::Line }];
        let reading = Reading { log: false, percent: false };
        let plot = Plot::new(&series, Frame { width: 500.0, height: 200.0, zoom: None, reading }).unwrap();
        (series, plot)
    }

    #[test]
    fn dragging_zooms_and_a_click_does_not() {
        let (series, plot) = chart(100);
        let mut look = Interaction::default();
        let (from, to) = (plot.x.pixel(20.0), plot.x.pixel(60.0));
        look.press(to, &plot);
        look.hover(from, &plot, &series);
        look.release(&plot);
        let zoom = look.zoom.unwrap();
        assert!((zoom.0 - 20.0).abs() < 1e-6 && (zoom.1 - 60.0).abs() < 1e-6);
        look.press(from, &plot);
        look.hover(from + 2.0, &plot, &series);
        look.release(&plot);
        assert_eq!(look.zoom, Some(zoom));
        look.reset_zoom();
        assert_eq!(look.zoom, None);
    }

    #[test]
    fn arrows_walk_over_the_points_and_stay_at_the_ends() {
        let (series, plot) = chart(5);
        let mut look = Interaction::default();
        let mut press = |key: &str| {
            assert!(look.key(key, &plot, &series));
            look.cursor
        };
        assert_eq!(press("ArrowRight"), Some(0.0));
        assert_eq!(press("ArrowRight"), Some(1.0));
        assert_eq!(press("End"), Some(4.0));
        assert_eq!(press("ArrowRight"), Some(4.0));
        assert_eq!(press("ArrowLeft"), Some(3.0));
        assert_eq!(press("PageUp"), Some(4.0));
        assert_eq!(press("Home"), Some(0.0));
        assert_eq!(press("ArrowLeft"), Some(0.0));
        assert_eq!(press("Escape"), None);
        assert!(!look.key("a", &plot, &series));
    }

    #[test]
    fn plus_and_minus_zoom_around_the_cursor() {
        let (series, plot) = chart(101);
        let mut look = Interaction { cursor: Some(20.0), ..Interaction::default() };
        look.key("+", &plot, &series);
        assert_eq!(look.zoom, Some((10.0, 60.0)));
        let zoomed = Plot::new(&series, Frame { zoom: look.zoom, ..plot.view }).unwrap();
        look.key("-", &zoomed, &series);
        assert_eq!(look.zoom, None);
    }

    #[test]
    fn the_cursor_leaves_with_the_pointer() {
        let (series, plot) = chart(10);
        let mut look = Interaction::default();
        look.hover(plot.x.pixel(3.2), &plot, &series);
        assert_eq!(look.cursor, Some(3.0));
        look.leave();
        assert_eq!(look.cursor, None);
    }
}
