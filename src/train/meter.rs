//! Metrics of steps: left on the device for a while, then read together.

use burn::tensor::{Tensor, Transaction};

use super::StepMetric;
use super::run::TrainError;
use crate::engine::EpochSums;

/// Milliseconds between two readings.
const READ_EVERY_MS: f64 = 100.0;

/// Steps in flight at most: unbounded run-ahead only fills the device's queue.
const STEPS_IN_FLIGHT: usize = 16;

/// Steps whose metrics are still on the device, and sums over those that were read.
pub(super) struct Meter {
    pending: Vec<Pending>,
    read_at: f64,
    pub sums: EpochSums,
    /// The sums as they were before the last step that was read.
    pub sums_before: EpochSums,
}

struct Pending {
    step: u32,
    images: u32,
    /// `[mean loss, number right]`.
    metrics: Tensor<1>,
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
    /// Goes on from the sums of the epoch so far.
    pub fn new(sums: EpochSums, now_ms: f64) -> Self {
        Self { pending: Vec::new(), read_at: now_ms, sums, sums_before: sums }
    }

    /// Takes what [`crate::engine::Model::train_step`] returned for this step.
    pub fn push(&mut self, step: u32, images: usize, metrics: Tensor<1>) {
        self.pending.push(Pending { step, images: images as u32, metrics });
    }

    /// Whether it is time to read.
    pub fn is_due(&self, now_ms: f64) -> bool {
        self.pending.len() >= STEPS_IN_FLIGHT || now_ms - self.read_at >= READ_EVERY_MS
    }

    /// Reads what is pending, and so waits for the device.
    ///
    /// # Errors
    /// A loss that is not finite, or a device that fails.
    pub async fn read(&mut self, now_ms: f64) -> Result<Vec<StepMetric>, TrainError> {
        self.read_at = now_ms;
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let metrics = Tensor::cat(pending.iter().map(|step| step.metrics.clone()).collect(), 0);
        let read = Transaction::default().register(metrics).execute_async().await?;
        let values: Vec<f32> = read.iter().flat_map(|data| data.iter::<f32>()).collect();
        let steps = pending.iter().zip(values.chunks_exact(2));
        steps.map(|(step, values)| self.count(step, values[0], values[1])).collect()
    }

    fn count(&mut self, step: &Pending, loss: f32, correct: f32) -> Result<StepMetric, TrainError> {
        if !loss.is_finite() {
            return Err(TrainError::NotFinite { step: step.step, loss });
        }
        let images = f64::from(step.images);
        self.sums_before = self.sums;
        self.sums.images += images;
        self.sums.loss += f64::from(loss) * images;
        self.sums.correct += f64::from(correct);
        Ok(StepMetric { step: step.step, loss, accuracy: correct / step.images as f32 })
    }
}
