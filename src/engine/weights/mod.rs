//! A network's weights as a safetensors file that PyTorch reads and writes: the names, shapes and layouts
//! of its `state_dict`, nothing less and nothing more.

mod error;
pub(super) mod file;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub use error::WeightsError;
use file::{Named, TensorFile, named};

use super::State;
use crate::arch::{Network, Parameter};

/// SGD's velocity of a parameter stands under the parameter's name with this before it.
pub(super) const VELOCITY: &str = "velocity.";

/// The metadata that tells which network the weights are of.
const NETWORK: &str = "network";
/// The metadata that tells whether it learned from normalised pixels, and must see such.
pub(super) const NORMALISE: &str = "normalise";

/// What a file of weights holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Without velocity: training that goes on from here begins at rest.
    pub state: State,
    /// Whether the network wants normalised pixels; None when the file does not say, as PyTorch's do not.
    pub normalise: Option<bool>,
}

/// The bytes of a file with the weights and running statistics of `state`, to be loaded with
/// `load_state_dict(strict=True)`.
///
/// # Errors
/// [`WeightsError::Unwritable`] when `state` is not that of `network`.
pub fn write(network: &Network, state: &State, normalise: bool) -> Result<Vec<u8>, WeightsError> {
    let metadata = [(NETWORK, network.id.to_string()), (NORMALISE, normalise.to_string())];
    file::bytes(tensors(network, state)?, metadata)
}

/// Reads the weights of `network`, all of them and no others. What PyTorch counts with them
/// (`bn1.num_batches_tracked`) and what a checkpoint of ours keeps beside them (`velocity.conv1.weight`) is
/// passed over: a checkpoint is read for its weights alone.
///
/// # Errors
/// Every [`WeightsError`] but the one of writing; nothing is loaded then.
pub fn read(network: &Network, bytes: &[u8]) -> Result<Loaded, WeightsError> {
    let file = TensorFile::open(bytes)?;
    let says = file.metadata(NETWORK).filter(|says| *says != network.id.as_str());
    read_strictly(network, &file).map_err(|error| match says {
        Some(says) => WeightsError::OtherNetwork { says: says.to_owned(), error: Box::new(error) },
        None => error,
    })
}

fn read_strictly(network: &Network, file: &TensorFile<'_>) -> Result<Loaded, WeightsError> {
    let stranger = stranger(network, file)?;
    let state = state(network, file).map_err(|error| match error {
        WeightsError::Missing { name, .. } => WeightsError::Missing { name, stranger: stranger.clone() },
        other => other,
    })?;
    if let Some(name) = stranger {
        return Err(WeightsError::Extra { name });
    }
    Ok(Loaded { state, normalise: normalise(file)? })
}

/// The weights and running statistics of a file that may hold other tensors too. Without velocity.
///
/// # Errors
/// As [`TensorFile::floats`].
pub(super) fn state(network: &Network, file: &TensorFile<'_>) -> Result<State, WeightsError> {
    let weights = concatenated(file, shapes(network)?)?;
    let running = concatenated(file, statistics(network)?)?;
    Ok(State { weights, velocity: None, running })
}

/// The tensors of a state but its velocity, to be written.
///
/// # Errors
/// [`WeightsError::Unwritable`] when `state` is not that of `network`.
pub(super) fn tensors<'a>(network: &Network, state: &'a State) -> Result<Vec<Named<'a>>, WeightsError> {
    let mut tensors = named(shapes(network)?, &state.weights)?;
    tensors.extend(named(statistics(network)?, &state.running)?);
    Ok(tensors)
}

/// Name and shape of every parameter, in order.
pub(super) fn shapes(network: &Network) -> Result<Vec<(String, Vec<usize>)>, WeightsError> {
    let parameters = network.parameters()?.into_iter();
    Ok(parameters.map(|Parameter { name, shape, .. }| (name, shape)).collect())
}

/// The numbers of these tensors, one after the other.
pub(super) fn concatenated(
    file: &TensorFile<'_>,
    shapes: Vec<(String, Vec<usize>)>,
) -> Result<Vec<f32>, WeightsError> {
    let mut numbers = Vec::new();
    for (name, shape) in shapes {
        numbers.extend(file.floats(&name, &shape)?);
    }
    Ok(numbers)
}

fn normalise(file: &TensorFile<'_>) -> Result<Option<bool>, WeightsError> {
    let read = |value: &str| value.parse().map_err(|_| WeightsError::Normalise { value: value.to_owned() });
    file.metadata(NORMALISE).map(read).transpose()
}

fn statistics(network: &Network) -> Result<Vec<(String, Vec<usize>)>, WeightsError> {
    let statistics = network.running_statistics()?.into_iter();
    Ok(statistics.map(|statistic| (statistic.name, vec![statistic.channels])).collect())
}

/// The first tensor of the file that is none of the network's and none that may be passed over.
fn stranger(network: &Network, file: &TensorFile<'_>) -> Result<Option<String>, WeightsError> {
    let mut known = HashSet::new();
    for (name, _) in shapes(network)? {
        known.insert(format!("{VELOCITY}{name}"));
        known.insert(name);
    }
    for (name, _) in statistics(network)? {
        if let Some(norm) = name.strip_suffix("running_mean") {
            known.insert(format!("{norm}num_batches_tracked"));
        }
        known.insert(name);
    }
    Ok(file.names().into_iter().find(|name| !known.contains(name)))
}
