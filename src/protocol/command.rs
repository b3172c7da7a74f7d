//! Page to worker.

use serde::{Deserialize, Serialize};

use super::{RequestId, RunId};
use crate::arch::{NetworkChoice, NetworkId};
use crate::train::{DataChoice, TrainConfig};

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Train. With `resume`, go on from this network's weights, momentum and epoch; a run that cannot fails.
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
    /// Ask for a random image of a test set: of the run in progress, or else of these data.
    Sample {
        data: DataChoice,
        seed: u64,
    },
    /// Use the user's own IDX files. Bulk: the files, in the order of `names`.
    OwnFiles {
        request: RequestId,
        names: Vec<String>,
        /// Whether rows and columns of every image are swapped, as EMNIST is published.
        transpose: bool,
    },
    /// Put the weights of a file in the place of what the configuration's network has learned, and test them
    /// as soon as nothing trains, on the configuration's data. Bulk: the file.
    LoadWeights {
        request: RequestId,
        config: TrainConfig,
    },
    /// Ask for what a network has learned as a file of weights.
    SaveWeights {
        network: NetworkId,
        /// What the data are called that it learned from; kept in the file.
        data: String,
    },
    /// Put a trained network back after the worker was restarted. Bulk: one snapshot.
    Restore {
        network: NetworkChoice,
    },
}
