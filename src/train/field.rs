//! The settings of a run, each with its key in links and its label in the form.

use super::rule::{BATCH, EPOCHS, FILTERS, LEARNING_RATE, MOMENTUM, SEED, WEIGHT_DECAY};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Network,
    Epochs,
    Batch,
    LearningRate,
    Momentum,
    WeightDecay,
    Schedule,
    Seed,
    Shuffle,
    Normalise,
    Augment,
    Filters,
    Device,
    Data,
}

impl Field {
    /// In the order of links.
    pub const ALL: [Field; 14] = [
        Field::Network,
        Field::Epochs,
        Field::Batch,
        Field::LearningRate,
        Field::Momentum,
        Field::WeightDecay,
        Field::Schedule,
        Field::Seed,
        Field::Shuffle,
        Field::Normalise,
        Field::Augment,
        Field::Filters,
        Field::Device,
        Field::Data,
    ];

    /// The key in links.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Network => "net",
            Field::Epochs => "epochs",
            Field::Batch => "batch",
            Field::LearningRate => "lr",
            Field::Momentum => "momentum",
            Field::WeightDecay => "weight_decay",
            Field::Schedule => "schedule",
            Field::Seed => "seed",
            Field::Shuffle => "shuffle",
            Field::Normalise => "normalise",
            Field::Augment => "augment",
            Field::Filters => "filters",
            Field::Device => "device",
            Field::Data => "data",
        }
    }

    /// The setting with this key.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == key)
    }

    /// The label in the form; messages begin with it.
    pub fn label(self) -> &'static str {
        match self {
            Field::Network => "Network",
            Field::Epochs => "Epochs",
            Field::Batch => "Batch size",
            Field::LearningRate => "Learning rate",
            Field::Momentum => "Momentum",
            Field::WeightDecay => "Weight decay",
            Field::Schedule => "Schedule",
            Field::Seed => "Seed",
            Field::Shuffle => "Shuffle",
            Field::Normalise => "Normalise",
            Field::Augment => "Augment",
            Field::Filters => "Filters",
            Field::Device => "Device",
            Field::Data => "Data",
        }
    }

    /// What may be typed, for a hint beside the input. None for choices and switches.
    pub fn allowed(self) -> Option<String> {
        match self {
            Field::Epochs => Some(EPOCHS.to_string()),
            Field::Batch => Some(BATCH.to_string()),
            Field::LearningRate => Some(LEARNING_RATE.to_string()),
            Field::Momentum => Some(MOMENTUM.to_string()),
            Field::WeightDecay => Some(WEIGHT_DECAY.to_string()),
            Field::Seed => Some(SEED.to_string()),
            Field::Filters => Some(FILTERS.to_string()),
            _ => None,
        }
    }
}
