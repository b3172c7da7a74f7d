//! The tensors of a state: their names and shapes in a file, and their numbers.

use safetensors::tensor::Dtype;

use super::error::WeightsError;
use super::file::{Named, TensorFile, named};
use crate::arch::{Network, Parameter};
use crate::engine::optimiser::OptimiserState;
use crate::engine::state::State;

/// SGD's velocity of a parameter stands under the parameter's name with this before it.
pub(in crate::engine) const VELOCITY: &str = "velocity.";

/// Adam's moments of a parameter likewise, as PyTorch calls them.
pub(in crate::engine) const FIRST_MOMENT: &str = "exp_avg.";
pub(in crate::engine) const SECOND_MOMENT: &str = "exp_avg_sq.";

/// The weights and running statistics of a file that may hold other tensors too. What the optimiser remembers is left out.
///
/// # Errors
/// As [`TensorFile::floats`].
pub(in crate::engine) fn state(network: &Network, file: &TensorFile<'_>) -> Result<State, WeightsError> {
    let weights = concatenated(file, shapes(network)?)?;
    let running = concatenated(file, statistics(network)?)?;
    Ok(State { weights, optimiser: OptimiserState::Rest, running })
}

/// The types of the tensors that make a state.
pub(super) fn dtypes(network: &Network, file: &TensorFile<'_>) -> Result<Vec<Dtype>, WeightsError> {
    let needed = shapes(network)?.into_iter().chain(statistics(network)?);
    Ok(needed.filter_map(|(name, _)| file.dtype(&name)).collect())
}

/// The tensors of a state but what the optimiser remembers, to be written.
///
/// # Errors
/// [`WeightsError::Unwritable`] when `state` is not that of `network`.
pub(in crate::engine) fn tensors<'a>(
    network: &Network,
    state: &'a State,
) -> Result<Vec<Named<'a>>, WeightsError> {
    let mut tensors = named(shapes(network)?, &state.weights)?;
    tensors.extend(named(statistics(network)?, &state.running)?);
    Ok(tensors)
}

/// Name and shape of every parameter, in order.
pub(in crate::engine) fn shapes(network: &Network) -> Result<Vec<(String, Vec<usize>)>, WeightsError> {
    let parameters = network.parameters()?.into_iter();
    Ok(parameters.map(|Parameter { name, shape, .. }| (name, shape)).collect())
}

/// The numbers of these tensors, one after the other.
pub(in crate::engine) fn concatenated(
    file: &TensorFile<'_>,
    shapes: Vec<(String, Vec<usize>)>,
) -> Result<Vec<f32>, WeightsError> {
    let mut numbers = Vec::new();
    for (name, shape) in shapes {
        numbers.extend(file.floats(&name, &shape)?);
    }
    Ok(numbers)
}

/// Name and shape of every running statistic, in order.
pub(super) fn statistics(network: &Network) -> Result<Vec<(String, Vec<usize>)>, WeightsError> {
    let statistics = network.running_statistics()?.into_iter();
    Ok(statistics.map(|statistic| (statistic.name, vec![statistic.channels])).collect())
}
