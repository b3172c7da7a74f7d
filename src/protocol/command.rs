//! Page to worker.

use serde::{Deserialize, Serialize};

use super::RunId;
use crate::{arch::NetworkChoice, train::TrainConfig};

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Train. With `resume`, go on from this network's weights, momentum and epoch if they are there.
    Start {
        run: RunId,
        config: TrainConfig,
        resume: bool,
    },
    Pause {
        run: RunId,
    },
    Resume {
        run: RunId,
    },
    /// End after the step in progress; what was learned is kept.
    Stop {
        run: RunId,
    },
    /// Ask every trained network about a drawing: 28 × 28 bytes, row by row, 0 background, 255 ink.
    Predict {
        request: u32,
        pixels: Vec<u8>,
    },
    /// Ask for a random image of the test set.
    Sample,
    /// Use the user's own IDX files. Bulk: the files, in the order of `names`.
    OwnFiles {
        names: Vec<String>,
    },
    /// Put a trained network back after the worker was restarted. Bulk: one snapshot.
    Restore {
        network: NetworkChoice,
    },
}
