//! What a device measures of a batch.

/// What a batch came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Cross-entropy, summed over the batch.
    pub loss: f32,
    /// Images classified right.
    pub correct: f32,
}

impl Metrics {
    /// The metrics of batches as the devices write them: loss and count of right answers in turns.
    pub(super) fn of_pairs(numbers: &[f32]) -> Vec<Self> {
        numbers.chunks_exact(2).map(|of| Metrics { loss: of[0], correct: of[1] }).collect()
    }
}

/// Batches whose metrics a device keeps until they are read.
pub const METRICS_KEPT: usize = 1024;
