//! What can go wrong while reproducing: each a sentence that says what the user can do.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::file::FileError;
use crate::train::TrainError;

/// Why a run could not be carried out, or the report not be written.
#[derive(Debug, Error)]
pub enum ReproduceError {
    #[error("{} cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}; name another folder", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error(transparent)]
    File(#[from] FileError),
    #[error(
        "{} is damaged ({problem}); move it and what lies beside it under the same name away, or train \
         anew with --fresh",
        path.display()
    )]
    Damaged { path: PathBuf, problem: String },
    #[error(
        "{} belongs to a run with other settings ({differences}); move it away, or train anew with --fresh",
        path.display()
    )]
    OtherSettings { path: PathBuf, differences: String },
    #[error("{} is there, but not {}; bring it back, or train anew with --fresh", there.display(), missing.display())]
    Half { there: PathBuf, missing: PathBuf },
    #[error("{run} failed: {source}")]
    Training { run: String, source: TrainError },
    #[error(
        "reproducing needs MNIST itself, and these are other files by their checksums; name its folder with --data"
    )]
    NotMnist,
    #[error("the report lacks what {runs} problems above kept out of it")]
    Incomplete { runs: usize },
}

/// What a failure of the engine or of a snapshot means for `run`.
pub(super) fn failed<E: Into<TrainError>>(run: &str) -> impl Fn(E) -> ReproduceError + '_ {
    move |error| ReproduceError::Training { run: run.to_owned(), source: error.into() }
}
