//! A network's weights as a safetensors file that PyTorch reads and writes: the names, shapes and layouts
//! of its `state_dict`, nothing less and nothing more.

pub(super) mod about;
mod advice;
mod error;
pub(super) mod file;
mod lookalike;
mod names;
mod numbers;
pub(super) mod tensors;
#[cfg(test)]
mod tests;

pub use about::About;
use about::Origin;
pub use error::WeightsError;
use file::{Half, TensorFile};
pub use lookalike::Lookalike;
use names::Known;
use tensors::{dtypes, state, tensors};

use super::state::State;
use crate::arch::Network;

/// What a file of weights holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Without what an optimiser remembers: training that goes on from here begins at rest.
    pub state: State,
    /// Whether the network wants normalised pixels; None when the file does not say, as PyTorch's do not.
    pub normalise: Option<bool>,
    /// What the file calls the data that they were learned from; None when it does not say.
    pub data: Option<String>,
    /// What was changed to make the weights fit, a whole sentence each, for the user to read.
    pub remarks: Vec<String>,
}

/// The bytes of a file with the weights and running statistics of `state`, to be loaded with
/// `load_state_dict(strict=True)`: layers that no image passes have their tensors too.
///
/// # Errors
/// [`WeightsError::Unwritable`] when `state` is not that of `network`.
pub fn write(network: &Network, state: &State, about: &About<'_>) -> Result<Vec<u8>, WeightsError> {
    let idle = network.idle_tensors();
    let numbers: Vec<Vec<f32>> =
        idle.iter().map(|(_, shape, number)| vec![*number; shape.iter().product()]).collect();
    let mut tensors = tensors(network, state)?;
    for ((name, shape, _), numbers) in idle.into_iter().zip(&numbers) {
        tensors.extend(file::named([(name, shape)], numbers)?);
    }
    file::bytes(tensors, about.metadata(network))
}

/// The same in half precision, with half the bytes: each number is rounded to about three digits.
///
/// # Errors
/// As [`write`].
pub fn write_half(network: &Network, state: &State, about: &About<'_>) -> Result<Vec<u8>, WeightsError> {
    let halves = tensors(network, state)?.into_iter().map(|(name, tensor)| (name, Half::from(tensor)));
    file::bytes(halves.collect(), about.metadata(network))
}

/// Reads the weights of `network`, all of them and no others. What PyTorch counts with them
/// (`bn1.num_batches_tracked`) and what a checkpoint of ours keeps beside them (`velocity.conv1.weight`) is
/// passed over: a checkpoint is read for its weights alone. Words that wrappers put before every name
/// (`module.`, `_orig_mod.`) are left out, other floating point is converted, and [`Loaded::remarks`] says so.
/// A file of ours says which network it is of, and is read for that one alone.
///
/// # Errors
/// Every [`WeightsError`] but the one of writing; nothing is loaded then.
pub fn read(network: &Network, bytes: &[u8]) -> Result<Loaded, WeightsError> {
    let file = TensorFile::open(bytes)?;
    let origin = about::origin(network, &file);
    match (origin, read_strictly(network, file)) {
        (Origin::Unknown { says: Some(says) }, Err(error)) => {
            Err(WeightsError::OtherNetwork { says, error: Box::new(error) })
        }
        // The tensor with another shape says more.
        (Origin::Other(WeightsError::OtherLayers { .. }), Err(error)) => Err(error),
        (Origin::Other(error), _) => Err(error),
        (_, read) => read,
    }
}

/// Whether the file says that it is of this network.
///
/// # Errors
/// [`WeightsError::OtherIdentity`] and [`WeightsError::OtherLayers`] where it says that it is of another.
pub(super) fn is_of(network: &Network, file: &TensorFile<'_>) -> Result<bool, WeightsError> {
    match about::origin(network, file) {
        Origin::This => Ok(true),
        Origin::Unknown { .. } => Ok(false),
        Origin::Other(error) => Err(error),
    }
}

fn read_strictly(network: &Network, file: TensorFile<'_>) -> Result<Loaded, WeightsError> {
    let (known, names) = (Known::of(network)?, file.names());
    let prefix = known.prefix(&names);
    let strangers = known.strangers(&names, prefix);
    let file = file.behind(prefix);
    let state = state(network, &file).map_err(|error| match error {
        WeightsError::Missing { name, .. } => {
            let stranger = names::telling(&name, &strangers);
            WeightsError::Missing { name, stranger }
        }
        other => other,
    })?;
    if let Some(name) = strangers.into_iter().next() {
        return Err(WeightsError::Extra { name });
    }
    let left_out = (!prefix.is_empty()).then(|| format!("The prefix `{prefix}` was left out of every name."));
    let converted = numbers::remark(&dtypes(network, &file)?);
    let remarks = left_out.into_iter().chain(converted).collect();
    Ok(Loaded { state, normalise: about::normalise(&file)?, data: about::data(&file), remarks })
}
