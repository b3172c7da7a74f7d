//! A network's numbers, and how a fresh one begins.

use super::optimiser::OptimiserState;
use crate::arch::{Network, Parameter, ParameterKind, StatisticKind, TraceError};
use crate::data::{Rng, Stream};

/// What a network has learned, off the device.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Every parameter, one after the other, in PyTorch's order and layout.
    pub weights: Vec<f32>,
    /// What the optimiser remembers of each of them.
    pub optimiser: OptimiserState<Vec<f32>>,
    /// Running statistics, in the order of [`Network::running_statistics`].
    pub running: Vec<f32>,
}

impl State {
    /// A fresh network. Weights and biases are uniform in ±1/√fan_in, as PyTorch's `Conv2d` and
    /// `Linear` draw them; batch normalisation begins as the identity. The draws depend on the seed
    /// alone, never on the device.
    ///
    /// # Errors
    /// When the layers do not fit together.
    pub fn fresh(network: &Network, seed: u64) -> Result<Self, TraceError> {
        let parameters = network.parameters()?;
        let weights =
            parameters.iter().zip(0..).flat_map(|(parameter, index)| initial(parameter, seed, index));
        Self::with_weights(network, weights.collect())
    }

    /// A network with given weights, flat.
    ///
    /// # Errors
    /// When the layers do not fit together.
    pub fn with_weights(network: &Network, weights: Vec<f32>) -> Result<Self, TraceError> {
        let statistics = network.running_statistics()?.into_iter();
        let running = statistics.flat_map(|statistic| {
            let value = match statistic.kind {
                StatisticKind::Mean => 0.0,
                StatisticKind::Variance => 1.0,
            };
            vec![value; statistic.channels]
        });
        Ok(State { weights, optimiser: OptimiserState::Rest, running: running.collect() })
    }
}

fn initial(parameter: &Parameter, seed: u64, index: u64) -> Vec<f32> {
    let count = parameter.elements();
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
