//! Networks that compute: a network of [`crate::arch`] with its state on burn's tensors ([`burn_model`], on the CPU
//! or with burn's kernels on the GPU) or on the GPU with kernels of our own ([`gpu`]), behind one [`Model`]. Knows
//! neither the browser nor Yew.

mod adapter;
mod batch;
mod batch_norm;
pub mod burn_model;
mod check;
mod checkpoint;
mod device;
mod error;
mod gpu;
mod images;
pub mod memory;
mod metrics;
mod model;
mod optimiser;
mod snapshot;
mod state;
pub mod weights;

pub use burn_model::BurnGpu;
#[cfg(feature = "burn-gpu")]
pub use burn_model::BurnGpuError;
pub use check::{CheckError, check};
pub use device::{Device, GpuError, open_gpu};
pub use error::{EngineError, Place};
pub use gpu::{Adapter, Gpu, Shader, shaders};
pub use images::{Batch, Images, Selection};
pub use metrics::{METRICS_KEPT, Metrics};
pub use model::Model;
pub use optimiser::{Optimiser, OptimiserState, Rule};
pub use snapshot::{EpochSums, Snapshot, SnapshotError, TrainingState};
pub use state::State;
