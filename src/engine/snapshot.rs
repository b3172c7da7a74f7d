//! What a network has learned as a safetensors file: weights under PyTorch's names, SGD's velocities under
//! `velocity.`, and where training stood in the metadata.

use std::collections::HashMap;
use std::str::FromStr;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use thiserror::Error;

use super::{EngineError, State};
use crate::arch::Network;

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
    #[error("not a safetensors file: {0}")]
    Format(#[from] safetensors::SafeTensorError),
    #[error("the tensor `{name}` is missing")]
    Missing { name: String },
    #[error("the tensor `{name}` is {found:?} of {dtype:?} where {expected:?} of F32 is expected")]
    Shape { name: String, found: Vec<usize>, dtype: Dtype, expected: Vec<usize> },
    #[error("the metadata `{0}` is missing or not a number")]
    Metadata(&'static str),
}

impl Snapshot {
    /// Writes what a network has learned.
    ///
    /// # Errors
    /// [`SnapshotError::Format`] when it does not fit into the format.
    pub fn new(network: &Network, state: &State, training: TrainingState) -> Result<Self, SnapshotError> {
        let parameters = network.parameters().map_err(EngineError::from)?;
        let shapes: Vec<_> = parameters.into_iter().map(|of| (of.name, of.shape)).collect();
        let velocities = shapes.iter().map(|(name, shape)| (format!("velocity.{name}"), shape.clone()));
        let velocities: Vec<_> = velocities.collect();
        let statistics = network.running_statistics().map_err(EngineError::from)?;
        let statistics: Vec<_> = statistics.into_iter().map(|of| (of.name, vec![of.channels])).collect();
        let mut views = named(shapes, &state.weights)?;
        if let Some(velocity) = &state.velocity {
            views.extend(named(velocities, velocity)?);
        }
        views.extend(named(statistics, &state.running)?);
        let metadata = [
            ("epoch", training.epoch.to_string()),
            ("position", training.position.to_string()),
            ("step", training.step.to_string()),
            ("normalise", u32::from(training.normalise).to_string()),
            ("images", training.sums.images.to_string()),
            ("loss", training.sums.loss.to_string()),
            ("correct", training.sums.correct.to_string()),
            ("elapsed_ms", training.sums.elapsed_ms.to_string()),
        ]
        .map(|(key, value)| (key.to_owned(), value));
        Ok(Snapshot(safetensors::serialize(views, Some(HashMap::from(metadata)))?))
    }

    /// Reads a snapshot of `network`.
    ///
    /// # Errors
    /// The other [`SnapshotError`]s, naming the tensor that does not fit.
    pub fn read(&self, network: &Network) -> Result<(State, TrainingState), SnapshotError> {
        let (_, header) = SafeTensors::read_metadata(&self.0)?;
        let metadata = header.metadata();
        let training = TrainingState {
            epoch: number(metadata, "epoch")?,
            position: number(metadata, "position")?,
            step: number(metadata, "step")?,
            normalise: number::<u32>(metadata, "normalise")? != 0,
            sums: EpochSums {
                images: number(metadata, "images")?,
                loss: number(metadata, "loss")?,
                correct: number(metadata, "correct")?,
                elapsed_ms: number(metadata, "elapsed_ms")?,
            },
        };
        let file = SafeTensors::deserialize(&self.0)?;
        let parameters = network.parameters().map_err(EngineError::from)?;
        let mut weights = Vec::new();
        for parameter in &parameters {
            weights.extend(read(&file, &parameter.name, &parameter.shape)?);
        }
        let moving = file.names().iter().any(|name| name.starts_with("velocity."));
        let mut velocity = moving.then(Vec::new);
        if let Some(velocity) = &mut velocity {
            for parameter in &parameters {
                velocity.extend(read(&file, &format!("velocity.{}", parameter.name), &parameter.shape)?);
            }
        }
        let mut running = Vec::new();
        for statistic in network.running_statistics().map_err(EngineError::from)? {
            running.extend(read(&file, &statistic.name, &[statistic.channels])?);
        }
        Ok((State { weights, velocity, running }, training))
    }
}

/// Tensors of these names and shapes, one after the other in `numbers`.
fn named(
    shapes: Vec<(String, Vec<usize>)>,
    mut numbers: &[f32],
) -> Result<Vec<(String, TensorView<'_>)>, SnapshotError> {
    let mut views = Vec::with_capacity(shapes.len());
    for (name, shape) in shapes {
        let (of_this, rest) = numbers.split_at(shape.iter().product());
        numbers = rest;
        views.push((name, TensorView::new(Dtype::F32, shape, bytemuck::cast_slice(of_this))?));
    }
    Ok(views)
}

fn number<T: FromStr>(
    metadata: &Option<HashMap<String, String>>,
    key: &'static str,
) -> Result<T, SnapshotError> {
    let text = metadata.as_ref().and_then(|metadata| metadata.get(key));
    text.and_then(|text| text.parse().ok()).ok_or(SnapshotError::Metadata(key))
}

fn read(file: &SafeTensors<'_>, name: &str, shape: &[usize]) -> Result<Vec<f32>, SnapshotError> {
    let tensor = file.tensor(name).map_err(|_| SnapshotError::Missing { name: name.to_owned() })?;
    if tensor.dtype() != Dtype::F32 || tensor.shape() != shape {
        return Err(SnapshotError::Shape {
            name: name.to_owned(),
            found: tensor.shape().to_vec(),
            dtype: tensor.dtype(),
            expected: shape.to_vec(),
        });
    }
    Ok(tensor.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}
