//! A model's state as a safetensors file: weights under PyTorch's names, SGD's velocities under
//! `velocity.`, and where training stood in the metadata.

use std::collections::HashMap;
use std::str::FromStr;

use burn::tensor::{Device, Tensor, Transaction};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use thiserror::Error;

use super::model::{EngineError, Model, upload};
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

impl Model {
    /// Reads everything off the device in one go.
    ///
    /// # Errors
    /// [`SnapshotError::Engine`] when the device fails.
    pub async fn snapshot(&self, state: TrainingState) -> Result<Snapshot, SnapshotError> {
        let tensors = self.named_tensors()?;
        let mut transaction = Transaction::default();
        for (_, _, tensor) in &tensors {
            transaction = transaction.register(tensor.clone());
        }
        let read = transaction.execute_async().await.map_err(EngineError::from)?;
        let views = tensors
            .into_iter()
            .zip(&read)
            .map(|((name, shape, _), data)| Ok((name, TensorView::new(Dtype::F32, shape, data.as_bytes())?)))
            .collect::<Result<Vec<_>, SnapshotError>>()?;
        let metadata = [
            ("epoch", state.epoch.to_string()),
            ("position", state.position.to_string()),
            ("step", state.step.to_string()),
            ("normalise", u32::from(state.normalise).to_string()),
            ("images", state.sums.images.to_string()),
            ("loss", state.sums.loss.to_string()),
            ("correct", state.sums.correct.to_string()),
            ("elapsed_ms", state.sums.elapsed_ms.to_string()),
        ]
        .map(|(key, value)| (key.to_owned(), value));
        Ok(Snapshot(safetensors::serialize(views, Some(HashMap::from(metadata)))?))
    }

    /// Builds a model from a snapshot of the same network.
    ///
    /// # Errors
    /// The other [`SnapshotError`]s, naming the tensor that does not fit.
    pub fn from_snapshot(
        network: Network,
        snapshot: &Snapshot,
        device: &Device,
    ) -> Result<(Self, TrainingState), SnapshotError> {
        let (_, header) = SafeTensors::read_metadata(&snapshot.0)?;
        let metadata = header.metadata();
        let state = TrainingState {
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
        let file = SafeTensors::deserialize(&snapshot.0)?;
        let parameters = network.parameters().map_err(EngineError::from)?;
        let weights = parameters
            .iter()
            .map(|parameter| read(&file, &parameter.name, &parameter.shape))
            .collect::<Result<_, _>>()?;
        let mut model = Self::with_weights(network, weights, device)?;
        for (velocity, parameter) in model.velocities.iter_mut().zip(&parameters) {
            let name = format!("velocity.{}", parameter.name);
            if file.tensor(&name).is_ok() {
                *velocity = Some(upload(read(&file, &name, &parameter.shape)?, device));
            }
        }
        let statistics = model.network.running_statistics().map_err(EngineError::from)?;
        for (running, statistic) in model.running.iter_mut().zip(statistics) {
            *running = upload(read(&file, &statistic.name, &[statistic.channels])?, device);
        }
        Ok((model, state))
    }

    /// The same state on `device`.
    ///
    /// # Errors
    /// [`SnapshotError::Engine`] when the device that holds it fails.
    pub async fn to_device(self, state: TrainingState, device: &Device) -> Result<Self, SnapshotError> {
        if self.device == *device {
            return Ok(self);
        }
        let snapshot = self.snapshot(state).await?;
        Ok(Self::from_snapshot(self.network.as_ref().clone(), &snapshot, device)?.0)
    }

    /// Name, shape and values of everything that must be kept.
    fn named_tensors(&self) -> Result<Vec<(String, Vec<usize>, Tensor<1>)>, EngineError> {
        let weights = self.parameters.iter().zip(&self.weights);
        let weights = weights.map(|(p, weight)| (p.name.clone(), p.shape.clone(), weight.clone()));
        let velocities = self.parameters.iter().zip(&self.velocities).filter_map(|(p, velocity)| {
            Some((format!("velocity.{}", p.name), p.shape.clone(), velocity.clone()?))
        });
        let statistics = self.network.running_statistics()?.into_iter().zip(&self.running);
        let running = statistics.map(|(s, values)| (s.name, vec![s.channels], values.clone()));
        Ok(weights.chain(velocities).chain(running).collect())
    }
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
