//! What a curve keeps of what it was given.

use proptest::prelude::*;

use super::*;

/// Scrambled bits, the same for the same numbers.
fn hash(number: u32, seed: u32) -> u32 {
    let mixed = (number ^ seed.rotate_left(16)).wrapping_mul(0x9E37_79B1);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA6B) >> 1
}

fn steps(count: usize, y: impl Fn(usize) -> f64) -> Curve {
    (0..count).map(|step| (step as f64, y(step))).collect()
}

/// Lowest and highest y that is drawn.
fn extremes<'a>(points: impl Iterator<Item = &'a Point>) -> Option<(f64, f64)> {
    points.map(|point| point.1).filter(|y| y.is_finite()).fold(None, |span, y| {
        let (lo, hi) = span.unwrap_or((y, y));
        Some((f64::min(lo, y), f64::max(hi, y)))
    })
}

#[test]
fn a_curve_below_the_bound_is_whole() {
    let curve = steps(MOST, |step| (step % 7) as f64);
    assert!(!curve.is_thinned());
    assert!(curve.iter().enumerate().all(|(step, point)| *point == (step as f64, (step % 7) as f64)));
    let mut longer = curve.clone();
    longer.push((MOST as f64, 0.0));
    assert!(longer.is_thinned() && longer != curve);
}

#[test]
fn a_spike_of_one_step_is_kept_however_long_the_curve_grows() {
    let curve = steps(1_000_000, |step| if step == 31_337 { 99.0 } else { 1.0 });
    assert!(curve.iter().any(|point| *point == (31_337.0, 99.0)));
}

#[test]
fn every_part_of_a_long_curve_keeps_its_extremes() {
    let y = |step: usize| f64::from(hash(step as u32, 5) % 10_007);
    let curve = steps(300_000, y);
    for from in (0..262_144).step_by(4_096) {
        let part: Vec<Point> = (from..from + 4_096).map(|step| (step as f64, y(step))).collect();
        let (lo, hi) = (from as f64, (from + 4_096) as f64);
        let kept = curve.iter().filter(|point| (lo..hi).contains(&point.0));
        assert_eq!(extremes(kept), extremes(part.iter()), "from {from}");
    }
}

#[test]
fn a_gap_interrupts_a_thinned_curve_where_it_was() {
    let curve = steps(100_000, |step| if (40_000..41_000).contains(&step) { f64::NAN } else { 1.0 });
    let gap: Vec<f64> = curve.iter().filter(|point| !point.1.is_finite()).map(|point| point.0).collect();
    assert!(!gap.is_empty() && gap.iter().all(|x| (40_000.0..41_000.0).contains(x)));
}

#[test]
fn a_clone_shares_all_but_the_latest_points() {
    let drawn = steps(5_100, |step| step as f64);
    let mut grown = drawn.clone();
    (5_100..5_132).for_each(|step| grown.push((f64::from(step), 0.0)));
    let shared = drawn.chunks.iter().zip(&grown.chunks).filter(|(one, other)| Rc::ptr_eq(one, other)).count();
    assert_eq!(shared, 5_100 / CHUNK);
    assert_eq!((drawn.len(), grown.len()), (5_100, 5_132));
}

#[test]
fn points_of_one_place_are_bounded_too() {
    let curve: Curve = (0..50_000).map(|y| (3.0, f64::from(y))).collect();
    assert!(curve.len() <= MOST);
    assert_eq!(extremes(curve.iter()), Some((0.0, 49_999.0)));
}

#[test]
fn what_follows_a_place_can_be_taken_back() {
    for kept in [0, 1, 249, 250, 251, 600] {
        let mut curve = steps(700, |step| step as f64);
        assert!(curve.truncate_from(kept as f64));
        assert_eq!(curve, steps(kept, |step| step as f64));
        assert!(!curve.truncate_from(kept as f64));
        curve.push((kept as f64, 0.0));
        assert_eq!(curve.len(), kept + 1);
    }
}

#[test]
fn the_visible_part_reaches_one_point_beyond_each_edge() {
    let curve = steps(10, |_| 0.0);
    let seen: Vec<Point> = curve.visible(3.5, 5.5).copied().collect();
    assert_eq!((seen[0].0, seen[seen.len() - 1].0), (3.0, 6.0));
    assert_eq!(curve.visible(-5.0, 50.0).len(), 10);
    assert_eq!(Curve::default().visible(0.0, 1.0).len(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is pushed, after every point: few points, in order, the last one exact, and both extremes.
    #[test]
    fn every_prefix_keeps_its_extremes_and_its_last_point(
        seed: u32, count in 0_usize..60_000, gaps in 1_u32..50, stride in prop_oneof![Just(1e-3), Just(1.0), Just(37.5)],
    ) {
        let mut curve = Curve::default();
        let (mut x, mut lowest, mut highest) = (-50.0 * stride, f64::INFINITY, f64::NEG_INFINITY);
        for step in 0..count as u32 {
            let dice = hash(step, seed);
            x += f64::from(dice % 3) * stride;
            let y = match dice % gaps {
                0 if dice & 64 == 0 => f64::NAN,
                0 => f64::INFINITY,
                _ => f64::from(dice >> 8) - 1e7,
            };
            let before = curve.len();
            curve.push((x, y));
            prop_assert!(curve.len() == before + 1 || curve.len() <= ROOMY + 1);
            prop_assert!(curve.len() <= MOST);
            let last = curve.last().unwrap();
            prop_assert_eq!((last.0, last.1.to_bits()), (x, y.to_bits()));
            if y.is_finite() {
                (lowest, highest) = (lowest.min(y), highest.max(y));
            }
            if step % 1_009 == 0 || step + 1 == count as u32 {
                let all = (lowest <= highest).then_some((lowest, highest));
                prop_assert_eq!(extremes(curve.iter()), all);
                prop_assert!(curve.iter().zip(curve.iter().skip(1)).all(|(one, next)| one.0 <= next.0));
            }
        }
    }

    /// Reading a place by reference finds what a look at all points finds.
    #[test]
    fn readings_are_those_of_all_points(count in 1_usize..2_000, x in -10.0..2_010.0) {
        let curve = steps(count, |step| if step % 5 == 3 { f64::NAN } else { step as f64 });
        let distance = |point: &Point| f64::abs(point.0 - x);
        let nearest = curve.iter().filter(is_drawn).map(distance).min_by(f64::total_cmp);
        prop_assert_eq!(curve.nearest(x).as_ref().map(distance), nearest);
        let first = curve.iter().find(|point| point.0 >= x).map(|point| point.0);
        prop_assert_eq!(curve.first_from(x).map(|point| point.0), first);
        let last = curve.iter().rfind(|point| point.0 <= x).map(|point| point.0);
        prop_assert_eq!(curve.last_to(x).map(|point| point.0), last);
    }
}
