//! A network's state on a device: weights, momentum and running statistics.

use std::sync::Arc;

use burn::tensor::{Device, ExecutionError, Tensor, TensorData};
use thiserror::Error;

use crate::arch::{Network, Parameter, ParameterKind, StatisticKind, TraceError};
use crate::data::{Rng, Stream};

/// What can go wrong while computing.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The layers do not fit together.
    #[error(transparent)]
    Network(#[from] TraceError),
    /// The device failed: lost, out of memory, or a kernel that does not compile.
    #[error("{}", root_cause(&.0.to_string()))]
    Device(#[from] ExecutionError),
}

/// The innermost of the causes that burn nests, without its backtrace.
fn root_cause(text: &str) -> &str {
    let innermost = text.rsplit("Caused by:").next().unwrap_or(text);
    innermost.split("Backtrace").next().unwrap_or(innermost).trim()
}

/// A network with its state on one device. Cloning shares the tensors; a step replaces them and
/// leaves clones as they were, so a clone is a cheap snapshot.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) network: Arc<Network>,
    pub(super) device: Device,
    pub(super) parameters: Arc<[Parameter]>,
    /// One flat tensor for each parameter, in PyTorch's layout and order.
    pub(super) weights: Vec<Tensor<1>>,
    /// SGD's velocity for each parameter, once a step with momentum was taken.
    pub(super) velocities: Vec<Option<Tensor<1>>>,
    /// What batch normalisation keeps for evaluation, `[channels]` each, in the order of
    /// [`Network::running_statistics`]: mean, variance, mean, variance, …
    pub(super) running: Vec<Tensor<1>>,
}

impl Model {
    /// A fresh network. Weights and biases are uniform in ±1/√fan_in, as PyTorch's `Conv2d` and
    /// `Linear` draw them; batch normalisation begins as the identity. The draws depend on the seed
    /// alone, never on the device.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together.
    pub fn new(network: Network, seed: u64, device: &Device) -> Result<Self, EngineError> {
        let parameters = network.parameters()?;
        let initial = parameters.iter().zip(0..).map(|(parameter, index)| initial(parameter, seed, index));
        Self::with_weights(network, initial.collect(), device)
    }

    /// A network with given weights: for each parameter its values, row-major in PyTorch's layout.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together.
    pub fn with_weights(
        network: Network,
        weights: Vec<Vec<f32>>,
        device: &Device,
    ) -> Result<Self, EngineError> {
        let parameters = network.parameters()?;
        let running = network.running_statistics()?;
        Ok(Self {
            device: device.clone(),
            velocities: vec![None; parameters.len()],
            weights: weights.into_iter().map(|values| upload(values, device)).collect(),
            running: running
                .into_iter()
                .map(|statistic| match statistic.kind {
                    StatisticKind::Mean => Tensor::zeros([statistic.channels], device),
                    StatisticKind::Variance => Tensor::ones([statistic.channels], device),
                })
                .collect(),
            parameters: parameters.into(),
            network: Arc::new(network),
        })
    }

    /// The network that this is the state of.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Names and shapes of the weights, in order.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
}

/// Puts values on the device as a flat tensor.
pub(super) fn upload(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [length]), device)
}

fn initial(parameter: &Parameter, seed: u64, index: u64) -> Vec<f32> {
    let count = parameter.shape.iter().product();
    match parameter.kind {
        ParameterKind::NormWeight => vec![1.0; count],
        ParameterKind::NormBias => vec![0.0; count],
        ParameterKind::Weight | ParameterKind::Bias => {
            let bound = 1.0 / (parameter.fan_in as f32).sqrt();
            let mut rng = Rng::stream(seed, Stream::Weights, index);
            (0..count).map(|_| rng.range(-bound, bound)).collect()
        }
    }
}
