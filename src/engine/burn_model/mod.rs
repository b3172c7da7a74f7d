//! Networks on burn's tensors, trained by its autodiff: on the CPU, through its Flex backend and with operations of
//! our own for the layers that cost the time, which is also the judge of the GPU; and on a GPU through burn's own
//! kernels, which are slower than ours.

mod forward;
mod gpu;
mod lens;
mod operations;
mod step;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData, Transaction};
pub use gpu::BurnGpu;
#[cfg(feature = "burn-gpu")]
pub use gpu::BurnGpuError;

use super::batch::Batch;
use super::checkpoint::Checkpoints;
use super::error::EngineError;
use super::memory::{Limits, Need};
use super::metrics::Metrics;
use super::optimiser::OptimiserState;
use super::state::State;
use crate::arch::{Network, Parameter};
use crate::data::{PIXELS, SIDE};

/// A network on burn's tensors.
#[derive(Debug)]
pub struct BurnModel {
    /// None on the CPU.
    gpu: Option<BurnGpu>,
    network: Arc<Network>,
    parameters: Arc<[Parameter]>,
    tensors: Tensors,
    need: Need,
    /// Images in the largest batch that was found to fit into the memory.
    prepared: Cell<usize>,
    checkpoints: Checkpoints<Tensors>,
    /// `[summed loss, number classified right]` of batches that nobody has read yet.
    unread: RefCell<Vec<Tensor<1>>>,
}

/// What a network has learned. Cloning shares the tensors; a step replaces them.
#[derive(Debug, Clone)]
struct Tensors {
    /// One flat tensor for each parameter, in PyTorch's layout and order.
    weights: Vec<Tensor<1>>,
    /// What the optimiser remembers of each parameter.
    optimiser: OptimiserState<Vec<Tensor<1>>>,
    /// What batch normalisation keeps for evaluation, `[channels]` each: mean, variance, mean, …
    running: Vec<Tensor<1>>,
}

impl BurnModel {
    /// A network with this state on the CPU.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together.
    pub fn new(network: Arc<Network>, state: &State) -> Result<Self, EngineError> {
        Self::on(None, network, state)
    }

    /// A network with this state on a GPU.
    ///
    /// # Errors
    /// As [`BurnModel::new`].
    pub fn on_gpu(gpu: &BurnGpu, network: Arc<Network>, state: &State) -> Result<Self, EngineError> {
        Self::on(Some(gpu.clone()), network, state)
    }

    fn on(gpu: Option<BurnGpu>, network: Arc<Network>, state: &State) -> Result<Self, EngineError> {
        let device = device_of(gpu.as_ref());
        let parameters: Arc<[Parameter]> = network.parameters()?.into();
        let elements = || parameters.iter().map(Parameter::elements);
        let channels = network.running_statistics()?.into_iter().map(|statistic| statistic.channels);
        let tensors = Tensors {
            weights: split(&state.weights, elements(), &device),
            optimiser: state.optimiser.map(|numbers| split(numbers, elements(), &device)),
            running: split(&state.running, channels, &device),
        };
        Ok(BurnModel {
            gpu,
            need: Need::of(&network)?,
            network,
            parameters,
            tensors,
            prepared: Cell::new(0),
            checkpoints: Checkpoints::default(),
            unread: RefCell::default(),
        })
    }

    /// The GPU that it is on; none on the CPU.
    pub fn gpu(&self) -> Option<&BurnGpu> {
        self.gpu.as_ref()
    }

    /// The device of every tensor here.
    fn device(&self) -> Device {
        device_of(self.gpu.as_ref())
    }

    /// See [`super::Model::prepare`]. What was found to fit once is not asked about again: by then it may be
    /// the model itself that takes the memory.
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`].
    pub fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        if batch > self.prepared.get() {
            let limits = self.gpu.as_ref().map_or_else(Limits::here, BurnGpu::limits);
            self.need.admit(batch, &limits)?;
            self.prepared.set(batch);
        }
        Ok(())
    }

    /// See [`super::Model::prepared`].
    pub fn prepared(&self) -> usize {
        self.prepared.get()
    }

    /// The metrics of the batches since the last call, oldest first.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn read_metrics(&self) -> Result<Vec<Metrics>, EngineError> {
        let numbers = read(self.unread.take()).await?;
        Ok(Metrics::of_pairs(&numbers))
    }

    /// Copies everything out.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn state(&self) -> Result<State, EngineError> {
        self.tensors.read().await
    }

    /// See [`super::Model::checkpoint`].
    pub fn checkpoint(&mut self) {
        self.checkpoints.set(self.tensors.clone());
    }

    /// See [`super::Model::commit`].
    pub fn commit(&mut self) {
        self.checkpoints.commit();
    }

    /// See [`super::Model::committed`].
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn committed(&self) -> Result<State, EngineError> {
        self.checkpoints.committed().unwrap_or(&self.tensors).read().await
    }

    /// See [`super::Model::rollback`].
    pub fn rollback(&mut self) {
        if let Some(committed) = self.checkpoints.rollback() {
            self.tensors = committed.clone();
        }
    }

    /// See [`super::Model::end_training`].
    pub fn end_training(&mut self) {
        self.checkpoints = Checkpoints::default();
        self.prepared.set(0);
    }

    /// `[batch, classes]` logits in evaluation mode, before any log-softmax.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn logits<R>(&self, batch: &Batch<'_, R>) -> Result<Vec<f32>, EngineError> {
        let (pixels, _) = batch.assemble();
        read(vec![self.features(self.images(&pixels)).flatten(0, 3)]).await
    }

    /// `[batch, 1, 28, 28]`.
    fn images(&self, pixels: &[f32]) -> Tensor<4> {
        let shape = [pixels.len() / PIXELS, 1, SIDE, SIDE];
        Tensor::from_data(TensorData::new(pixels.to_vec(), shape), &self.device())
    }
}

impl Tensors {
    async fn read(&self) -> Result<State, EngineError> {
        let mut remembered = Vec::new();
        for part in self.optimiser.parts() {
            remembered.push(read(part.clone()).await?);
        }
        Ok(State {
            weights: read(self.weights.clone()).await?,
            optimiser: self.optimiser.with(remembered),
            running: read(self.running.clone()).await?,
        })
    }
}

fn device_of(gpu: Option<&BurnGpu>) -> Device {
    gpu.map_or_else(Device::flex, BurnGpu::device)
}

/// Tensors of these lengths out of one run of numbers.
fn split(mut numbers: &[f32], lengths: impl Iterator<Item = usize>, device: &Device) -> Vec<Tensor<1>> {
    let take = |length: usize| {
        let (first, rest) = numbers.split_at(length);
        numbers = rest;
        Tensor::from_data(TensorData::new(first.to_vec(), [length]), device)
    };
    lengths.map(take).collect()
}

/// The numbers of all tensors, one after the other.
async fn read(tensors: Vec<Tensor<1>>) -> Result<Vec<f32>, EngineError> {
    Ok(read_each(tensors).await?.concat())
}

/// The numbers of each tensor.
async fn read_each(tensors: Vec<Tensor<1>>) -> Result<Vec<Vec<f32>>, EngineError> {
    let transaction = tensors.into_iter().fold(Transaction::default(), Transaction::register);
    let read = transaction.execute_async().await.map_err(|error| EngineError::Device(error.to_string()))?;
    Ok(read.iter().map(|data| data.iter::<f32>().collect()).collect())
}
