//! How training fails.

use thiserror::Error;

use crate::engine::{EngineError, SnapshotError};

/// How a run failed.
#[derive(Debug, Error)]
pub enum TrainError {
    /// The session holds the last weights that were good. `loss` is NaN too where a weight is no longer finite
    /// and a ReLU hides it from the loss.
    #[error("the loss became {loss} at step {step}")]
    NotFinite { step: u32, loss: f32 },
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}
