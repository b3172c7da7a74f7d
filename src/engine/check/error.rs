//! What the check of a GPU finds.

use thiserror::Error;

use crate::engine::error::EngineError;

/// Why a GPU is not trusted.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It could not compute at all.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// It computed something else than the CPU. `share` is the size of the difference in that of the CPU's
    /// numbers, the other four are where the two differ most: `number`, from 1, of `of`.
    #[error(
        "its {what} differs from the CPU's by {:.1} %: number {number} of {of} is {gpu}, not {cpu}",
        .share * 100.0
    )]
    Disagrees { what: String, share: f64, number: usize, of: usize, gpu: f32, cpu: f32 },
}
