//! What can go wrong while computing.

use burn::tensor::ExecutionError;
use thiserror::Error;

use crate::arch::TraceError;

#[derive(Debug, Error)]
pub enum EngineError {
    /// The layers do not fit together.
    #[error(transparent)]
    Network(#[from] TraceError),
    /// The GPU gives no buffer that is large enough.
    #[error("a batch of {batch} images does not fit into the GPU's buffers; at most {most} do")]
    BatchTooLarge { batch: usize, most: usize },
    /// The GPU has no memory left.
    #[error("a batch of {batch} images does not fit into the GPU's memory")]
    OutOfMemory { batch: usize },
    /// A mistake of ours in the GPU's program.
    #[error("the network's program for the GPU lacks {what}; train on the CPU, and please report this")]
    Incomplete { what: String },
    /// The device failed: lost, or a kernel that does not compile.
    #[error("{0}")]
    Device(String),
}

impl From<ExecutionError> for EngineError {
    /// Keeps the innermost of the causes that burn nests, without its backtrace.
    fn from(error: ExecutionError) -> Self {
        let text = error.to_string();
        let innermost = text.rsplit("Caused by:").next().unwrap_or(&text);
        EngineError::Device(innermost.split("Backtrace").next().unwrap_or(innermost).trim().to_owned())
    }
}
