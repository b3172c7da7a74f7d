//! Page to worker.

use serde::{Deserialize, Serialize};

use super::RunId;
use crate::arch::{NetworkChoice, NetworkId};
use crate::train::TrainConfig;

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
    /// Put the weights of a file in the place of what the configuration's network has learned, and test them
    /// as soon as nothing trains. Bulk: the file.
    LoadWeights {
        config: TrainConfig,
    },
    /// Ask for what a network has learned as a file of weights.
    SaveWeights {
        network: NetworkId,
    },
    /// Put a trained network back after the worker was restarted. Bulk: one snapshot.
    Restore {
        network: NetworkChoice,
    },
}
