//! Every setting, one row each.

use std::fmt;
use std::ops::Bound::{Excluded, Included};

use super::rule::{Real, Whole};
use super::{Choice, DataChoice, DeviceChoice, EngineChoice, Group, Kind, OptimiserChoice, Setting};

/// The settings, in the order of their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Filters,
    Epochs,
    Batch,
    Optimiser,
    LearningRate,
    Momentum,
    WeightDecay,
    Schedule,
    Seed,
    Shuffle,
    Normalise,
    Augment,
    Validation,
    Device,
    Engine,
    Data,
    GoalAccuracy,
    GoalParameters,
    GoalEpochs,
}

/// What may be typed for the filters of one convolution.
pub const FILTERS: Whole = Whole { min: 1, max: 512, example: 32 };

/// All settings, in the order of the form, of links and of [`Field`].
pub static SETTINGS: [Setting; 19] = [
    Setting {
        field: Field::Filters,
        key: "filters",
        label: "Filters",
        group: Group::Network,
        help: "Filters of the convolutions, as in 16,32,64; for networks that let them be chosen.",
        kind: Kind::Filters,
    },
    Setting {
        field: Field::Epochs,
        key: "epochs",
        label: "Epochs",
        group: Group::Training,
        help: "Passes over the training images.",
        kind: Kind::Whole {
            rule: Whole { min: 1, max: 1000, example: 5 },
            default: 5,
            get: |config| config.epochs.into(),
            set: |config, epochs| config.epochs = epochs as u32,
        },
    },
    Setting {
        field: Field::Batch,
        key: "batch",
        label: "Batch size",
        group: Group::Training,
        help: "Images in a batch.",
        kind: Kind::Whole {
            rule: Whole { min: 1, max: 2048, example: 128 },
            default: 128,
            get: |config| config.batch as u64,
            set: |config, batch| config.batch = batch as usize,
        },
    },
    Setting {
        field: Field::Optimiser,
        key: "optimiser",
        label: "Optimiser",
        group: Group::Training,
        help: "What moves the weights: SGD, SGD with Nesterov's momentum, Adam or AdamW, all as PyTorch has them.",
        kind: Kind::Choice {
            options: &[
                Choice { word: OptimiserChoice::Sgd.word(), label: "SGD" },
                Choice { word: OptimiserChoice::Nesterov.word(), label: "SGD, Nesterov" },
                Choice { word: OptimiserChoice::Adam.word(), label: "Adam" },
                Choice { word: OptimiserChoice::AdamW.word(), label: "AdamW" },
            ],
            is: |config, at| OPTIMISERS[at] == config.optimiser,
            set: |config, at| config.optimiser = OPTIMISERS[at],
        },
    },
    Setting {
        field: Field::LearningRate,
        key: "lr",
        label: "Learning rate",
        group: Group::Training,
        help: "Learning rate.",
        kind: Kind::Real {
            rule: Real { min: Excluded(0.0), max: Included(10.0), example: 0.01 },
            default: 0.1,
            get: |config| config.learning_rate,
            set: |config, rate| config.learning_rate = rate,
        },
    },
    Setting {
        field: Field::Momentum,
        key: "momentum",
        label: "Momentum",
        group: Group::Training,
        help: "SGD's momentum; Adam has its own.",
        kind: Kind::Real {
            rule: Real { min: Included(0.0), max: Excluded(1.0), example: 0.9 },
            default: 0.0,
            get: |config| config.momentum,
            set: |config, momentum| config.momentum = momentum,
        },
    },
    Setting {
        field: Field::WeightDecay,
        key: "weight_decay",
        label: "Weight decay",
        group: Group::Training,
        help: "Weight decay, as PyTorch's optimisers have it.",
        kind: Kind::Real {
            rule: Real { min: Included(0.0), max: Included(1.0), example: 0.0005 },
            default: 0.0,
            get: |config| config.weight_decay,
            set: |config, decay| config.weight_decay = decay,
        },
    },
    Setting {
        field: Field::Schedule,
        key: "schedule",
        label: "Schedule",
        group: Group::Training,
        help: "`constant`; `step:6:0.1` for a learning rate that falls to a tenth every 6 epochs; `cosine` down to zero \
               over the epochs; or `onecycle`, up and down in every step.",
        kind: Kind::Schedule {
            every: Whole { min: 1, max: 1000, example: 6 },
            gamma: Real { min: Excluded(0.0), max: Included(1.0), example: 0.1 },
        },
    },
    Setting {
        field: Field::Seed,
        key: "seed",
        label: "Seed",
        group: Group::Training,
        help: "Decides weights, order, dropout, augmentation and generated digits.",
        kind: Kind::Whole {
            // JavaScript and JSON count exactly up to 2^53 − 1.
            rule: Whole { min: 0, max: (1 << 53) - 1, example: 1 },
            default: 1,
            get: |config| config.seed,
            set: |config, seed| config.seed = seed,
        },
    },
    Setting {
        field: Field::Shuffle,
        key: "shuffle",
        label: "Shuffle",
        group: Group::Images,
        help: "Train on the images in another order in each epoch; 0 keeps their order.",
        kind: Kind::Switch {
            default: false,
            get: |config| config.shuffle,
            set: |config, on| config.shuffle = on,
        },
    },
    Setting {
        field: Field::Normalise,
        key: "normalise",
        label: "Normalise",
        group: Group::Images,
        help: "Normalise pixels by MNIST's mean and deviation; 0 leaves them in 0 to 1.",
        kind: Kind::Switch {
            default: false,
            get: |config| config.normalise,
            set: |config, on| config.normalise = on,
        },
    },
    Setting {
        field: Field::Augment,
        key: "augment",
        label: "Augment",
        group: Group::Images,
        help: "Rotate, shift and scale each training image at random; 0 leaves them as they are.",
        kind: Kind::Switch {
            default: false,
            get: |config| config.augment,
            set: |config, on| config.augment = on,
        },
    },
    Setting {
        field: Field::Validation,
        key: "validation",
        label: "Validation images",
        group: Group::Images,
        help: "Keep so many of the last training images apart and test on them after each epoch; the test set is then \
               looked at once, at the end.",
        kind: Kind::Whole {
            rule: Whole { min: 0, max: 50_000, example: 5_000 },
            default: 0,
            get: |config| config.validation.into(),
            set: |config, images| config.validation = images as u32,
        },
    },
    Setting {
        field: Field::Device,
        key: "device",
        label: "Device",
        group: Group::Place,
        help: "Where to train.",
        kind: Kind::Choice {
            options: &[
                Choice { word: DeviceChoice::Auto.word(), label: "Automatic" },
                Choice { word: DeviceChoice::WebGpu.word(), label: "GPU (WebGPU)" },
                Choice { word: DeviceChoice::Cpu.word(), label: "CPU (WebAssembly)" },
            ],
            is: |config, at| DEVICES[at] == config.device,
            set: |config, at| config.device = DEVICES[at],
        },
    },
    Setting {
        field: Field::Engine,
        key: "engine",
        label: "GPU kernels",
        group: Group::Place,
        help: "Whose kernels compute on the GPU: Fovea's, or burn's to compare them with, which are slower.",
        kind: Kind::Choice {
            options: &[
                Choice { word: EngineChoice::Fovea.word(), label: "Fovea's" },
                Choice { word: EngineChoice::Burn.word(), label: "burn's" },
            ],
            is: |config, at| ENGINES[at] == config.engine,
            set: |config, at| config.engine = ENGINES[at],
        },
    },
    Setting {
        field: Field::Data,
        key: "data",
        label: "Data",
        group: Group::Place,
        help: "What to train on.",
        kind: Kind::Choice {
            options: &[
                Choice { word: DataChoice::Mnist.word(), label: "MNIST" },
                Choice { word: DataChoice::Generated.word(), label: "Generated digits" },
                Choice { word: DataChoice::Own.word(), label: "Own files" },
            ],
            is: |config, at| DATA[at] == config.data,
            set: |config, at| config.data = DATA[at],
        },
    },
    Setting {
        field: Field::GoalAccuracy,
        key: "goal_accuracy",
        label: "Accuracy of at least, %",
        group: Group::Goals,
        help: "A goal: at least this accuracy after an epoch, in percent; 0 for none.",
        kind: Kind::Real {
            rule: Real { min: Included(0.0), max: Included(100.0), example: 99.4 },
            default: 0.0,
            get: |config| config.goals.accuracy,
            set: |config, accuracy| config.goals.accuracy = accuracy,
        },
    },
    Setting {
        field: Field::GoalParameters,
        key: "goal_parameters",
        label: "Fewer parameters than",
        group: Group::Goals,
        help: "A goal: fewer parameters than this; 0 for none.",
        kind: Kind::Whole {
            rule: Whole { min: 0, max: 1_000_000_000, example: 20_000 },
            default: 0,
            get: |config| config.goals.parameters,
            set: |config, parameters| config.goals.parameters = parameters,
        },
    },
    Setting {
        field: Field::GoalEpochs,
        key: "goal_epochs",
        label: "In fewer epochs than",
        group: Group::Goals,
        help: "A goal: that accuracy in fewer epochs than this; 0 for none.",
        kind: Kind::Whole {
            rule: Whole { min: 0, max: 1000, example: 20 },
            default: 0,
            get: |config| config.goals.epochs.into(),
            set: |config, epochs| config.goals.epochs = epochs as u32,
        },
    },
];

/// In the order of their options.
const OPTIMISERS: [OptimiserChoice; 4] =
    [OptimiserChoice::Sgd, OptimiserChoice::Nesterov, OptimiserChoice::Adam, OptimiserChoice::AdamW];
const DEVICES: [DeviceChoice; 3] = [DeviceChoice::Auto, DeviceChoice::WebGpu, DeviceChoice::Cpu];
const ENGINES: [EngineChoice; 2] = [EngineChoice::Fovea, EngineChoice::Burn];
const DATA: [DataChoice; 3] = [DataChoice::Mnist, DataChoice::Generated, DataChoice::Own];

/// The key in links.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.setting().key)
    }
}

impl Field {
    /// Its row.
    pub fn setting(self) -> &'static Setting {
        &SETTINGS[self as usize]
    }

    /// The setting with this key in links.
    pub fn with_key(key: &str) -> Option<Self> {
        SETTINGS.iter().find(|setting| setting.key == key).map(|setting| setting.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_found_by_its_field_and_by_its_key() {
        for setting in &SETTINGS {
            assert_eq!(setting.field.setting().key, setting.key);
            assert_eq!(Field::with_key(setting.key), Some(setting.field));
        }
    }
}
