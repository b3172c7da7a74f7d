//! A network in training: its model, its configuration and where it stands.

use super::test;
use crate::data::rng::hash32;
use crate::data::{Augmentation, Normalisation};
use crate::engine::{
    Batch, Device, EngineError, Images, Model, Optimiser, Rule, Selection, Snapshot, SnapshotError, State,
    TrainingState,
};
use crate::settings::{OptimiserChoice, Position, TrainConfig};

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
        let model = Model::new(config.network.clone(), config.seed, device).await?;
        let state = TrainingState { normalise: config.normalise, ..TrainingState::default() };
        let session = Self { config, model, state };
        session.prepare().await?;
        Ok(session)
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
        let model = Model::with_state(config.network.clone(), learned, device).await?;
        let state = TrainingState { normalise: config.normalise, ..state };
        let session = Self { config, model, state };
        session.prepare().await?;
        Ok(session)
    }

    /// Makes room for the run's batches, and for the test's as far as there is some.
    ///
    /// # Errors
    /// [`EngineError`] when the device fails or cannot hold the run's batch.
    pub(super) async fn prepare(&self) -> Result<(), EngineError> {
        if self.model.prepare_up_to(test::batch(&self.config)).await? < self.config.batch {
            self.model.prepare(self.config.batch).await?;
        }
        Ok(())
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

    /// Steps in an epoch over so many images.
    pub(super) fn steps(&self, images: u32) -> u32 {
        images.div_ceil(self.config.batch.max(1) as u32)
    }

    /// The optimiser in a step, counted from 0, of the current epoch, which has so many.
    pub(super) fn optimiser(&self, step: u32, steps: u32) -> Optimiser {
        let config = &self.config;
        let at = Position { epoch: self.state.epoch, step, epochs: config.epochs, steps };
        let momentum = config.schedule.momentum(at);
        let sgd = |nesterov| Rule::Sgd { momentum: momentum.unwrap_or(config.momentum), nesterov };
        let adam = |decoupled| Rule::Adam { beta: momentum.unwrap_or(Rule::BETA), decoupled };
        Optimiser {
            rule: match config.optimiser {
                OptimiserChoice::Sgd => sgd(false),
                OptimiserChoice::Nesterov => sgd(true),
                OptimiserChoice::Adam => adam(false),
                OptimiserChoice::AdamW => adam(true),
            },
            learning_rate: config.schedule.learning_rate(config.learning_rate, at),
            weight_decay: config.weight_decay,
        }
    }

    /// Seeds the next step's dropout.
    pub(super) fn dropout_key(&self) -> u32 {
        let seed = self.config.seed;
        hash32(seed as u32 ^ hash32((seed >> 32) as u32 ^ hash32(self.state.step)))
    }

    /// Trains on these images, moved if the configuration says so. The metrics wait on the device.
    pub(super) fn train_step(&mut self, images: &Images<'_>, indices: &[u32], optimiser: &Optimiser) {
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
        self.model.train_step(&batch, optimiser, dropout_key);
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

#[cfg(test)]
mod tests {
    use futures_lite::future::block_on;

    use super::*;
    use crate::data::digits::generate;
    use crate::data::{Data, Split};
    use crate::engine::{Gpu, open_gpu};
    use crate::train::{Ending, Host, Report, Signal, run};
    use crate::zoo;

    struct Silent;

    impl Host for Silent {
        fn now_ms(&self) -> f64 {
            0.0
        }

        fn report(&mut self, _: Report) {}

        async fn between_steps(&mut self, _: &Session) -> Signal {
            Signal::Continue
        }
    }

    fn gpu() -> Option<Gpu> {
        block_on(open_gpu()).map_err(|error| println!("skipped: {error}")).ok()
    }

    #[test]
    fn a_run_whose_batch_fits_trains_and_is_tested_where_the_test_s_own_batch_does_not() {
        let Some(gpu) = gpu() else { return };
        let data = Data::new(generate(12, 1, Split::Train, |_| {}), generate(50, 1, Split::Test, |_| {}));
        for row in [&zoo::LENET, &zoo::TINY] {
            let config = TrainConfig { epochs: 1, batch: 4, ..row.config() };
            // The first of these that is enough for the batch.
            let mut devices = (19..30).map(|power| Device::Gpu(gpu.with_memory(1 << power)));
            let fresh = |device: Device| block_on(Session::fresh(config.clone(), &device)).ok();
            let mut session = devices.find_map(fresh).unwrap();
            assert!(session.model.prepared() < test::batch(&config), "{}", row.name);
            let ended = block_on(run(&mut session, &data, &mut Silent));
            assert_eq!(ended.unwrap(), Ending::Done, "{}", row.name);
        }
    }

    #[test]
    fn a_run_whose_batch_does_not_fit_is_refused_with_the_one_that_does() {
        let Some(gpu) = gpu() else { return };
        for memory in [2 << 20, 4 << 20, 8 << 20] {
            let config = TrainConfig { batch: 1000, ..zoo::LENET.config() };
            let device = Device::Gpu(gpu.with_memory(memory));
            let refused = block_on(Session::fresh(config.clone(), &device)).map(|_| ());
            let Err(EngineError::BatchTooLarge { batch: 1000, most, .. }) = refused else {
                panic!("{refused:?}")
            };
            let smaller = TrainConfig { batch: most, ..config };
            assert!(block_on(Session::fresh(smaller, &device)).is_ok(), "{memory} bytes: {most}");
        }
    }
}
