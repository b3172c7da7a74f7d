//! Axes: which values they span, and their ticks.

use super::{point::Point, scale::Scale, series::Series, ticks};

/// A round number on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub pixel: f64,
    pub label: String,
}

/// Pixels that a tick's label takes along each axis, with space around it.
const SPACE_ACROSS: f64 = 70.0;
const SPACE_UP: f64 = 32.0;

/// From the first to the last x with a drawn point. None where nothing is drawn.
pub fn x_span(series: &[Series]) -> Option<(f64, f64)> {
    let firsts = series.iter().filter_map(|line| line.points.earliest());
    let lasts = series.iter().filter_map(|line| line.points.latest());
    let lo = firsts.map(|point| point.0).min_by(f64::total_cmp)?;
    let hi = lasts.map(|point| point.0).max_by(f64::total_cmp)?;
    Some(if lo < hi { (lo, hi) } else { (lo - 0.5, hi + 0.5) })
}

/// Smallest and largest drawable y of `points`; on a logarithmic axis only positive values are drawable.
pub fn y_span<'a>(points: impl Iterator<Item = &'a Point>, log: bool) -> Option<(f64, f64)> {
    let values = points.map(|point| point.1).filter(|y| y.is_finite() && (!log || *y > 0.0));
    values.fold(None, |span, y| {
        let (lo, hi) = span.unwrap_or((y, y));
        Some((f64::min(lo, y), f64::max(hi, y)))
    })
}

/// The x axis of values `lo..hi`, as they are, over the pixels `from..to`. `whole`: the values are
/// whole numbers, so the ticks are too.
pub fn horizontal((lo, hi): (f64, f64), (from, to): (f64, f64), whole: bool) -> (Scale, Vec<Tick>) {
    let scale = Scale { lo, hi, from, to, log: false };
    let step = ticks::step(hi - lo, ((to - from) / SPACE_ACROSS) as usize, if whole { 1.0 } else { 0.0 });
    let ticks = ticks::linear(lo, hi, step);
    (
        scale,
        ticks
            .into_iter()
            .map(|x| Tick { pixel: scale.pixel(x), label: ticks::label(x, step, false) })
            .collect(),
    )
}

/// How the y axis reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    pub log: bool,
    /// Values from 0 to 1 are shown as percentages.
    pub percent: bool,
}

/// The y axis over the pixels `from..to`, its values moved out to round ones that cover `span`.
pub fn vertical(span: Option<(f64, f64)>, (from, to): (f64, f64), reading: Reading) -> (Scale, Vec<Tick>) {
    let wanted = ((from - to).abs() / SPACE_UP) as usize;
    let Reading { log, percent } = reading;
    if log {
        let (lo, hi) = span.map_or((0.1, 1.0), |(lo, hi)| ticks::cover_log(lo, hi));
        let scale = Scale { lo, hi, from, to, log };
        let tick = |y| Tick { pixel: scale.pixel(y), label: ticks::log_label(y, percent) };
        return (scale, ticks::logarithmic(lo, hi, wanted.max(3)).into_iter().map(tick).collect());
    }
    let (lo, hi) = widened(span.unwrap_or((0.0, 1.0)), percent);
    let step = ticks::step(hi - lo, wanted.max(2), 0.0);
    let (lo, hi) = ticks::cover(lo, hi, step);
    let scale = Scale { lo, hi, from, to, log };
    let tick = |y| Tick { pixel: scale.pixel(y), label: ticks::label(y, step, percent) };
    (scale, ticks::linear(lo, hi, step).into_iter().map(tick).collect())
}

/// A span of its own for a single value; any other as it is.
fn widened((lo, hi): (f64, f64), percent: bool) -> (f64, f64) {
    if lo < hi {
        (lo, hi)
    } else if percent {
        ((lo - 0.05).max(0.0), (hi + 0.05).min(1.0))
    } else {
        let room = if lo == 0.0 { 1.0 } else { lo.abs() / 4.0 };
        (lo - room, hi + room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_axis_ignores_zeros_and_still_has_a_span_without_positive_values() {
        let points = [(0.0, 0.0), (1.0, 0.05), (2.0, 2.0)];
        assert_eq!(y_span(points.iter(), true), Some((0.05, 2.0)));
        assert_eq!(y_span(points[..1].iter(), true), None);
        let (scale, ticks) = vertical(None, (100.0, 0.0), Reading { log: true, percent: false });
        assert!(scale.pixel(0.0).is_finite() && ticks.len() >= 2);
    }

    #[test]
    fn one_value_still_gets_an_axis() {
        for (value, percent) in [(0.9796, true), (1.0, true), (0.0, true), (2.3, false), (0.0, false)] {
            let (scale, ticks) =
                vertical(Some((value, value)), (100.0, 0.0), Reading { log: false, percent });
            assert!(scale.lo <= value && value <= scale.hi && scale.lo < scale.hi);
            assert!(ticks.len() >= 2);
            assert!(!percent || (scale.lo >= 0.0 && scale.hi <= 1.0 + 1e-9));
        }
    }
}
