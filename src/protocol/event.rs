//! Worker to page.

use serde::{Deserialize, Serialize};

use super::{Command, RequestId, RunId, TimingNews};
use crate::arch::CLASSES;
pub use crate::reports::{
    Answer, DigitScore, EpochReport, Evaluation, Progress, RunPlan, StepMetric, TestedOn,
};
use crate::reports::{Code, Refusal, Source};
use crate::settings::Class;

/// What the worker tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker listens; sent once, first.
    Ready {
        build: String,
    },
    /// What the run is getting ready.
    Preparing {
        run: RunId,
        stage: Preparation,
    },
    /// Bytes of a download or images of a generation so far.
    DataProgress(DataProgress),
    /// The data that the run will train on, or, without a run, that a question was answered with.
    Data {
        run: Option<RunId>,
        report: DataReport,
    },
    Device(DeviceReport),
    /// The first step is done; from here on time counts.
    Started {
        run: RunId,
        plan: RunPlan,
    },
    Progress {
        run: RunId,
        progress: Progress,
    },
    EpochEnd {
        run: RunId,
        report: EpochReport,
        /// To each image of the epoch's test, in their order.
        answers: Vec<Answer>,
    },
    /// What was learned with validation images kept apart, on the test set at last, with the answer to each image.
    Tested {
        run: RunId,
        evaluation: Evaluation,
        answers: Vec<Answer>,
    },
    Paused {
        run: RunId,
    },
    Resumed {
        run: RunId,
    },
    Ended {
        run: RunId,
        outcome: Outcome,
    },
    /// Everything needed to go on with the run from here. Bulk: one checkpoint, to be given back in `Restore`.
    Checkpoint {
        run: RunId,
    },
    /// What `ReadSource` asked for.
    SourceRead {
        request: RequestId,
        reply: Result<Source, Refusal>,
        /// For the other image, where one was named.
        of_image: Option<Result<Source, Refusal>>,
        /// It for a link; none where it is too long.
        packed: Option<String>,
    },
    /// What `OpenLink` asked for, or what is wrong with the link.
    LinkOpened {
        request: RequestId,
        reply: Result<Class, String>,
    },
    /// What `HandIn` asked for: the file's name, or why there is none. Bulk: the file.
    HandedIn {
        request: RequestId,
        reply: Result<String, String>,
    },
    /// What `Plan` asked for: an answer and its derivations, a line each; or what is wrong with the size.
    Planned {
        request: RequestId,
        reply: Result<Vec<String>, String>,
    },
    /// What `OpenSource` asked for, or why the file has no code.
    SourceOpened {
        request: RequestId,
        reply: Result<Code, String>,
    },
    /// What `Predict` asked for: one row for each network that has learned something.
    Predictions {
        request: RequestId,
        rows: Vec<Prediction>,
    },
    /// What `Sample` asked for.
    Sample {
        request: RequestId,
        reply: Result<Sample, Trouble>,
    },
    /// What `TestImages` asked for: what the data are called, as [`DataReport::name`] has it. Bulk: 28 × 28 bytes
    /// for each image, then a byte for each label.
    TestImages {
        request: RequestId,
        reply: Result<String, Trouble>,
    },
    /// What `Lens` asked for. Bulk, as little-endian f32: the input and each layer's output, one after the other; of the
    /// unit, where one was asked for, its gradient with respect to the input, and its parameters.
    Lens {
        request: RequestId,
        reply: Result<(), Trouble>,
    },
    /// What `LayerWeights` asked for. Bulk, as little-endian f32 in PyTorch's layout: the weights, and their gradient where
    /// that was asked for.
    LayerWeights {
        request: RequestId,
        reply: Result<(), Trouble>,
    },
    /// What `Alive` asked for: for each ReLU, in the layers' order, and each of its channels or units, whether it let
    /// something through; and how long that took.
    Alive {
        request: RequestId,
        reply: Result<Vec<Vec<bool>>, Trouble>,
        milliseconds: f64,
    },
    /// What `Logits` asked for: `[images, classes]`, and how long that took.
    Logits {
        request: RequestId,
        reply: Result<Vec<f32>, Trouble>,
        milliseconds: f64,
    },
    /// Whether the files of an `OwnFiles` can be trained on; earlier ones stay if not.
    OwnFiles {
        request: RequestId,
        reply: Result<OwnData, Trouble>,
    },
    /// What becomes of the file of a `LoadWeights`, and of a test.
    Weights {
        request: RequestId,
        news: WeightsNews,
    },
    /// What becomes of a `TimeDevices`.
    Timing {
        request: RequestId,
        news: TimingNews,
    },
    /// What `SaveWeights` asked for. Bulk: the file, where there is one.
    WeightsFile {
        request: RequestId,
        reply: Result<(), Trouble>,
    },
    /// Something went wrong and work goes on.
    Trouble(Trouble),
    /// Something went wrong and this worker must be replaced.
    GivingUp(Trouble),
    /// Only [`super::Program::Burn`] can carry out this `Start` or `TimeDevices`: it was asked for, or our kernels
    /// failed their check.
    NeedsBurn(Box<Command>),
}

/// What is being got ready before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preparation {
    Data,
    Device,
    /// Running the first step: on a GPU this compiles its shaders.
    FirstStep,
}

/// How far the data are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataProgress {
    /// Where from: a host name, `this site`, `cache` or `generated digits`.
    pub source: String,
    /// What: a file's name or `images`.
    pub item: String,
    pub done: u64,
    /// In the unit of `done`: bytes for files, a count for images. None while it is unknown.
    pub total: Option<u64>,
}

/// Which data are in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataReport {
    pub kind: DataKind,
    /// What figures call them, in a few words that name no other data.
    pub name: String,
    /// Where from, in words.
    pub origin: String,
    /// Number of images to train on; None while only those to test on are there.
    pub train: Option<u32>,
    /// Number of images to test on.
    pub test: u32,
    /// Why not what was asked for, when that is so.
    pub notice: Option<String>,
}

/// Kind of data in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataKind {
    /// The content's checksums are MNIST's.
    Mnist,
    Generated,
    Own,
}

/// The device in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    pub kind: DeviceKind,
    /// The adapter's name, or `CPU (WebAssembly SIMD)`.
    pub name: String,
    /// Why this one, in a sentence.
    pub reason: String,
}

impl DeviceReport {
    /// Its name after its kind, where it does not begin with that already.
    pub fn title(&self) -> String {
        let (kind, name) = (self.kind.word(), &self.name);
        if name.starts_with(kind) { name.clone() } else { format!("{kind} — {name}") }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeviceKind {
    /// With our kernels.
    Gpu,
    /// A GPU with burn's kernels.
    BurnGpu,
    Cpu,
}

impl DeviceKind {
    /// As people write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gpu => "GPU",
            Self::BurnGpu => "GPU with burn's kernels",
            Self::Cpu => "CPU",
        }
    }

    /// As storage and attributes have it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::BurnGpu => "gpu-burn",
            Self::Cpu => "cpu",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// All epochs are done.
    Done,
    /// The user stopped it.
    Stopped,
    Failed(Trouble),
}

/// What a trained network makes of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The run that trained it.
    pub run: RunId,
    /// Softmax over the digits 0 to 9.
    pub probabilities: [f32; CLASSES],
}

/// The user's own data, as they were understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnData {
    /// Numbers of images.
    pub train: u32,
    pub test: u32,
    /// The first training images.
    pub preview: Vec<Sample>,
    /// What the user should know, a sentence each.
    pub remarks: Vec<String>,
}

/// An image of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The data that it is from, as [`DataReport::name`] has it.
    pub data: String,
    pub index: u32,
    pub label: u8,
    /// 28 × 28 bytes, row by row, 0 background, 255 ink.
    pub pixels: Vec<u8>,
}

/// What becomes of a file of weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum WeightsNews {
    /// Why it cannot be used; there is no run of it then.
    Refused(String),
    /// The network has its weights.
    Loaded {
        /// Whether the network is given normalised pixels.
        normalise: bool,
        /// Whether the file did not say so, and the settings decided.
        assumed: bool,
        /// What the file calls the data that they were learned from, if it says.
        data: Option<String>,
        /// What was changed to make them fit, a sentence each.
        remarks: Vec<String>,
    },
    /// Test images so far.
    Testing { done: u32, total: u32 },
    /// The answers to the first test images, while the others are tested.
    Sampled {
        /// The data, as [`DataReport::name`] has it.
        data: String,
        answers: Vec<Answer>,
    },
    Tested {
        /// The data, as [`DataReport::name`] has it.
        data: String,
        evaluation: Evaluation,
        /// To each test image, in their order.
        answers: Vec<Answer>,
    },
    /// There is no test: it cannot be made, or, without a trouble, the worker no longer has these weights.
    NotTested(Option<Trouble>),
}

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What happened.
    pub message: String,
    /// What the user can do.
    pub advice: String,
}
