//! Runs as a file of JSON.

use serde::{Deserialize, Serialize};

use crate::record::Run;

/// The form of the file that is written today.
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunsFile {
    /// The form of the file.
    fovea: u32,
    pub runs: Vec<Run>,
}

/// Why a file holds no runs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunsFileError {
    #[error("it is no file of runs: {0}")]
    Form(String),
    #[error("it was written by another version of Fovea (form {0}; this one reads form {VERSION})")]
    Version(u32),
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Head {
    fovea: u32,
}

impl From<Vec<Run>> for RunsFile {
    fn from(runs: Vec<Run>) -> Self {
        Self { fovea: VERSION, runs }
    }
}

impl RunsFile {
    /// Its text.
    ///
    /// # Errors
    /// What JSON cannot hold.
    pub fn write(&self) -> Result<String, RunsFileError> {
        serde_json::to_string(self).map_err(|error| RunsFileError::Form(error.to_string()))
    }

    /// The runs of a file's text.
    ///
    /// # Errors
    /// [`RunsFileError`].
    pub fn read(text: &str) -> Result<Self, RunsFileError> {
        let form = |error: serde_json::Error| RunsFileError::Form(error.to_string());
        let Head { fovea } = serde_json::from_str(text).map_err(form)?;
        if fovea != VERSION {
            return Err(RunsFileError::Version(fovea));
        }
        serde_json::from_str(text).map_err(form)
    }
}
