//! How often numbers are how large.

/// Counts of the finite numbers in bins of equal width, from the lowest number to the highest.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    pub lowest: f32,
    pub highest: f32,
    pub counts: Vec<u32>,
}

impl Histogram {
    /// None where no number is finite.
    pub fn of(numbers: &[f32], bins: usize) -> Option<Self> {
        let finite = || numbers.iter().copied().filter(|number| number.is_finite());
        let lowest = finite().reduce(f32::min)?;
        let highest = finite().reduce(f32::max)?;
        let mut counts = vec![0; bins.max(1)];
        let last = counts.len() - 1;
        for number in finite() {
            // Twice halved, for the width itself may be too large a number.
            let share = (number / 2.0 - lowest / 2.0) / (highest / 2.0 - lowest / 2.0);
            counts[((share * bins as f32) as usize).min(last)] += 1;
        }
        Some(Self { lowest, highest, counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finite_number_is_in_one_bin() {
        let histogram = Histogram::of(&[-1.0, -0.9, 0.0, 1.0, f32::NAN], 4).unwrap();
        assert_eq!((histogram.lowest, histogram.highest), (-1.0, 1.0));
        assert_eq!(histogram.counts, [2, 0, 1, 1]);
        assert_eq!(Histogram::of(&[3.0, 3.0], 4).unwrap().counts.iter().sum::<u32>(), 2);
        assert_eq!(Histogram::of(&[f32::MIN, f32::MAX], 2).unwrap().counts, [1, 1]);
        assert_eq!(Histogram::of(&[f32::NAN], 4), None);
    }
}
