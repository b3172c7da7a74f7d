//! A chart laid out: everything the screen and the saved file draw, in pixels.

use std::fmt::Write;

use super::{
    axis::{self, Reading, Tick},
    downsample::extremes,
    point::Point,
    scale::Scale,
    series::{Series, SeriesStyle},
};

/// How much of the series to show, and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Pixels.
    pub width: f64,
    pub height: f64,
    /// The span of x to show; all of it without.
    pub zoom: Option<(f64, f64)>,
    pub reading: Reading,
}

/// A laid-out chart. Its lines are in the order of the series.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub view: Frame,
    pub area: Area,
    /// All of x that there is, whatever the zoom.
    pub span: (f64, f64),
    pub x: Scale,
    pub y: Scale,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    pub lines: Vec<Line>,
}

/// Edges of the space between the axes, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Area {
    /// Left, top, width and height of what lines may cover: the area and half a line's width around.
    pub fn frame(&self) -> (f64, f64, f64, f64) {
        let Self { left, right, top, bottom } = *self;
        (left - 1.0, top - 1.0, right - left + 2.0, bottom - top + 2.0)
    }
}

/// One series laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// SVG path data; may reach beyond the area's left and right edges.
    pub path: String,
    /// Centres of the marks.
    pub marks: Vec<Point>,
}

/// Room for the y axis's title above and for tick labels and the x axis's title below.
const TOP: f64 = 24.0;
const BOTTOM: f64 = 36.0;
/// Room for half a tick label.
const RIGHT: f64 = 22.0;
/// Width of a digit of a tick label at 12 pixels, and the space between label and axis.
const DIGIT: f64 = 6.8;
const LABEL_GAP: f64 = 10.0;
/// Marks closer than this run into each other and are left out.
const MARK_SPACE: f64 = 7.0;

impl Plot {
    /// Lays out `series`. None where there is nothing to draw or no room to draw in.
    pub fn new(series: &[Series], view: Frame) -> Option<Self> {
        let all = axis::x_span(series)?;
        // A zoom with nothing in it, as after a fresh start, is passed over.
        let span = view.zoom.filter(|(from, to)| *from <= all.1 && *to >= all.0).unwrap_or(all);
        let seen = || series.iter().map(|line| line.points.visible(span.0, span.1));
        let (top, bottom) = (TOP, view.height - BOTTOM);
        let y_span = axis::y_span(seen().flatten(), view.reading.log);
        let (y, y_ticks) = axis::vertical(y_span, (bottom, top), view.reading);
        let widest = y_ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or(0);
        let area = Area { left: widest as f64 * DIGIT + LABEL_GAP, right: view.width - RIGHT, top, bottom };
        if area.right - area.left < 40.0 || area.bottom - area.top < 40.0 {
            return None;
        }
        let whole = series.iter().all(|line| line.points.iter().all(|point| point.0.fract() == 0.0));
        let (x, x_ticks) = axis::horizontal(span, (area.left, area.right), whole);
        let lines = series.iter().zip(seen()).map(|(line, seen)| lay_out(line.style, seen, &x, &y)).collect();
        Some(Self { view, area, span: all, x, y, x_ticks, y_ticks, lines })
    }
}

fn lay_out<'a>(
    style: SeriesStyle,
    seen: impl ExactSizeIterator<Item = &'a Point> + Clone,
    x: &Scale,
    y: &Scale,
) -> Line {
    let columns = (x.to - x.from).max(1.0) as usize;
    let path = match extremes(seen.clone(), x.lo, x.hi, columns) {
        Some(fewer) => path(&mut fewer.iter(), x, y),
        None => path(&mut seen.clone(), x, y),
    };
    let few = seen.len() as f64 * MARK_SPACE <= x.to - x.from;
    let marks = if style == SeriesStyle::Marked && few {
        let inside = |point: &&Point| point.1.is_finite() && (x.lo..=x.hi).contains(&point.0);
        seen.filter(inside).map(|point| (x.pixel(point.0), y.pixel(point.1))).collect()
    } else {
        Vec::new()
    };
    Line { path, marks }
}

/// Path data through `points`, interrupted at gaps. A point between two gaps becomes a dot.
fn path(points: &mut dyn Iterator<Item = &Point>, x: &Scale, y: &Scale) -> String {
    let mut out = String::new();
    let mut run = 0;
    for point in points.chain([&(0.0, f64::NAN)]) {
        if point.1.is_finite() {
            out.push(if run == 0 { 'M' } else { 'L' });
            // One decimal is a tenth of a pixel; writing to a String cannot fail.
            let _ = write!(out, "{:.1} {:.1}", x.pixel(point.0), y.pixel(point.1));
            run += 1;
        } else {
            if run == 1 {
                out.push_str("h0");
            }
            run = 0;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Look;

    fn view(log: bool) -> Frame {
        Frame { width: 500.0, height: 240.0, zoom: None, reading: Reading { log, percent: false } }
    }

    fn line(points: Vec<Point>, style: SeriesStyle) -> Series {
        Series { name: "loss".into(), look: Look::INK, points: points.into_iter().collect(), style }
    }

    #[test]
    fn nothing_to_draw_is_no_plot() {
        assert_eq!(Plot::new(&[], view(false)), None);
        assert_eq!(Plot::new(&[line(vec![(1.0, f64::NAN)], SeriesStyle::Line)], view(false)), None);
        let tiny = Frame { width: 30.0, ..view(false) };
        assert_eq!(Plot::new(&[line(vec![(1.0, 1.0)], SeriesStyle::Line)], tiny), None);
    }

    #[test]
    fn a_gap_interrupts_the_line() {
        let points = vec![(1.0, 1.0), (2.0, 2.0), (3.0, f64::NAN), (4.0, 1.0)];
        let plot = Plot::new(&[line(points, SeriesStyle::Line)], view(false)).unwrap();
        assert_eq!(plot.lines[0].path.matches('M').count(), 2);
        assert!(plot.lines[0].path.ends_with("h0"), "the lone point is a dot");
    }

    #[test]
    fn all_points_lie_between_the_axes() {
        for log in [false, true] {
            let points = (0..300).map(|i| (i as f64, (i as f64 - 20.0).max(0.0) / 7.0)).collect();
            let plot = Plot::new(&[line(points, SeriesStyle::Marked)], view(log)).unwrap();
            let Area { left, right, top, bottom } = plot.area;
            let numbers = plot.lines[0].path.split(['M', 'L']).filter(|pair| !pair.is_empty());
            for pair in numbers {
                let (x, y) = pair.split_once(' ').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((left - 0.1..=right + 0.1).contains(&x) && (top - 0.1..=bottom + 0.1).contains(&y));
            }
        }
    }

    #[test]
    fn zoom_fits_the_y_axis_to_what_is_seen() {
        let points =
            (0..=100).map(|i| (i as f64, if i < 50 { 100.0 } else { 1.0 + i as f64 / 1000.0 })).collect();
        let series = [line(points, SeriesStyle::Line)];
        let zoomed = Frame { zoom: Some((60.0, 80.0)), ..view(false) };
        let plot = Plot::new(&series, zoomed).unwrap();
        assert!(plot.y.hi < 1.2 && (plot.x.lo, plot.x.hi) == (60.0, 80.0));
    }

    #[test]
    fn fifty_thousand_points_become_a_short_path() {
        let points = (0..50_000).map(|i| (i as f64, ((i * 31) % 97) as f64)).collect();
        let plot = Plot::new(&[line(points, SeriesStyle::Faint)], view(false)).unwrap();
        assert!(plot.lines[0].path.len() < 40_000);
    }
}
