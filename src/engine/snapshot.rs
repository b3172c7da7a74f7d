//! What a network has learned as a safetensors file: weights under PyTorch's names, what the
//! optimiser remembers of them (SGD's velocities, Adam's moments), and where training stood in the metadata.

use std::str::FromStr;

use thiserror::Error;

use super::error::EngineError;
use super::optimiser::OptimiserState;
use super::state::State;
use super::weights::WeightsError;
use super::weights::about::{IDENTITY, NETWORK, NORMALISE};
use super::weights::file::{TensorFile, bytes, named};
use super::weights::tensors::{self, FIRST_MOMENT, SECOND_MOMENT, VELOCITY, concatenated, shapes};
use crate::arch::Network;

/// The metadata that says how many steps Adam's moments are the work of.
const MOMENTS_STEPS: &str = "moments_steps";

/// Where training stood.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TrainingState {
    /// Epochs done.
    pub epoch: u32,
    /// Images done in the epoch after those.
    pub position: u32,
    /// Steps done over all epochs.
    pub step: u32,
    /// Over the images of the epoch so far.
    pub sums: EpochSums,
    /// Whether it learned from normalised pixels; it must then see normalised ones.
    pub normalise: bool,
}

/// Sums over the images that an epoch has trained on so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EpochSums {
    pub images: f64,
    /// Cross-entropy.
    pub loss: f64,
    /// Images classified right.
    pub correct: f64,
    /// Milliseconds of training, pauses left out.
    pub elapsed_ms: f64,
}

/// The bytes of a safetensors file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(pub Vec<u8>);

/// Why a snapshot cannot be read or written.
#[derive(Debug, Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Weights(#[from] WeightsError),
    #[error("the metadata `{0}` is missing or makes no sense")]
    Metadata(&'static str),
}

impl Snapshot {
    /// Writes what a network has learned.
    ///
    /// # Errors
    /// [`SnapshotError::Weights`] when `state` is not that of `network`.
    pub fn new(network: &Network, state: &State, training: TrainingState) -> Result<Self, SnapshotError> {
        let mut tensors = tensors::tensors(network, state)?;
        let prefixes: &[&str] = match &state.optimiser {
            OptimiserState::Moments { .. } => &[FIRST_MOMENT, SECOND_MOMENT],
            _ => &[VELOCITY],
        };
        for (prefix, numbers) in prefixes.iter().zip(state.optimiser.parts()) {
            tensors.extend(named(remembered(network, prefix)?, numbers)?);
        }
        let metadata = [
            (NETWORK, network.name.clone()),
            (IDENTITY, network.id().to_string()),
            ("epoch", training.epoch.to_string()),
            ("position", training.position.to_string()),
            ("step", training.step.to_string()),
            (MOMENTS_STEPS, state.optimiser.steps().to_string()),
            (NORMALISE, training.normalise.to_string()),
            ("images", training.sums.images.to_string()),
            ("loss", training.sums.loss.to_string()),
            ("correct", training.sums.correct.to_string()),
            ("elapsed_ms", training.sums.elapsed_ms.to_string()),
        ];
        Ok(Snapshot(bytes(tensors, metadata)?))
    }

    /// Reads a snapshot of `network`.
    ///
    /// # Errors
    /// [`SnapshotError::Weights`] when it is of another network, [`SnapshotError::Metadata`] when it does not
    /// say of which; the other [`SnapshotError`]s, naming the tensor that does not fit.
    pub fn read(&self, network: &Network) -> Result<(State, TrainingState), SnapshotError> {
        let file = TensorFile::open(&self.0)?;
        if !super::weights::is_of(network, &file)? {
            return Err(SnapshotError::Metadata(IDENTITY));
        }
        let training = TrainingState {
            epoch: metadata(&file, "epoch")?,
            position: metadata(&file, "position")?,
            step: metadata(&file, "step")?,
            normalise: metadata(&file, NORMALISE)?,
            sums: EpochSums {
                images: metadata(&file, "images")?,
                loss: metadata(&file, "loss")?,
                correct: metadata(&file, "correct")?,
                elapsed_ms: metadata(&file, "elapsed_ms")?,
            },
        };
        let mut state = tensors::state(network, &file)?;
        let has = |prefix: &str| file.names().iter().any(|name| name.starts_with(prefix));
        let numbers = |prefix| concatenated(&file, remembered(network, prefix)?);
        if has(VELOCITY) {
            state.optimiser = OptimiserState::Velocity(numbers(VELOCITY)?);
        } else if has(FIRST_MOMENT) {
            let (first, second) = (numbers(FIRST_MOMENT)?, numbers(SECOND_MOMENT)?);
            state.optimiser =
                OptimiserState::Moments { first, second, steps: metadata(&file, MOMENTS_STEPS)? };
        }
        Ok((state, training))
    }
}

/// Name and shape of what is remembered of every parameter, in their order.
fn remembered(network: &Network, prefix: &str) -> Result<Vec<(String, Vec<usize>)>, WeightsError> {
    let shapes = shapes(network)?.into_iter();
    Ok(shapes.map(|(name, shape)| (format!("{prefix}{name}"), shape)).collect())
}

fn metadata<T: FromStr>(file: &TensorFile<'_>, key: &'static str) -> Result<T, SnapshotError> {
    file.metadata(key).and_then(|text| text.parse().ok()).ok_or(SnapshotError::Metadata(key))
}
