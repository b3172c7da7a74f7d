//! Round numbers for an axis: 1, 2 or 5 times a power of ten.

use crate::words::grouped;

/// Tolerance, in steps, for a value that float rounding put beside a multiple of the step.
const SLACK: f64 = 1e-9;

/// The smallest of 1, 2, 5 × 10ᵏ that is not below `size`.
fn round_up(size: f64) -> f64 {
    let decade = 10f64.powf(size.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * decade)
        .find(|step| *step >= size * (1.0 - SLACK))
        .unwrap_or(10.0 * decade)
}

/// The step for about `wanted` ticks over `span`, and not below `least`.
pub fn step(span: f64, wanted: usize, least: f64) -> f64 {
    round_up((span / wanted.max(1) as f64).max(least).max(f64::MIN_POSITIVE))
}

/// `lo` and `hi` moved outwards to multiples of `step`.
pub fn cover(lo: f64, hi: f64, step: f64) -> (f64, f64) {
    ((lo / step + SLACK).floor() * step, (hi / step - SLACK).ceil() * step)
}

/// The multiples of `step` from `lo` to `hi`.
pub fn linear(lo: f64, hi: f64, step: f64) -> Vec<f64> {
    let first = (lo / step - SLACK).ceil() as i64;
    let last = (hi / step + SLACK).floor() as i64;
    (first..=last).map(|times| times as f64 * step).collect()
}

/// The nearest 1, 2 or 5 × 10ᵏ at or outside each end of a positive range.
pub fn cover_log(lo: f64, hi: f64) -> (f64, f64) {
    // The inverse of the smallest such number above 1/lo is the largest below lo.
    let (lo, hi) = (1.0 / round_up(1.0 / lo), round_up(hi));
    if lo < hi { (lo, hi) } else { (lo / 2.0, hi * 2.0) }
}

/// Ticks from `lo` to `hi`, both positive: 1, 2, 5 of each decade where about `wanted` of them
/// suffice, else whole decades, else every second, third … decade.
pub fn logarithmic(lo: f64, hi: f64, wanted: usize) -> Vec<f64> {
    let within = |tick: &f64| *tick >= lo * (1.0 - SLACK) && *tick <= hi * (1.0 + SLACK);
    let decades = (lo.log10().floor() as i32)..=(hi.log10().ceil() as i32);
    let fine: Vec<f64> = decades
        .clone()
        .flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(decade)))
        .filter(within)
        .collect();
    if fine.len() <= wanted.max(3) {
        return fine;
    }
    let whole: Vec<f64> = decades.map(|decade| 10f64.powi(decade)).filter(within).collect();
    if whole.len() < 2 {
        return fine;
    }
    let every = whole.len().div_ceil(wanted.max(2));
    whole.into_iter().step_by(every).collect()
}

/// Decimal places that tell multiples of `step` apart.
pub fn decimals(step: f64) -> usize {
    (-(step.log10() + SLACK).floor()).max(0.0) as usize
}

/// The text beside a tick of a linear axis whose step is `step`.
pub fn label(value: f64, step: f64, percent: bool) -> String {
    if percent {
        format!("{} %", grouped(value * 100.0, decimals(step * 100.0)))
    } else {
        grouped(value, decimals(step))
    }
}

/// The text beside a tick of a logarithmic axis.
pub fn log_label(value: f64, percent: bool) -> String {
    let shown = if percent { value * 100.0 } else { value };
    let text =
        if !(1e-4..1e6).contains(&shown) { format!("{shown:.0e}") } else { grouped(shown, decimals(shown)) };
    if percent { format!("{text} %") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_round(step: f64) -> bool {
        let digit = step / 10f64.powf((step.log10() + 1e-9).floor());
        [1.0, 2.0, 5.0].iter().any(|round| (digit - round).abs() < 1e-6)
    }

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        for (lo, hi) in [(0.0, 2.31), (0.0312, 0.0347), (-3.0, 17.0), (1.0, 23_450.0), (0.889, 0.9796)] {
            let step = step(hi - lo, 5, 0.0);
            assert!(is_round(step), "{step}");
            let (from, to) = cover(lo, hi, step);
            let ticks = linear(from, to, step);
            assert!(ticks[0] <= lo && ticks[ticks.len() - 1] >= hi, "{ticks:?} over {lo}..{hi}");
            assert!((3..=8).contains(&ticks.len()), "{ticks:?}");
            for tick in &ticks {
                assert!(((tick / step) - (tick / step).round()).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn shares_never_reach_beyond_one() {
        for lo in [0.0, 0.1, 0.5, 0.89, 0.991] {
            let step = step(1.0 - lo, 5, 0.0);
            assert!(cover(lo, 1.0, step).1 <= 1.0 + 1e-12);
        }
    }

    #[test]
    fn whole_numbers_get_whole_ticks() {
        assert_eq!(linear(0.0, 3.0, step(3.0, 8, 1.0)), [0.0, 1.0, 2.0, 3.0]);
    }

    #[test]
    fn log_ticks_cover_and_stay_few() {
        for (lo, hi) in [(0.03, 2.4), (1e-9, 1e4), (0.041, 0.042), (5.0, 5.0)] {
            let (from, to) = cover_log(lo, hi);
            assert!(from <= lo && to >= hi && from < to, "{from}..{to} over {lo}..{hi}");
            let ticks = logarithmic(from, to, 5);
            assert!((2..=7).contains(&ticks.len()), "{ticks:?}");
        }
    }

    #[test]
    fn labels_have_the_places_they_need() {
        assert_eq!(label(0.95, 0.05, true), "95 %");
        assert_eq!(label(0.975, 0.005, true), "97.5 %");
        assert_eq!(label(0.30000000000000004, 0.1, false), "0.3");
        assert_eq!(label(20_000.0, 5_000.0, false), "20,000");
        assert_eq!(log_label(0.05, false), "0.05");
        assert_eq!(log_label(1e-5, false), "1e-5");
    }
}
