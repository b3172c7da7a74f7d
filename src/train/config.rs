//! A valid training configuration. Raw text becomes one in [`super::form`].

use serde::{Deserialize, Serialize};

use crate::arch::NetworkChoice;

/// Where to train.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// The GPU if a real one is there and passes its check, else the CPU.
    Auto,
    WebGpu,
    Cpu,
}

/// What to train on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DataChoice {
    /// MNIST from beside the page or a mirror; generated digits when it cannot be had.
    Mnist,
    /// Digits drawn from the seed.
    Generated,
    /// The four IDX files that the user gave.
    Own,
}

/// Learning rate over the epochs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Schedule {
    Constant,
    /// Multiplied by `gamma` every `every` epochs, as PyTorch's `StepLR`.
    Step {
        every: u32,
        gamma: f64,
    },
}

impl Schedule {
    /// Learning rate of `epoch` (from 0) when training starts with `initial`.
    pub fn learning_rate(&self, initial: f64, epoch: u32) -> f64 {
        match *self {
            Schedule::Constant => initial,
            Schedule::Step { every, gamma } => initial * gamma.powi((epoch / every) as i32),
        }
    }
}

/// Everything that decides a run. The same configuration gives the same run on every device, up to
/// float rounding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    pub network: NetworkChoice,
    pub epochs: u32,
    /// Images in a batch; the last one of an epoch may be smaller.
    pub batch: usize,
    pub learning_rate: f64,
    /// SGD's momentum, without dampening.
    pub momentum: f64,
    /// Added to the gradient as `weight_decay · w`.
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
    pub data: DataChoice,
}
