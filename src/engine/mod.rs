//! burn: devices, a network built from [`crate::arch`], one training step, weights in and out.
//! Knows neither the browser nor Yew.

mod check;
mod device;
mod evaluate;
mod forward;
mod model;
mod snapshot;
mod step;

pub use check::{CheckError, check};
pub use device::{Gpu, GpuError, cpu, gpu};
pub use evaluate::predict;
pub use model::{EngineError, Model};
pub use snapshot::{EpochSums, Snapshot, SnapshotError, TrainingState};
pub use step::{Batch, Sgd};
