//! A moving mean that brings out the trend of noisy steps.

/// Each value weighs 0.95 times as much as the one after it, so that about the last 20 count.
pub const SMOOTHING: f64 = 0.95;

/// Exponential moving mean with bias correction: m ← f·m + (1 − f)·v, shown as m / (1 − fᵗ) after t
/// values (Kingma and Ba, "Adam", 2015, section 3). The first result is the first value itself; later
/// ones never lean towards zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoother {
    factor: f64,
    /// As shown.
    mean: f64,
    /// 1 − fᵗ: the sum of the weights given so far.
    weight: f64,
}

impl Smoother {
    /// `factor` from 0 (follows each value) to just below 1 (hardly moves); [`SMOOTHING`] suits steps.
    pub fn new(factor: f64) -> Self {
        Self { factor, mean: 0.0, weight: 0.0 }
    }

    /// As it is after `count` finite values, the last of which gave `mean`.
    pub fn after(count: usize, mean: f64, factor: f64) -> Self {
        let mut smoother = Self { mean, ..Self::new(factor) };
        (0..count).for_each(|_| smoother.count());
        smoother
    }

    /// The mean after `value`. A value that is not finite is given back and otherwise ignored.
    pub fn push(&mut self, value: f64) -> f64 {
        if !value.is_finite() {
            return value;
        }
        self.count();
        self.mean += (1.0 - self.factor) / self.weight * (value - self.mean);
        self.mean
    }

    fn count(&mut self) {
        self.weight = self.factor * self.weight + (1.0 - self.factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Point;

    /// `points` with their y smoothed by a [`Smoother`].
    fn smooth(points: &[Point], factor: f64) -> Vec<Point> {
        let mut smoother = Smoother::new(factor);
        points.iter().map(|&(x, y)| (x, smoother.push(y))).collect()
    }

    #[test]
    fn a_constant_stays_itself_from_the_first_value_on() {
        let flat: Vec<Point> = (0..50).map(|i| (i as f64, 2.5)).collect();
        assert!(smooth(&flat, SMOOTHING).iter().all(|point| (point.1 - 2.5).abs() < 1e-12));
    }

    #[test]
    fn noise_shrinks_and_a_trend_is_followed() {
        let zigzag: Vec<Point> = (0..400).map(|i| (i as f64, if i % 2 == 0 { 1.0 } else { 0.0 })).collect();
        let smoothed = smooth(&zigzag, SMOOTHING);
        assert!(smoothed[300..].iter().all(|point| (point.1 - 0.5).abs() < 0.05));
        let jump: Vec<Point> = (0..400).map(|i| (i as f64, if i < 200 { 0.0 } else { 1.0 })).collect();
        let smoothed = smooth(&jump, SMOOTHING);
        assert!(smoothed[220].1 > 0.5 && smoothed[399].1 > 0.99);
    }

    #[test]
    fn a_gap_does_not_spoil_what_follows() {
        let smoothed = smooth(&[(1.0, 1.0), (2.0, f64::NAN), (3.0, 1.0)], 0.9);
        assert!(smoothed[1].1.is_nan());
        assert!((smoothed[2].1 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn it_goes_on_from_a_mean_as_if_it_had_never_stopped() {
        let mut smoother = Smoother::new(SMOOTHING);
        let means: Vec<f64> = (0..50).map(|value| smoother.push(f64::from(value * 7 % 11))).collect();
        assert_eq!(Smoother::after(50, means[49], SMOOTHING), smoother);
        assert_eq!(Smoother::after(0, 0.0, SMOOTHING), Smoother::new(SMOOTHING));
    }
}
