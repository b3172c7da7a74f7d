//! A network in training: its model, its configuration and where it stands.

use burn::tensor::Device;

use super::TrainConfig;
use crate::data::batch::{assemble, labels};
use crate::data::rng::hash32;
use crate::data::{Augmentation, Dataset, Normalisation};
use crate::engine::{Batch, EngineError, Model, Sgd, Snapshot, SnapshotError, TrainingState};

/// Everything that changes while a network trains. Cloning is cheap and keeps the weights of the
/// moment.
#[derive(Debug, Clone)]
pub struct Session {
    pub config: TrainConfig,
    pub model: Model,
    pub state: TrainingState,
}

impl Session {
    /// A fresh network.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the chosen filters do not make a network.
    pub fn fresh(config: TrainConfig, device: &Device) -> Result<Self, EngineError> {
        let model = Model::new(config.network.network(), config.seed, device)?;
        let state = TrainingState { normalise: config.normalise, ..TrainingState::default() };
        Ok(Self { config, model, state })
    }

    /// Goes on from a model, on `device`, with another configuration perhaps.
    ///
    /// # Errors
    /// [`SnapshotError`] when the model is on another device and that one fails.
    pub async fn resume(
        config: TrainConfig,
        model: Model,
        state: TrainingState,
        device: &Device,
    ) -> Result<Self, SnapshotError> {
        let model = model.to_device(state, device).await?;
        let state = TrainingState { normalise: config.normalise, ..state };
        Ok(Self { config, model, state })
    }

    /// Takes everything off the device.
    ///
    /// # Errors
    /// [`SnapshotError::Engine`] when the device fails.
    pub async fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        self.model.snapshot(self.state).await
    }

    /// One past the last epoch that a run from here trains: the configured number, or, when those are
    /// done already, as many again.
    pub(super) fn end_epoch(&self) -> u32 {
        if self.state.epoch < self.config.epochs {
            self.config.epochs
        } else {
            self.state.epoch + self.config.epochs
        }
    }

    /// Learning rate and the rest of SGD in the current epoch.
    pub(super) fn sgd(&self) -> Sgd {
        let config = &self.config;
        Sgd {
            learning_rate: config.schedule.learning_rate(config.learning_rate, self.state.epoch),
            momentum: config.momentum,
            weight_decay: config.weight_decay,
        }
    }

    /// Seeds the next step's dropout.
    pub(super) fn dropout_key(&self) -> u32 {
        let seed = self.config.seed;
        hash32(seed as u32 ^ hash32((seed >> 32) as u32 ^ hash32(self.state.step)))
    }

    /// Images for the next step, augmented if the configuration says so.
    pub(super) fn training_batch(&self, data: &Dataset, indices: &[u32]) -> Batch {
        let augmentation = Augmentation::default();
        let augment = self.config.augment.then_some((&augmentation, self.config.seed, self.state.epoch));
        self.batch(data, indices, augment)
    }

    /// Images as they are.
    pub(super) fn test_batch(&self, data: &Dataset, indices: &[u32]) -> Batch {
        self.batch(data, indices, None)
    }

    fn batch(&self, data: &Dataset, indices: &[u32], augment: Option<(&Augmentation, u64, u32)>) -> Batch {
        let mut pixels = Vec::new();
        assemble(data, indices, &self.normalisation(), augment, &mut pixels);
        Batch { pixels, labels: labels(data, indices) }
    }

    /// How this session's network wants its pixels.
    pub fn normalisation(&self) -> Normalisation {
        Normalisation::switched(self.config.normalise)
    }
}
