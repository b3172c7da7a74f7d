//! The values under the cursor.

use crate::chart::number::{place, reading};
use crate::chart::{Point, Series};

/// What all lines say at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Readout {
    pub x: f64,
    /// For each series its point nearest to `x`; none for a series without points.
    pub points: Vec<Option<Point>>,
}

/// What the lines say at the place with a point that is nearest to `x`. None where nothing is drawn.
pub fn at(series: &[Series], x: f64) -> Option<Readout> {
    let points: Vec<Option<Point>> = series.iter().map(|line| line.points.nearest(x)).collect();
    let x = points
        .iter()
        .flatten()
        .map(|point| point.0)
        .min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()))?;
    Some(Readout { x, points })
}

/// What the lines say last. None where nothing is drawn.
pub fn latest(series: &[Series]) -> Option<Readout> {
    let points: Vec<Option<Point>> = series.iter().map(|line| line.points.latest()).collect();
    let x = points.iter().flatten().map(|point| point.0).max_by(f64::total_cmp)?;
    Some(Readout { x, points })
}

/// The first place with a point from `from` on, within `lo..=hi`.
pub fn first_place(series: &[Series], from: f64, (lo, hi): (f64, f64)) -> Option<f64> {
    let from = from.max(lo);
    let firsts = series.iter().filter_map(|line| line.points.first_from(from));
    firsts.map(|point| point.0).filter(|x| *x <= hi).min_by(f64::total_cmp)
}

/// The last place with a point up to `to`, within `lo..=hi`.
pub fn last_place(series: &[Series], to: f64, (lo, hi): (f64, f64)) -> Option<f64> {
    let to = to.min(hi);
    let lasts = series.iter().filter_map(|line| line.points.last_to(to));
    lasts.map(|point| point.0).filter(|x| *x >= lo).max_by(f64::total_cmp)
}

/// A readout in words, as a screen reader says it: `step 469: training 0.07, test 0.06 (at 450)`.
pub fn sentence(readout: &Readout, series: &[Series], x_label: &str, percent: bool) -> String {
    let values = series.iter().zip(&readout.points).filter_map(|(line, point)| {
        point.map(|point| format!("{} {}", line.name, value_at(point, readout.x, percent)))
    });
    format!("{x_label} {}: {}", place(readout.x), values.collect::<Vec<_>>().join(", "))
}

/// The value of `point`, and where it was measured if that is not at `x`.
pub fn value_at(point: Point, x: f64, percent: bool) -> String {
    let value = reading(point.1, percent);
    if point.0 == x { value } else { format!("{value} (at {})", place(point.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Look, SeriesStyle};

    fn line(points: &[Point]) -> Series {
        Series {
            name: String::new(),
            look: Look::INK,
            points: points.iter().copied().collect(),
            style: SeriesStyle::Line,
        }
    }

    #[test]
    fn the_cursor_snaps_to_the_nearest_point() {
        let series = [line(&[(1.0, 0.5), (2.0, 0.4), (3.0, 0.3)]), line(&[(3.0, 0.9)])];
        let readout = at(&series, 1.8).unwrap();
        assert_eq!(readout.x, 2.0);
        assert_eq!(readout.points, [Some((2.0, 0.4)), Some((3.0, 0.9))]);
    }

    #[test]
    fn gaps_are_not_read_out() {
        let series = [line(&[(1.0, 0.5), (2.0, f64::NAN), (3.0, f64::INFINITY)])];
        assert_eq!(at(&series, 2.6).unwrap().points, [Some((1.0, 0.5))]);
        assert_eq!(latest(&series).unwrap().x, 1.0);
        assert_eq!(at(&[line(&[])], 1.0), None);
        assert_eq!(latest(&[]), None);
    }

    #[test]
    fn places_are_found_in_both_directions_and_within_bounds() {
        let series = [line(&[(1.0, 0.0), (2.0, 0.0), (5.0, 0.0)]), line(&[(3.0, 0.0)])];
        let all = (1.0, 5.0);
        assert_eq!(first_place(&series, 2.5, all), Some(3.0));
        assert_eq!(first_place(&series, -4.0, (2.0, 5.0)), Some(2.0));
        assert_eq!(first_place(&series, 3.5, (1.0, 4.0)), None);
        assert_eq!(last_place(&series, 4.5, all), Some(3.0));
        assert_eq!(last_place(&series, 9.0, (1.0, 2.5)), Some(2.0));
        assert_eq!(last_place(&series, 1.5, (1.8, 5.0)), None);
    }

    #[test]
    fn a_readout_says_where_a_value_comes_from() {
        let mut series = [line(&[(1.0, 0.5), (2.0, 0.25)]), line(&[(1.0, 0.975)])];
        series[0].name = "training".into();
        series[1].name = "test".into();
        let readout = at(&series, 2.0).unwrap();
        assert_eq!(
            sentence(&readout, &series, "step", true),
            "step 2: training 25.00 %, test 97.50 % (at 1)"
        );
    }
}
