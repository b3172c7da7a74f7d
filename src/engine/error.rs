//! What can go wrong while computing.

use std::fmt;

use thiserror::Error;

use crate::arch::TraceError;

#[derive(Debug, Error)]
pub enum EngineError {
    /// The layers do not fit together.
    #[error(transparent)]
    Network(#[from] TraceError),
    /// The device cannot hold so many images at once.
    #[error("a batch of {batch} images does not fit into {place}; at most {most} do")]
    BatchTooLarge { batch: usize, most: usize, place: Place },
    /// The device cannot hold a single image.
    #[error(
        "the network does not fit into {place}, not even with a batch of one image; choose fewer filters"
    )]
    NetworkTooLarge { place: Place },
    /// A mistake of ours: a batch for which nothing was prepared.
    #[error("a batch of {batch} images came to a GPU that is prepared for {prepared}; please report this")]
    Unprepared { batch: usize, prepared: usize },
    /// A mistake of ours in the GPU's program.
    #[error("the network's program for the GPU lacks {what}; train on the CPU, and please report this")]
    Incomplete { what: String },
    /// The device failed: lost, or a kernel that does not compile.
    #[error("{0}")]
    Device(String),
}

/// What a batch may be too large for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The largest buffer that the GPU gives.
    GpuBuffers,
    GpuMemory,
    /// The memory that the CPU computes in.
    Memory,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::GpuBuffers => "the GPU's buffers",
            Place::GpuMemory => "the GPU's memory",
            Place::Memory => "the memory",
        })
    }
}

impl EngineError {
    /// A batch that does not fit where at most `most` images do.
    pub(super) fn too_large(batch: usize, most: usize, place: Place) -> Self {
        match most {
            0 => EngineError::NetworkTooLarge { place },
            most => EngineError::BatchTooLarge { batch, most, place },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_told_with_what_fits() {
        for (place, words) in [
            (Place::GpuBuffers, "the GPU's buffers"),
            (Place::GpuMemory, "the GPU's memory"),
            (Place::Memory, "the memory"),
        ] {
            let batch = EngineError::too_large(2048, 680, place).to_string();
            assert!(["2048", "680", words].iter().all(|word| batch.contains(word)), "{batch}");
            let network = EngineError::too_large(2048, 0, place).to_string();
            assert!(network.contains(words) && network.contains("fewer filters"), "{network}");
        }
    }
}
