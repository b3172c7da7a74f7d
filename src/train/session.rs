//! A network in training: its model, its configuration and where it stands.

use super::{TrainConfig, test};
use crate::data::rng::hash32;
use crate::data::{Augmentation, Normalisation};
use crate::engine::{
    Batch, Device, EngineError, Images, Model, Selection, Sgd, Snapshot, SnapshotError, State, TrainingState,
};

/// Everything that changes while a network trains.
#[derive(Debug)]
pub struct Session {
    pub config: TrainConfig,
    pub model: Model,
    pub state: TrainingState,
}

impl Session {
    /// A fresh network.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the chosen filters do not make a network; the others when the device
    /// fails or cannot hold the batch.
    pub async fn fresh(config: TrainConfig, device: &Device) -> Result<Self, EngineError> {
        let mut model = Model::new(config.network.network(), config.seed, device).await?;
        model.prepare(test::batch(&config)).await?;
        let state = TrainingState { normalise: config.normalise, ..TrainingState::default() };
        Ok(Self { config, model, state })
    }

    /// Goes on from what was learned, on `device`, with another configuration perhaps.
    ///
    /// # Errors
    /// [`EngineError`] when the device fails or cannot hold the batch.
    pub async fn resume(
        config: TrainConfig,
        learned: &State,
        state: TrainingState,
        device: &Device,
    ) -> Result<Self, EngineError> {
        let mut model = Model::with_state(config.network.network(), learned, device).await?;
        model.prepare(test::batch(&config)).await?;
        let state = TrainingState { normalise: config.normalise, ..state };
        Ok(Self { config, model, state })
    }

    /// Takes everything off the device.
    ///
    /// # Errors
    /// [`SnapshotError::Engine`] when the device fails.
    pub async fn snapshot(&self) -> Result<Snapshot, SnapshotError> {
        Snapshot::new(self.model.network(), &self.model.state().await?, self.state)
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

    /// Trains on these images, moved if the configuration says so. The metrics wait on the device.
    pub(super) fn train_step(&mut self, images: &Images<'_>, indices: &[u32], sgd: &Sgd) {
        let (seed, epoch) = (self.config.seed, self.state.epoch);
        let augmentation = Augmentation::default();
        let similarities: Option<Vec<_>> = self
            .config
            .augment
            .then(|| indices.iter().map(|&image| augmentation.draw(seed, epoch, image)).collect());
        let batch = Batch::Selection(Selection {
            images,
            indices,
            normalisation: self.normalisation(),
            similarities: similarities.as_deref(),
        });
        let dropout_key = self.dropout_key();
        self.model.train_step(&batch, sgd, dropout_key);
        self.state.step += 1;
        self.state.position += indices.len() as u32;
    }

    /// Classifies these images as they are. The metrics wait on the device.
    pub(super) fn evaluate(&mut self, images: &Images<'_>, indices: &[u32]) {
        let normalisation = self.normalisation();
        self.model.evaluate(&Batch::Selection(Selection {
            images,
            indices,
            normalisation,
            similarities: None,
        }));
    }

    /// How this session's network wants its pixels.
    pub fn normalisation(&self) -> Normalisation {
        Normalisation::switched(self.config.normalise)
    }
}
