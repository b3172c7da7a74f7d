//! Metrics of steps: left on the device for a while, then read together.

use burn::tensor::{Tensor, Transaction};

use super::StepMetric;
use super::run::TrainError;

/// Milliseconds between two readings.
const READ_EVERY_MS: f64 = 100.0;

/// Steps in flight at most: unbounded run-ahead only fills the device's queue.
const STEPS_IN_FLIGHT: usize = 16;

/// Steps whose metrics are still on the device, and sums over those that were read.
pub(super) struct Meter {
    pending: Vec<Pending>,
    read_at: f64,
    pub totals: Totals,
}

struct Pending {
    step: u32,
    images: u32,
    /// `[mean loss, number right]`.
    metrics: Tensor<1>,
}

/// Sums over the steps of an epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals {
    pub learning_rate: f64,
    /// Milliseconds of training, pauses left out.
    pub elapsed_ms: f64,
    images: f64,
    loss: f64,
    correct: f64,
}

impl Totals {
    /// Mean loss of the images so far.
    pub fn mean_loss(&self) -> f32 {
        (self.loss / self.images.max(1.0)) as f32
    }

    /// Share of the images so far that was classified right.
    pub fn accuracy(&self) -> f32 {
        (self.correct / self.images.max(1.0)) as f32
    }
}

impl Meter {
    pub fn new(learning_rate: f64, now_ms: f64) -> Self {
        let totals = Totals { learning_rate, elapsed_ms: 0.0, images: 0.0, loss: 0.0, correct: 0.0 };
        Self { pending: Vec::new(), read_at: now_ms, totals }
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
        self.totals.images += images;
        self.totals.loss += f64::from(loss) * images;
        self.totals.correct += f64::from(correct);
        Ok(StepMetric { step: step.step, loss, accuracy: correct / step.images as f32 })
    }
}
