//! The record of a run: its settings and what each epoch came to, as a JSON file.

use serde::{Deserialize, Serialize};

use super::files::{self, RunFiles};
use super::{Machine, ReproduceError};
use crate::reports::{EpochReport, Evaluation};
use crate::settings::{DataChoice, Field, Group, SETTINGS, Setting, TrainConfig};

/// One network trained with one seed, or as far as that has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub config: TrainConfig,
    pub epochs: Vec<Epoch>,
    /// Mean cross-entropy of each step's batch, before its update. The first records were made without.
    #[serde(default)]
    pub losses: Vec<f32>,
    /// On what it was trained, first to last.
    pub sittings: Vec<Sitting>,
    /// What the network makes of MNIST's test images, where it was trained on others.
    pub mnist: Option<Evaluation>,
}

/// What an epoch came to, and how busy the machine was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    pub report: EpochReport,
    /// See [`super::machine::load`].
    pub load: Option<f32>,
}

/// A part of a run, without a break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sitting {
    /// Steps that were done before.
    pub from_step: u32,
    pub machine: Machine,
}

impl Record {
    /// Of a run that is about to begin.
    pub fn new(config: TrainConfig) -> Self {
        Self { config, epochs: Vec::new(), losses: Vec::new(), sittings: Vec::new(), mnist: None }
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        let tested = self.mnist.is_some() || self.config.data != DataChoice::Generated;
        self.epochs.len() == self.config.epochs as usize && tested
    }

    /// The record of the run with these settings; None when there is none yet.
    ///
    /// # Errors
    /// [`ReproduceError::Read`]; [`ReproduceError::Damaged`] when it is no record;
    /// [`ReproduceError::OtherSettings`] when it is another run's.
    pub fn read(files: &RunFiles, config: &TrainConfig) -> Result<Option<Self>, ReproduceError> {
        let path = files.record.clone();
        let Some(content) = files::read(&path)? else { return Ok(None) };
        let record: Record = match serde_json::from_slice(&content) {
            Ok(record) => record,
            Err(error) => return Err(ReproduceError::Damaged { path, problem: error.to_string() }),
        };
        let differences = differences(&record.config, config);
        if differences.is_empty() {
            return Ok(Some(record));
        }
        Err(ReproduceError::OtherSettings { path, differences: differences.join("; ") })
    }

    /// Writes it down.
    ///
    /// # Errors
    /// [`ReproduceError::Write`].
    pub fn write(&self, files: &RunFiles) -> Result<(), ReproduceError> {
        let path = &files.record;
        let content = serde_json::to_vec(self)
            .map_err(|error| ReproduceError::Write { path: path.clone(), source: error.into() })?;
        files::write(path, &content)
    }
}

/// In what two configurations differ, in words. The device is where a run is made, and may change on the way.
fn differences(there: &TrainConfig, here: &TrainConfig) -> Vec<String> {
    let other_network = there.network.id() != here.network.id();
    let network =
        other_network.then(|| format!("a network `{}` with other layers there", there.network.name));
    let differs = |setting: &&Setting| {
        !matches!(setting.field, Field::Device | Field::Engine)
            && setting.group != Group::Goals
            && setting.differs(there, here)
    };
    let settings = SETTINGS
        .iter()
        .filter(differs)
        .map(|setting| format!("{} {} there, {} here", setting.key, setting.text(there), setting.text(here)));
    network.into_iter().chain(settings).collect()
}
