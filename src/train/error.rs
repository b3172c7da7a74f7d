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
    /// More images are to be kept apart than leave one to train on.
    #[error("{validation} of {images} training images are to be kept apart, which leaves none to train on")]
    NothingToTrain { images: usize, validation: u32 },
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}
