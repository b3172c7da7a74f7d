//! What ends a command early: one sentence for stderr, and the exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

use super::data::DataFolderError;
use crate::arch::TraceError;
use crate::engine::EngineError;
use crate::engine::weights::WeightsError;
use crate::file::FileError;
use crate::reproduce::{ReproduceError, UnknownExperiment};
use crate::train::TrainError;
use crate::zoo::UnknownNetwork;

/// The exit code of a command line that cannot be understood; clap's own too.
pub(super) const USAGE: u8 = 2;

/// Why a command did not come to its end.
#[derive(Debug, Error)]
pub enum CliError {
    #[error(transparent)]
    Network(#[from] UnknownNetwork),
    #[error("{0}")]
    Settings(String),
    #[error("`{path}` gives no network: {why}")]
    Source { path: PathBuf, why: String },
    #[error("`{path}` has no record of a run: {why}; `fovea train --record FILE` writes one")]
    Record { path: PathBuf, why: String },
    #[error(transparent)]
    Data(#[from] DataFolderError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Layers(#[from] TraceError),
    #[error("the GPU cannot be used: {0}; leave out --device gpu to train on the CPU")]
    Gpu(String),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Training(#[from] TrainError),
    #[error("the weights in `{path}` cannot be used: {source}")]
    Weights { path: PathBuf, source: WeightsError },
    #[error(transparent)]
    Unwritable(WeightsError),
    #[error("{problem}, so training stopped; lower the learning rate or the momentum{kept}")]
    NotFinite { problem: TrainError, kept: String },
    #[error(transparent)]
    Experiment(#[from] UnknownExperiment),
    #[error(transparent)]
    Reproduce(#[from] ReproduceError),
    #[error("a picture could not be made: {0}")]
    Picture(#[from] png::EncodingError),
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
    #[error("Ctrl-C cannot be waited for: {0}")]
    CtrlC(#[from] ctrlc::Error),
    /// Ctrl-C; what there is to say has been said.
    #[error("stopped by Ctrl-C")]
    Interrupted,
    /// As with `fovea nets | head -1`: nothing went wrong.
    #[error("nobody reads the output any more")]
    ReaderGone,
}

impl From<io::Error> for CliError {
    /// An error of standard output.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CliError::ReaderGone,
            _ => CliError::Output(error),
        }
    }
}

impl CliError {
    /// Says the sentence on stderr, where there is something to say, and gives the exit code.
    pub(super) fn report(&self) -> ExitCode {
        if !matches!(self, CliError::Interrupted | CliError::ReaderGone) {
            let sentence = self.to_string();
            eprintln!("error: {}.", sentence.trim_end_matches('.'));
        }
        ExitCode::from(self.exit_code())
    }

    fn exit_code(&self) -> u8 {
        match self {
            CliError::Network(_) | CliError::Experiment(_) | CliError::Settings(_) => USAGE,
            CliError::Interrupted => 130,
            CliError::ReaderGone => 141,
            _ => 1,
        }
    }
}
