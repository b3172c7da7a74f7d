//! What a finished run has learned, as a small file that PyTorch and the page read.

use std::path::Path;

use super::error::failed;
use super::files::{self, RunFiles};
use super::{Experiment, Record, ReproduceError};
use crate::engine::weights::{self, About};
use crate::engine::{Snapshot, State};
use crate::settings::DataChoice;

/// Writes the weights of a run into `folder`, as `fovea-lenet.safetensors` where the network is `lenet`. A run that is not
/// finished has none. In half precision: the page loads them without being asked.
///
/// # Errors
/// See [`ReproduceError`].
pub fn write_weights(
    experiment: Experiment,
    seed: u64,
    runs: &Path,
    folder: &Path,
) -> Result<(), ReproduceError> {
    let (config, files) = (experiment.config(seed), RunFiles::new(runs, experiment.name(), seed));
    let is_finished = Record::read(&files, &config)?.is_some_and(|record| record.is_finished());
    let Some(checkpoint) = files::read(&files.checkpoint)?.filter(|_| is_finished) else { return Ok(()) };
    let name = format!("{experiment}, seed {seed}");
    let (learned, training) = Snapshot(checkpoint).read(&config.network).map_err(failed(&name))?;
    let learned = State { optimiser: crate::engine::OptimiserState::Rest, ..learned };
    let data = (config.data == DataChoice::Mnist).then_some("MNIST");
    let about = About { normalise: training.normalise, data };
    let path = folder.join(format!("fovea-{}.safetensors", experiment.name()));
    let content = weights::write_half(&config.network, &learned, &about).map_err(|error| {
        ReproduceError::Damaged { path: files.checkpoint.clone(), problem: error.to_string() }
    })?;
    files::write(&path, &content)
}
