//! What the training loop reports.

use serde::{Deserialize, Serialize};

use super::evaluation::share;

/// How long a run will be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunPlan {
    pub steps_per_epoch: u32,
    /// First and one past the last epoch, from 0; a resumed run does not begin at 0.
    pub first_epoch: u32,
    pub end_epoch: u32,
    /// Milliseconds that the first step took, compilation included.
    pub first_step_ms: f64,
}

/// Where a run is, sent about ten times a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// From 0.
    pub epoch: u32,
    /// Steps done in this epoch.
    pub step: u32,
    pub learning_rate: f64,
    /// The steps since the last message, in order.
    pub steps: Vec<StepMetric>,
    /// Steps a second in this epoch, pauses and the run's first step left out. None before the second step.
    pub rate: Option<f64>,
    /// Milliseconds in this epoch, pauses left out.
    pub elapsed_ms: f64,
}

/// What one step measured, before its update.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StepMetric {
    /// From 1, over all epochs of the network's training.
    pub step: u32,
    /// Mean cross-entropy of the batch.
    pub loss: f32,
    /// Share of the batch that was classified right, 0 to 1.
    pub accuracy: f32,
}

/// The images that a network is tested on after an epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestedOn {
    /// Those of the test set.
    #[default]
    Test,
    /// Training images that were kept apart.
    Validation,
}

impl TestedOn {
    /// The word before `accuracy`.
    pub fn word(self) -> &'static str {
        match self {
            TestedOn::Test => "test",
            TestedOn::Validation => "validation",
        }
    }
}

/// What an epoch came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// From 0.
    pub epoch: u32,
    /// Steps trained so far, over all epochs: where this epoch's point lies on the step axis.
    pub step: u32,
    pub learning_rate: f64,
    /// Images trained on in this epoch.
    pub images: u32,
    /// Means over the epoch's training batches, weighted by their size.
    pub train_loss: f32,
    pub train_accuracy: f32,
    /// What the test of this epoch was on. Records of the first runs lack it.
    #[serde(default)]
    pub tested_on: TestedOn,
    /// Mean cross-entropy over those images.
    pub test_loss: f32,
    pub correct: u32,
    pub total: u32,
    /// The outputs that are exactly zero for every one of them, ascending; None for a network that does
    /// not end in a ReLU.
    pub stuck_outputs: Option<Vec<u8>>,
    /// Seconds that training on the images took, pauses left out.
    pub train_seconds: f64,
    /// Seconds of testing.
    pub test_seconds: f64,
}

/// The epoch with the highest accuracy in a test like the newest; the first of equals.
pub fn best_epoch(epochs: &[EpochReport]) -> Option<&EpochReport> {
    let newest = epochs.last()?.tested_on;
    let like_newest = epochs.iter().filter(|epoch| epoch.tested_on == newest);
    like_newest.rev().max_by(|a, b| a.test_accuracy().total_cmp(&b.test_accuracy()))
}

impl EpochReport {
    /// Share of the images of its test that were classified right, 0 to 1.
    pub fn test_accuracy(&self) -> f64 {
        share(self.correct, self.total)
    }
}
