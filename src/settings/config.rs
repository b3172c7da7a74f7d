//! A valid configuration. Raw text becomes one in [`super::form`].

use serde::{Deserialize, Serialize};

use super::{Goals, SETTINGS, Schedule};
use crate::arch::Network;

/// Where to train.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// The GPU if a real one is there and passes its check, else the CPU.
    #[default]
    Auto,
    WebGpu,
    Cpu,
}

/// Whose kernels compute on the GPU.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EngineChoice {
    /// Our own; burn's where those fail their check.
    #[default]
    Fovea,
    Burn,
}

/// What to train on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DataChoice {
    /// MNIST from beside the page or a mirror; generated digits when it cannot be had.
    #[default]
    Mnist,
    /// Digits drawn from the seed.
    Generated,
    /// The four IDX files that the user gave.
    Own,
}

impl DeviceChoice {
    /// The word in links and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::WebGpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }
}

impl EngineChoice {
    /// The word in links and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fovea => "fovea",
            Self::Burn => "burn",
        }
    }
}

impl DataChoice {
    /// The word in links and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mnist => "mnist",
            Self::Generated => "generated",
            Self::Own => "own",
        }
    }
}

/// What moves the weights.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OptimiserChoice {
    /// PyTorch's `optim.SGD`.
    #[default]
    Sgd,
    /// The same with Nesterov's momentum.
    Nesterov,
    /// `optim.Adam` with PyTorch's betas and ε.
    Adam,
    /// `optim.AdamW` likewise.
    AdamW,
}

impl OptimiserChoice {
    /// The word in links and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::Nesterov => "nesterov",
            Self::Adam => "adam",
            Self::AdamW => "adamw",
        }
    }
}

/// Everything that decides a run. The same configuration gives the same run on every device, up to
/// float rounding. What each setting may be, and what it is by default, its row of [`SETTINGS`] says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    pub network: Network,
    pub epochs: u32,
    /// Images in a batch; the last one of an epoch may be smaller.
    pub batch: usize,
    /// Records of the first runs lack it.
    #[serde(default)]
    pub optimiser: OptimiserChoice,
    pub learning_rate: f64,
    /// SGD's momentum, without dampening.
    pub momentum: f64,
    /// Added to the gradient as `weight_decay · w`; AdamW shrinks the weights by it.
    pub weight_decay: f64,
    pub schedule: Schedule,
    /// Decides weights, order, dropout, augmentation and generated digits.
    pub seed: u64,
    pub shuffle: bool,
    /// Pixels to (x/255 − 0.1307)/0.3081; else to x/255.
    pub normalise: bool,
    /// Rotates, shifts and scales each training image at random.
    pub augment: bool,
    pub device: DeviceChoice,
    /// Records of the first runs lack it.
    #[serde(default)]
    pub engine: EngineChoice,
    pub data: DataChoice,
    /// Training images at the end of the set that are kept apart, to test on after each epoch; the test set then waits for
    /// the end. Records of the first runs lack it.
    #[serde(default)]
    pub validation: u32,
    /// They decide nothing. Records of the first runs lack them.
    #[serde(default)]
    pub goals: Goals,
}

impl TrainConfig {
    /// A network with every setting's default.
    pub fn new(network: Network) -> Self {
        let mut config = Self { network, ..Self::default() };
        for setting in &SETTINGS {
            setting.set_default(&mut config);
        }
        config
    }
}
