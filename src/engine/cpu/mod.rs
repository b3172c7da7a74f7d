//! Training on the CPU: burn's autodiff on its Flex backend, with operations of our own for the layers that cost
//! the time. Also the judge of the GPU.

mod forward;
mod operations;
mod step;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::memory::{Limits, Need};
use super::{Batch, EngineError, Metrics, State};
use crate::arch::{Network, Parameter};
use crate::data::PIXELS;

/// A network on the CPU.
#[derive(Debug)]
pub struct CpuModel {
    network: Arc<Network>,
    parameters: Arc<[Parameter]>,
    tensors: Tensors,
    need: Need,
    /// Images in the largest batch that was found to fit into the memory.
    prepared: Cell<usize>,
    /// Set aside, and not trusted yet.
    aside: Option<Tensors>,
    /// What to go back to.
    trusted: Option<Tensors>,
    /// `[summed loss, number classified right]` of batches that nobody has read yet.
    unread: RefCell<Vec<Tensor<1>>>,
}

/// What a network has learned. Cloning shares the tensors; a step replaces them.
#[derive(Debug, Clone)]
struct Tensors {
    /// One flat tensor for each parameter, in PyTorch's layout and order.
    weights: Vec<Tensor<1>>,
    /// SGD's velocity for each parameter, once a step with momentum was taken.
    velocities: Option<Vec<Tensor<1>>>,
    /// What batch normalisation keeps for evaluation, `[channels]` each: mean, variance, mean, …
    running: Vec<Tensor<1>>,
}

impl CpuModel {
    /// A network with this state.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together.
    pub fn new(network: Arc<Network>, state: &State) -> Result<Self, EngineError> {
        let parameters: Arc<[Parameter]> = network.parameters()?.into();
        let elements = || parameters.iter().map(Parameter::elements);
        let channels = network.running_statistics()?.into_iter().map(|statistic| statistic.channels);
        let tensors = Tensors {
            weights: split(&state.weights, elements()),
            velocities: state.velocity.as_ref().map(|velocity| split(velocity, elements())),
            running: split(&state.running, channels),
        };
        Ok(CpuModel {
            need: Need::of(&network)?,
            network,
            parameters,
            tensors,
            prepared: Cell::new(0),
            aside: None,
            trusted: None,
            unread: RefCell::default(),
        })
    }

    /// See [`super::Model::prepare`]. What was found to fit once is not asked about again: by then it may be
    /// the model itself that takes the memory.
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`].
    pub fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        if batch > self.prepared.get() {
            self.need.admit(batch, &Limits::here())?;
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
        Ok(numbers.chunks_exact(2).map(|of| Metrics { loss: of[0], correct: of[1] }).collect())
    }

    /// Copies everything out.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn state(&self) -> Result<State, EngineError> {
        self.tensors.read().await
    }

    /// See [`super::Model::keep`].
    pub fn keep(&mut self) {
        self.aside = Some(self.tensors.clone());
    }

    /// See [`super::Model::trust`].
    pub fn trust(&mut self) {
        self.trusted = self.aside.take();
    }

    /// See [`super::Model::kept`].
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn kept(&self) -> Result<State, EngineError> {
        self.trusted.as_ref().unwrap_or(&self.tensors).read().await
    }

    /// See [`super::Model::go_back`].
    pub fn go_back(&mut self) {
        if let Some(trusted) = &self.trusted {
            self.tensors = trusted.clone();
        }
    }

    /// `[batch, classes]` logits in evaluation mode, before any log-softmax.
    ///
    /// # Errors
    /// [`EngineError::Device`] when reading fails.
    pub async fn logits(&self, batch: &Batch<'_>) -> Result<Vec<f32>, EngineError> {
        let (pixels, _) = batch.assemble();
        read(vec![self.features(images(&pixels)).flatten(0, 3)]).await
    }
}

impl Tensors {
    async fn read(&self) -> Result<State, EngineError> {
        let velocity = match &self.velocities {
            Some(velocities) => Some(read(velocities.clone()).await?),
            None => None,
        };
        Ok(State {
            weights: read(self.weights.clone()).await?,
            velocity,
            running: read(self.running.clone()).await?,
        })
    }
}

/// The device of every tensor here.
pub(super) fn device() -> Device {
    Device::flex()
}

/// `[batch, 1, 28, 28]`.
fn images(pixels: &[f32]) -> Tensor<4> {
    let shape = [pixels.len() / PIXELS, 1, crate::data::SIDE, crate::data::SIDE];
    Tensor::from_data(TensorData::new(pixels.to_vec(), shape), &device())
}

/// Tensors of these lengths out of one run of numbers.
fn split(mut numbers: &[f32], lengths: impl Iterator<Item = usize>) -> Vec<Tensor<1>> {
    let take = |length: usize| {
        let (first, rest) = numbers.split_at(length);
        numbers = rest;
        Tensor::from_data(TensorData::new(first.to_vec(), [length]), &device())
    };
    lengths.map(take).collect()
}

/// The numbers of all tensors, one after the other.
async fn read(tensors: Vec<Tensor<1>>) -> Result<Vec<f32>, EngineError> {
    let transaction = tensors.into_iter().fold(Transaction::default(), Transaction::register);
    let read = transaction.execute_async().await?;
    Ok(read.iter().flat_map(|data| data.iter::<f32>()).collect())
}
