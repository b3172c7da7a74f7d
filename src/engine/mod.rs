//! Networks that compute: a network of [`crate::arch`] with its state on the CPU ([`cpu`], through burn)
//! or on the GPU ([`gpu`], kernels of our own), behind one [`Model`]. Knows neither the browser nor Yew.

mod batch;
mod batch_norm;
mod check;
mod checkpoint;
pub mod cpu;
mod device;
mod error;
mod gpu;
mod images;
pub mod memory;
mod metrics;
mod model;
mod sgd;
mod snapshot;
mod state;
pub mod weights;

pub use check::{CheckError, check};
pub use device::{Device, GpuError, open_gpu};
pub use error::{EngineError, Place};
pub use gpu::{Adapter, Gpu, Shader, shaders};
pub use images::{Batch, Images, Selection};
pub use metrics::{METRICS_KEPT, Metrics};
pub use model::Model;
pub use sgd::Sgd;
pub use snapshot::{EpochSums, Snapshot, SnapshotError, TrainingState};
pub use state::State;
