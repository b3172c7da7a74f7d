//! Why files make no data.

use std::fmt;

use thiserror::Error;

use super::{SeveralSets, Split, UnusableFile, idx::Kind};
use crate::words::plural;

/// What the files are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Training and testing: four files.
    Both,
    /// Testing: two files are enough.
    Test,
}

/// Why files do not make the data that are needed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DataError {
    #[error(transparent)]
    Incomplete(#[from] Incomplete),
    #[error(transparent)]
    SeveralSets(#[from] SeveralSets),
    #[error("{first} and {second} are both named as {split} {kind}; rename the one that is not")]
    SameRole { split: Split, kind: Kind, first: String, second: String },
    #[error(
        "{first} and {second} both hold {count} {kind}, so it cannot be told which is for training; put `train` \
         into the name of one and `test` into the other's"
    )]
    Ambiguous { kind: Kind, count: usize, first: String, second: String },
    #[error(
        "the {split} set has {images} images ({images_file}) but {labels} labels ({labels_file}); choose files \
         that belong together"
    )]
    CountMismatch { split: Split, images: usize, images_file: String, labels: usize, labels_file: String },
}

/// Too few files, or too many, that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Incomplete {
    pub need: Need,
    /// Usable files of each kind.
    pub images: usize,
    pub labels: usize,
    /// What was meant to be used, too.
    pub unusable: Vec<UnusableFile>,
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needed = match self.need {
            Need::Both => "two and two are needed, for training and for testing",
            Need::Test => "one and one are needed, for testing, or two and two, for training too",
        };
        let images = plural(self.images as u64, "file");
        write!(f, "{images} of images and {} of labels were given where {needed}", self.labels)?;
        if self.unusable.is_empty() {
            return f.write_str("; choose all of them together");
        }
        self.unusable.iter().try_for_each(|file| write!(f, "; {file}"))
    }
}
