//! Networks that compute: a network of [`crate::arch`] with its state on the CPU ([`cpu`], through burn)
//! or on the GPU ([`gpu`], kernels of our own), behind one [`Model`]. Knows neither the browser nor Yew.

mod batch;
mod check;
pub mod cpu;
mod device;
mod error;
mod gpu;
pub mod memory;
mod model;
mod snapshot;
mod state;
pub mod weights;

pub use batch::{Batch, Images, Selection};
pub use check::{CheckError, check};
pub use device::{Device, GpuError, open_gpu};
pub use error::{EngineError, Place};
pub use gpu::Gpu;
pub use model::Model;
pub use snapshot::{EpochSums, Snapshot, SnapshotError, TrainingState};
pub use state::State;

/// Settings of stochastic gradient descent as in PyTorch's `optim.SGD` without dampening:
/// `g += weight_decay · w`, `v = momentum · v + g`, `w −= learning_rate · v`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    pub learning_rate: f64,
    pub momentum: f64,
    pub weight_decay: f64,
}

impl Sgd {
    /// Changes nothing.
    const REST: Sgd = Sgd { learning_rate: 0.0, momentum: 0.0, weight_decay: 0.0 };
}

/// What a batch came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Cross-entropy, summed over the batch.
    pub loss: f32,
    /// Images classified right.
    pub correct: f32,
}

/// Batches whose metrics a device keeps until they are read.
pub const METRICS_KEPT: usize = 64;
