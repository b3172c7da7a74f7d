//! Metrics of steps: left on the device for a while, then read together.

use super::TrainError;
use crate::engine::{EpochSums, METRICS_KEPT, Metrics, Model};
use crate::reports::StepMetric;

/// Milliseconds between two readings.
const READ_EVERY_MS: f64 = 100.0;

/// Steps whose metrics are still on the device, and sums over those that were read.
pub(super) struct Meter {
    pending: Vec<Pending>,
    /// Steps in flight at most: more than what is done until the next reading would only fill the device's queue.
    pub most_pending: usize,
    /// When the device had last done everything.
    read_at: f64,
    pub sums: EpochSums,
    /// The sums as they were before the last step that was read.
    pub sums_before: EpochSums,
}

struct Pending {
    step: u32,
    images: u32,
}

impl EpochSums {
    /// Mean loss of the images so far.
    pub(super) fn mean_loss(&self) -> f32 {
        (self.loss / self.images.max(1.0)) as f32
    }

    /// Share of the images so far that was classified right.
    pub(super) fn accuracy(&self) -> f32 {
        (self.correct / self.images.max(1.0)) as f32
    }
}

impl Meter {
    /// Goes on from the sums of the epoch so far, at the pace of earlier ones.
    pub fn new(sums: EpochSums, most_pending: usize, now_ms: f64) -> Self {
        Self { pending: Vec::new(), most_pending, read_at: now_ms, sums, sums_before: sums }
    }

    /// Takes note of a step whose metrics are now on the device.
    pub fn push(&mut self, step: u32, images: usize) {
        self.pending.push(Pending { step, images: images as u32 });
    }

    /// Whether it is time to read once the next step is taken.
    pub fn is_due(&self, now_ms: f64) -> bool {
        self.pending.len() + 1 >= self.most_pending || now_ms - self.read_at >= READ_EVERY_MS
    }

    /// Reads what is pending, and so waits for the device.
    ///
    /// # Errors
    /// A loss that is not finite, or a device that fails.
    pub async fn read(
        &mut self,
        model: &mut Model,
        now_ms: impl Fn() -> f64,
    ) -> Result<Vec<StepMetric>, TrainError> {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let metrics = model.read_metrics().await?;
        let took_ms = now_ms() - self.read_at;
        self.read_at += took_ms;
        self.most_pending = most_pending_after(self.most_pending, pending.len(), took_ms);
        pending.iter().zip(metrics).map(|(step, metrics)| self.count(step, metrics)).collect()
    }

    fn count(&mut self, step: &Pending, metrics: Metrics) -> Result<StepMetric, TrainError> {
        let images = step.images as f32;
        let loss = metrics.loss / images;
        if !loss.is_finite() {
            return Err(TrainError::NotFinite { step: step.step, loss });
        }
        self.sums_before = self.sums;
        self.sums.images += f64::from(images);
        self.sums.loss += f64::from(metrics.loss);
        self.sums.correct += f64::from(metrics.correct);
        Ok(StepMetric { step: step.step, loss, accuracy: metrics.correct / images })
    }
}

/// Steps in flight at most from now on, after so many took so long: twice as many as were done in a time about as
/// short as that between two readings, and fewer where they took much longer. How long a reading itself takes does not
/// count: Firefox looks only ten times a second whether a GPU is done, were it with one step or with a hundred.
fn most_pending_after(before: usize, steps: usize, took_ms: f64) -> usize {
    let readings = took_ms / READ_EVERY_MS;
    let most = match readings {
        short if short < 1.5 => before.max(2 * steps),
        long if long > 3.0 => (1.5 * steps as f64 / long).ceil() as usize,
        _ => before,
    };
    most.clamp(1, METRICS_KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps in flight after twenty readings of a device that takes so long for a step and so long until it tells.
    fn in_the_long_run(step_ms: f64, tells_every_ms: f64) -> usize {
        (0..20).fold(1, |most, _| {
            let done_ms = most as f64 * step_ms;
            most_pending_after(most, most, (done_ms / tells_every_ms).ceil() * tells_every_ms)
        })
    }

    #[test]
    fn a_device_has_as_much_to_do_as_takes_a_few_readings_and_no_more() {
        for tells_every_ms in [1.0, 110.0] {
            for step_ms in [0.3, 2.0, 11.0, 40.0, 70.0] {
                let busy_ms = step_ms * in_the_long_run(step_ms, tells_every_ms) as f64;
                assert!(
                    (75.0..=300.0).contains(&busy_ms),
                    "{step_ms} ms, told every {tells_every_ms}: {busy_ms}"
                );
            }
        }
        assert_eq!(in_the_long_run(800.0, 1.0), 1, "a slow one has one step in flight");
        assert_eq!(in_the_long_run(0.01, 1.0), METRICS_KEPT, "nothing is measured that has no place");
    }

    #[test]
    fn few_steps_at_the_end_of_an_epoch_change_nothing_and_a_pause_not_for_long() {
        assert_eq!(most_pending_after(300, 3, 2.0), 300);
        assert_eq!(most_pending_after(300, 300, 60_000.0), 1);
        assert_eq!(most_pending_after(1, 1, 0.0), 2, "the clock may not have moved");
    }
}
