//! Fewer points, same picture.

use super::point::Point;

/// Of each of `columns` equal spans of `lo..hi` keeps the first, lowest, highest and last point, in
/// their order, which draws the same pixels as all of them (Jugel, Jerzak, Hackenbroich, Markl,
/// "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Runs of gaps become one. None where
/// the points are few enough to be drawn as they are.
pub fn extremes<'a>(
    points: impl ExactSizeIterator<Item = &'a Point>,
    lo: f64,
    hi: f64,
    columns: usize,
) -> Option<Vec<Point>> {
    if points.len() <= 4 * columns {
        return None;
    }
    let column_of =
        |point: &Point| point.1.is_finite().then(|| ((point.0 - lo) / (hi - lo) * columns as f64).floor());
    let mut kept = Vec::with_capacity(4 * columns);
    let mut span: Vec<Point> = Vec::new();
    for point in points {
        if let Some(first) = span.first() {
            match (column_of(first), column_of(point)) {
                (None, None) => continue,
                (before, here) if before != here => {
                    keep_extremes(&span, &mut kept);
                    span.clear();
                }
                _ => (),
            }
        }
        span.push(*point);
    }
    keep_extremes(&span, &mut kept);
    Some(kept)
}

/// Adds the first, lowest, highest and last point of `span` and its first gap to `kept`, each once and in their
/// order.
pub fn keep_extremes(span: &[Point], kept: &mut Vec<Point>) {
    let (mut low, mut high, mut gap) = (None::<usize>, None::<usize>, None);
    for (at, point) in span.iter().enumerate() {
        if !point.1.is_finite() {
            gap = gap.or(Some(at));
            continue;
        }
        if low.is_none_or(|low| point.1 < span[low].1) {
            low = Some(at);
        }
        if high.is_none_or(|high| point.1 > span[high].1) {
            high = Some(at);
        }
    }
    let ends = [(!span.is_empty()).then_some(0), span.len().checked_sub(1)];
    let mut chosen: Vec<usize> = ends.into_iter().chain([low, high, gap]).flatten().collect();
    chosen.sort_unstable();
    chosen.dedup();
    kept.extend(chosen.into_iter().map(|at| span[at]));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noisy(count: usize) -> Vec<Point> {
        (0..count).map(|i| (i as f64, ((i * 7919) % 1009) as f64)).collect()
    }

    #[test]
    fn every_column_keeps_its_extremes_and_ends() {
        let points = noisy(50_000);
        let kept = extremes(points.iter(), 0.0, 50_000.0, 500).unwrap();
        assert!(kept.len() <= 2_000);
        for column in 0..500 {
            let span = |all: &[Point]| -> Vec<Point> {
                all.iter().filter(|point| (point.0 / 100.0).floor() == column as f64).copied().collect()
            };
            let (before, after) = (span(&points), span(&kept));
            let low = |all: &[Point]| all.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
            let high = |all: &[Point]| all.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(low(&before), low(&after));
            assert_eq!(high(&before), high(&after));
            assert_eq!(before[0], after[0]);
            assert_eq!(before.last(), after.last());
        }
    }

    #[test]
    fn points_stay_in_order() {
        let kept = extremes(noisy(20_000).iter(), 0.0, 20_000.0, 300).unwrap();
        assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_single_spike_survives() {
        let mut points: Vec<Point> = (0..50_000).map(|i| (i as f64, 1.0)).collect();
        points[31_337].1 = 99.0;
        assert!(extremes(points.iter(), 0.0, 50_000.0, 400).unwrap().contains(&(31_337.0, 99.0)));
    }

    #[test]
    fn gaps_survive() {
        let mut points = noisy(10_000);
        points[5_000..5_200].iter_mut().for_each(|point| point.1 = f64::NAN);
        let kept = extremes(points.iter(), 0.0, 10_000.0, 100).unwrap();
        assert_eq!(kept.iter().filter(|point| point.1.is_nan()).count(), 1);
    }

    #[test]
    fn few_points_are_left_alone() {
        let points = noisy(300);
        assert_eq!(extremes(points.iter(), 0.0, 300.0, 100), None);
    }
}
