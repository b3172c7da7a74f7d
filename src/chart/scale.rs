//! From values to pixels and back.

/// Maps the values `lo..hi` to the pixels `from..to`; pixels may run downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub lo: f64,
    pub hi: f64,
    pub from: f64,
    pub to: f64,
    /// Equal ratios instead of equal differences take equal space. `lo` is positive then.
    pub log: bool,
}

impl Scale {
    /// The pixel of `value`. On a logarithmic scale values that have no logarithm lie at the low end,
    /// because that is the way they went out of sight.
    pub fn pixel(&self, value: f64) -> f64 {
        let share = if self.log {
            (value.max(self.lo) / self.lo).ln() / (self.hi / self.lo).ln()
        } else {
            (value - self.lo) / (self.hi - self.lo)
        };
        self.from + share * (self.to - self.from)
    }

    /// The value at `pixel`, kept within the scale.
    pub fn value(&self, pixel: f64) -> f64 {
        let share = ((pixel - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        if self.log {
            self.lo * (self.hi / self.lo).powf(share)
        } else {
            self.lo + share * (self.hi - self.lo)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_map_to_ends_and_back() {
        for log in [false, true] {
            let scale = Scale { lo: 0.01, hi: 10.0, from: 200.0, to: 20.0, log };
            assert!((scale.pixel(0.01) - 200.0).abs() < 1e-9);
            assert!((scale.pixel(10.0) - 20.0).abs() < 1e-9);
            assert!((scale.value(scale.pixel(0.5)) - 0.5).abs() < 1e-9);
        }
    }

    #[test]
    fn equal_ratios_take_equal_space() {
        let scale = Scale { lo: 0.1, hi: 10.0, from: 0.0, to: 100.0, log: true };
        assert!((scale.pixel(1.0) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn zero_lies_at_the_foot_of_a_log_scale() {
        let scale = Scale { lo: 0.1, hi: 10.0, from: 100.0, to: 0.0, log: true };
        assert_eq!(scale.pixel(0.0), 100.0);
        assert_eq!(scale.pixel(-3.0), 100.0);
    }
}
