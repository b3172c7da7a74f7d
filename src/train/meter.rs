//! Metrics of steps: left on the device for a while, then read together.

use super::TrainError;
use crate::engine::{EpochSums, METRICS_KEPT, Metrics, Model};
use crate::reports::StepMetric;

/// Milliseconds between two readings.
const READ_EVERY_MS: f64 = 100.0;

/// Steps in flight at most: unbounded run-ahead only fills the device's queue.
const STEPS_IN_FLIGHT: usize = METRICS_KEPT / 2;

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

    /// Takes note of a step whose metrics are now on the device.
    pub fn push(&mut self, step: u32, images: usize) {
        self.pending.push(Pending { step, images: images as u32 });
    }

    /// Whether it is time to read once the next step is taken.
    pub fn is_due(&self, now_ms: f64) -> bool {
        self.pending.len() + 1 >= STEPS_IN_FLIGHT || now_ms - self.read_at >= READ_EVERY_MS
    }

    /// Reads what is pending, and so waits for the device.
    ///
    /// # Errors
    /// A loss that is not finite, or a device that fails.
    pub async fn read(&mut self, model: &mut Model, now_ms: f64) -> Result<Vec<StepMetric>, TrainError> {
        self.read_at = now_ms;
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let metrics = model.read_metrics().await?;
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
