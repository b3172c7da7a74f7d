//! A network on a device: the one interface to all of them.

use std::sync::Arc;

use super::burn_model::BurnModel;
use super::device::Device;
use super::error::EngineError;
use super::gpu::GpuModel;
use super::images::Batch;
use super::metrics::Metrics;
use super::optimiser::Optimiser;
use super::state::State;
use crate::arch::{CLASSES, Network};
use crate::data::PIXELS;

/// A question on its way.
enum Asked<'a, L> {
    Burn(&'a BurnModel),
    Gpu(Result<L, EngineError>),
}

/// A network with its state on one device.
#[derive(Debug)]
pub struct Model {
    network: Arc<Network>,
    on: On,
    unread: usize,
}

#[derive(Debug)]
enum On {
    /// The CPU, or a GPU with burn's kernels.
    Burn(Box<BurnModel>),
    Gpu(Box<GpuModel>),
}

impl Model {
    /// A fresh network; see [`State::fresh`].
    ///
    /// # Errors
    /// As [`Model::with_state`].
    pub async fn new(network: Network, seed: u64, device: &Device) -> Result<Self, EngineError> {
        let state = State::fresh(&network, seed)?;
        Self::with_state(network, &state, device).await
    }

    /// A network with this state. On a GPU this compiles its shaders.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together, [`EngineError::NetworkTooLarge`] when the
    /// device has no memory for the state, [`EngineError::Device`] when it fails.
    pub async fn with_state(network: Network, state: &State, device: &Device) -> Result<Self, EngineError> {
        let network = Arc::new(network);
        let on = match device {
            Device::Cpu => On::Burn(Box::new(BurnModel::new(network.clone(), state)?)),
            Device::BurnGpu(gpu) => On::Burn(Box::new(BurnModel::on_gpu(gpu, network.clone(), state)?)),
            Device::Gpu(gpu) => On::Gpu(Box::new(GpuModel::new(gpu, &network, state).await?)),
        };
        Ok(Model { network, on, unread: 0 })
    }

    /// The network that this is the state of.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Where it is.
    pub fn device(&self) -> Device {
        match &self.on {
            On::Burn(model) => model.gpu().cloned().map_or(Device::Cpu, Device::BurnGpu),
            On::Gpu(model) => Device::Gpu(model.gpu().clone()),
        }
    }

    /// Makes room for batches of up to so many images: our kernels on a GPU allocate all that a
    /// step needs, burn's and the CPU estimate whether there is memory enough, see [`super::memory`].
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`] when the device cannot hold them,
    /// [`EngineError::Device`] when it fails.
    pub async fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        match &self.on {
            On::Burn(model) => model.prepare(batch),
            On::Gpu(model) => model.prepare(batch).await,
        }
    }

    /// Makes room for batches of up to so many images, or of as many as the device can hold, and says how
    /// many.
    ///
    /// # Errors
    /// [`EngineError::NetworkTooLarge`] when it cannot hold one, [`EngineError::Device`] when it fails.
    pub async fn prepare_up_to(&self, batch: usize) -> Result<usize, EngineError> {
        match self.prepare(batch).await {
            Err(EngineError::BatchTooLarge { most, .. }) => {
                self.prepare(most).await?;
                Ok(most)
            }
            prepared => prepared.map(|()| batch),
        }
    }

    /// Images in the largest batch that there is room for.
    pub fn prepared(&self) -> usize {
        match &self.on {
            On::Burn(model) => model.prepared(),
            On::Gpu(model) => model.prepared(),
        }
    }

    /// Trains on one batch. Its metrics, from before the update, stay on the device until they are read. A GPU
    /// does nothing with a batch that it is not prepared for, and the next reading tells.
    pub fn train_step(&mut self, batch: &Batch<'_>, optimiser: &Optimiser, dropout_key: u32) {
        self.unread += 1;
        match &mut self.on {
            On::Burn(model) => model.train_step(batch, optimiser, dropout_key),
            On::Gpu(model) => model.train_step(batch, optimiser, dropout_key),
        }
    }

    /// The gradient of a batch's mean loss for every parameter, flat, in order. Changes no weight; only
    /// for a network that has no velocity yet, because that is where the gradient is read from.
    ///
    /// # Errors
    /// As [`Model::prepare`].
    pub async fn differentiate(
        &mut self,
        batch: &Batch<'_>,
        dropout_key: u32,
    ) -> Result<Vec<f32>, EngineError> {
        self.prepare(batch.len()).await?;
        self.train_step(batch, &Optimiser::DIFFERENTIATE, dropout_key);
        Ok(self.state().await?.optimiser.velocity().unwrap_or_default())
    }

    /// Classifies a batch in evaluation mode; the metrics stay on the device until they are read. The model must
    /// be prepared as for [`Model::train_step`].
    pub fn evaluate(&mut self, batch: &Batch<'_>) {
        self.unread += 1;
        match &self.on {
            On::Burn(model) => model.evaluate(batch),
            On::Gpu(model) => model.evaluate(batch),
        }
    }

    /// Batches whose metrics have not been read. There is room for [`super::METRICS_KEPT`].
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// The metrics of the batches since the last call, oldest first. Waits for the device.
    ///
    /// # Errors
    /// [`EngineError::Device`] when the device fails, [`EngineError::Unprepared`] for a batch that it was not
    /// prepared for.
    pub async fn read_metrics(&mut self) -> Result<Vec<Metrics>, EngineError> {
        self.unread = 0;
        match &self.on {
            On::Burn(model) => model.read_metrics().await,
            On::Gpu(model) => model.read_metrics().await,
        }
    }

    /// `[batch, classes]` logits in evaluation mode, before any log-softmax. A GPU makes room for the batch if
    /// there is none yet.
    ///
    /// # Errors
    /// As [`Model::prepare`].
    pub async fn logits(&self, batch: &Batch<'_>) -> Result<Vec<f32>, EngineError> {
        match &self.on {
            On::Burn(model) => model.logits(batch).await,
            On::Gpu(model) => model.logits(batch).await,
        }
    }

    /// The same for a batch that the model is prepared for. A GPU begins at once, and several batches may be on
    /// their way; the CPU begins when it is awaited.
    pub fn ask<'a>(
        &'a self,
        batch: &'a Batch<'a>,
    ) -> impl Future<Output = Result<Vec<f32>, EngineError>> + 'a {
        let asked = match &self.on {
            On::Burn(model) => Asked::Burn(model),
            On::Gpu(model) => Asked::Gpu(model.ask(batch)),
        };
        async move {
            match asked {
                Asked::Burn(model) => model.logits(batch).await,
                Asked::Gpu(logits) => logits?.await,
            }
        }
    }

    /// Probabilities of the digits for one image: 28 × 28 normalised pixels.
    ///
    /// # Errors
    /// As [`Model::logits`].
    pub async fn predict(&self, pixels: &[f32; PIXELS]) -> Result<[f32; CLASSES], EngineError> {
        let logits = self.logits(&Batch::Pixels { pixels, labels: &[0] }).await?;
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut probabilities = [0.0; CLASSES];
        for (probability, logit) in probabilities.iter_mut().zip(logits) {
            *probability = (logit - most).exp();
        }
        let total: f32 = probabilities.iter().sum();
        Ok(probabilities.map(|probability| probability / total))
    }

    /// The network as it is now on the CPU, to be looked into: see [`BurnModel::layer_outputs`].
    ///
    /// # Errors
    /// [`EngineError::Device`] when the device fails.
    pub async fn on_cpu(&self) -> Result<BurnModel, EngineError> {
        match &self.on {
            On::Burn(model) if model.gpu().is_none() => Ok(model.sharing()),
            _ => BurnModel::new(self.network.clone(), &self.state().await?),
        }
    }

    /// Reads everything that it has learned off the device.
    ///
    /// # Errors
    /// [`EngineError::Device`] when the device fails.
    pub async fn state(&self) -> Result<State, EngineError> {
        match &self.on {
            On::Burn(model) => model.state().await,
            On::Gpu(model) => model.state().await,
        }
    }

    /// Copies the state of the moment on the device: a checkpoint, which [`Model::commit`] makes the one to go
    /// back to. It takes the place of one that was not committed.
    ///
    /// # Errors
    /// [`EngineError::NetworkTooLarge`] when the device has no memory for it, [`EngineError::Device`] when it
    /// fails.
    pub async fn checkpoint(&mut self) -> Result<(), EngineError> {
        match &mut self.on {
            On::Burn(model) => {
                model.checkpoint();
                Ok(())
            }
            On::Gpu(model) => model.checkpoint().await,
        }
    }

    /// Makes the last checkpoint the state to go back to. Without one since the last commit nothing changes.
    pub fn commit(&mut self) {
        match &mut self.on {
            On::Burn(model) => model.commit(),
            On::Gpu(model) => model.commit(),
        }
    }

    /// Reads the state that [`Model::rollback`] goes back to; before the first commit, the state as it is.
    ///
    /// # Errors
    /// [`EngineError::Device`] when the device fails.
    pub async fn committed(&self) -> Result<State, EngineError> {
        match &self.on {
            On::Burn(model) => model.committed().await,
            On::Gpu(model) => model.committed().await,
        }
    }

    /// Goes back to the committed checkpoint and drops one that was not committed. Before the first commit the
    /// state stays as it is.
    pub fn rollback(&mut self) {
        match &mut self.on {
            On::Burn(model) => model.rollback(),
            On::Gpu(model) => model.rollback(),
        }
    }

    /// Frees the device's memory that only training needs: checkpoints and what was prepared. The state stays,
    /// and training may go on after another [`Model::prepare`].
    pub fn end_training(&mut self) {
        match &mut self.on {
            On::Burn(model) => model.end_training(),
            On::Gpu(model) => model.end_training(),
        }
    }
}
