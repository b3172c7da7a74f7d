//! Page to worker.

use serde::{Deserialize, Serialize};

use super::{RequestId, RunId};
use crate::arch::{Network, Unit};
use crate::record::Run;
use crate::reports::HandInFormat;
use crate::settings::{Class, DataChoice, TrainConfig};

/// What the page asks of the worker. What has a request is answered, by an event with the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Train. With `resume`, go on from the run's weights, momentum and epoch; a run that cannot fails.
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
        request: RequestId,
        pixels: Vec<u8>,
    },
    /// Ask for a random image of a test set: of the run in progress, or else of these data.
    Sample {
        request: RequestId,
        data: DataChoice,
        seed: u64,
    },
    /// Ask for the pictures of a test set: of the run in progress, or else of these data.
    TestImages {
        request: RequestId,
        data: DataChoice,
        seed: u64,
    },
    /// Ask for what each layer of a run's network yields for an image of 28 × 28 bytes, and of one unit for where its
    /// number comes from.
    Lens {
        request: RequestId,
        run: RunId,
        pixels: Vec<u8>,
        unit: Option<Unit>,
    },
    /// Ask for the weights of a layer, without bias, and for their gradient over a batch where one is given: images of
    /// 28 × 28 bytes and what they show.
    LayerWeights {
        request: RequestId,
        run: RunId,
        /// Its place in the network.
        layer: u32,
        images: Vec<u8>,
        labels: Vec<u8>,
    },
    /// Ask which ReLUs of a run let something through for some of these images of 28 × 28 bytes.
    Alive {
        request: RequestId,
        run: RunId,
        images: Vec<u8>,
    },
    /// Ask for a run's logits for images of 28 × 28 bytes, one after the other.
    Logits {
        request: RequestId,
        run: RunId,
        images: Vec<u8>,
    },
    /// Use the user's own IDX files. Bulk: the files, in the order of `names`.
    OwnFiles {
        request: RequestId,
        names: Vec<String>,
        /// Whether rows and columns of every image are swapped, as EMNIST is published.
        transpose: bool,
    },
    /// Begin a run with the weights of a file in the configuration's network; with `test`, as by `TestWeights` after
    /// it. Bulk: the file.
    LoadWeights {
        request: RequestId,
        run: RunId,
        config: TrainConfig,
        test: bool,
    },
    /// Test what a run has learned as soon as nothing trains, on the configuration's data.
    TestWeights {
        request: RequestId,
        run: RunId,
        config: TrainConfig,
    },
    /// End a `TestWeights`, or that of a `LoadWeights`.
    StopTest {
        run: RunId,
    },
    /// Time the same steps of this configuration on the CPU and on the GPU, from fresh weights, as soon as nothing
    /// trains; on the GPU with burn's kernels too, where the configuration has those. Its device does not matter.
    TimeDevices {
        request: RequestId,
        config: TrainConfig,
    },
    /// End a `TimeDevices` after the step in progress.
    StopTiming {
        request: RequestId,
    },
    /// Ask for what a run has learned as a file of weights.
    SaveWeights {
        request: RequestId,
        run: RunId,
        /// What the data are called that it learned from; kept in the file.
        data: String,
    },
    /// Ask the reader for the networks of a source, and for those that it has for an image `[channels, height, width]` of
    /// another shape.
    ReadSource {
        request: RequestId,
        class: Class,
        image: Option<[usize; 3]>,
    },
    /// Ask the reader for the code of a notebook or a file of Python. Bulk: the file.
    OpenSource {
        request: RequestId,
        name: String,
    },
    /// Ask the reader for the source that a link carries.
    OpenLink {
        request: RequestId,
        packed: String,
    },
    /// Ask the reader how few convolutions reach an aim of this size.
    Plan {
        request: RequestId,
        aim: Aim,
        size: String,
    },
    /// Ask the reader for the hand-in of runs, whose links are queries.
    HandIn {
        request: RequestId,
        runs: Vec<Run>,
        format: HandInFormat,
    },
    /// Put what a run has learned back: the worker was restarted, or had let it go for a newer run of the same
    /// network. Bulk: the run's checkpoint.
    Restore {
        run: RunId,
        network: Network,
    },
}

/// What the planner lays out networks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aim {
    /// To bring an image of this side to its end.
    Image,
    /// To see a square of this side.
    Field,
}
