//! What timing some steps of training on a device came to.

use serde::{Deserialize, Serialize};

/// Steps that are timed on a device at most, those of the warm-up left out.
pub const TIMED_STEPS: u32 = 20;

/// Seconds that they may take together, with the warm-up.
pub const TIMED_SECONDS: f64 = 10.0;

/// Steps of training on one device, from fresh weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepTiming {
    /// Images in a batch.
    pub batch: u32,
    /// Milliseconds until the first step is done: making room on the device, bringing weights and images to it,
    /// and the step.
    pub first_step_ms: f64,
    /// Steps that were timed, after the warm-up.
    pub steps: u32,
    /// Milliseconds that one of them took, on average.
    pub step_ms: f64,
    /// Mean cross-entropy of each step's batch, before its update and in order; those of the warm-up too.
    pub losses: Vec<f32>,
}

impl StepTiming {
    /// Images that training goes through in a second.
    pub fn images_a_second(&self) -> f64 {
        f64::from(self.batch) * 1000.0 / self.step_ms
    }

    /// Seconds that training on so many images will take.
    pub fn seconds_for(&self, images: u32) -> f64 {
        f64::from(images) / self.images_a_second()
    }

    /// The largest difference between the losses of the steps that both took. None where their batches are not the
    /// same or a loss is not finite.
    pub fn largest_difference(&self, other: &Self) -> Option<f32> {
        let differences = self.losses.iter().zip(&other.losses).map(|(loss, other)| (loss - other).abs());
        let larger = |most: f32, next: f32| next.is_finite().then(|| most.max(next));
        (self.batch == other.batch).then(|| differences.clone().try_fold(0.0, larger)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(batch: u32, losses: &[f32]) -> StepTiming {
        StepTiming { batch, first_step_ms: 90.0, steps: 20, step_ms: 5.0, losses: losses.to_vec() }
    }

    #[test]
    fn speed_follows_from_a_step_and_its_batch() {
        let timing = timing(100, &[]);
        assert_eq!(timing.images_a_second(), 20_000.0);
        assert_eq!(timing.seconds_for(60_000), 3.0);
    }

    #[test]
    fn losses_are_compared_as_far_as_both_went() {
        let long = timing(4, &[2.5, 2.0, 1.0]);
        assert_eq!(long.largest_difference(&timing(4, &[2.5, 2.25])), Some(0.25));
        assert_eq!(long.largest_difference(&timing(4, &[])), Some(0.0));
        assert_eq!(long.largest_difference(&timing(8, &[2.5])), None, "of other batches");
        assert_eq!(long.largest_difference(&timing(4, &[f32::NAN, 2.0])), None);
        assert_eq!(long.largest_difference(&timing(4, &[2.5, f32::INFINITY])), None);
    }
}
