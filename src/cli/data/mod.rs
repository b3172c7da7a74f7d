//! `--data`: a folder of IDX files, or generated digits.

mod folder;

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::output;
use crate::data::files::{gather, gather_test};
use crate::data::{Data, DataError, Dataset, Gathered, Need, Split, called, digits};
use crate::settings::DataChoice;

/// The word of `--data` that is no folder.
const GENERATED: &str = "generated";

/// Most bytes of a file, unpacked: the largest of EMNIST's has 550 MB.
const LIMIT: u64 = 1 << 30;

/// Where the data are.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// A folder with the four IDX files of MNIST or of its kind, gzipped or not, or with torchvision's
    /// MNIST/raw in it, or `generated` for digits drawn from the seed [default: the folder in MNIST_DIR, or
    /// else where scripts/fovea keeps MNIST].
    #[arg(long, value_name = "DIR|generated")]
    data: Option<PathBuf>,
    /// Swap rows and columns of each image in the folder: EMNIST is published so.
    #[arg(long)]
    transpose: bool,
}

/// Data, and what they are.
#[derive(Debug)]
pub struct Loaded<D = Data> {
    pub data: D,
    /// [`DataChoice::Mnist`] when all files are MNIST's by their checksums, and upright.
    pub kind: DataChoice,
    /// The folder; None for generated digits.
    pub folder: Option<PathBuf>,
    name: String,
}

impl<D> Loaded<D> {
    /// What figures call them, as on the page: a few words that name no other data.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn generated(data: D, seed: u64) -> Self {
        let name = called::generated(seed);
        Loaded { data, kind: DataChoice::Generated, folder: None, name }
    }
}

/// Why there are no data.
#[derive(Debug, Error)]
pub enum DataFolderError {
    #[error(
        "MNIST was not found; name its folder with --data or in MNIST_DIR, run scripts/fovea, which fetches \
         it, or use --data generated"
    )]
    Nowhere,
    #[error("the data in `{path}` cannot be read: {source}; --data takes a folder with IDX files")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{path}` holds several data sets, in {folders}; name one of these folders with --data")]
    Several { path: PathBuf, folders: String },
    #[error("the files in `{path}` cannot be used: {source}")]
    Unfit { path: PathBuf, source: DataError },
    #[error("generated digits are upright; leave out --transpose, which is for files")]
    Upright,
}

impl Args {
    /// The data to train and to test on; `seed` decides generated ones. What there is to say about the files is
    /// said on stderr.
    ///
    /// # Errors
    /// See [`DataFolderError`].
    pub fn load(&self, seed: u64) -> Result<Loaded, DataFolderError> {
        match self.folder()? {
            None => Ok(generated(seed)),
            Some(folder) => {
                let (files, remark) = folder::files(&folder, Need::Both)?;
                self.loaded(folder, remark, gather(files, LIMIT))
            }
        }
    }

    /// The data to test on, as [`load`](Self::load) finds them; a folder may hold nothing else.
    ///
    /// # Errors
    /// See [`DataFolderError`].
    pub fn load_test(&self, seed: u64) -> Result<Loaded<Dataset>, DataFolderError> {
        match self.folder()? {
            None => Ok(Loaded::generated(draw(Split::Test, seed), seed)),
            Some(folder) => {
                let (files, remark) = folder::files(&folder, Need::Test)?;
                self.loaded(folder, remark, gather_test(files, LIMIT))
            }
        }
    }

    /// The folder with the files; None for generated digits.
    fn folder(&self) -> Result<Option<PathBuf>, DataFolderError> {
        match &self.data {
            Some(word) if word.as_os_str() == OsStr::new(GENERATED) => {
                if self.transpose {
                    Err(DataFolderError::Upright)
                } else {
                    Ok(None)
                }
            }
            Some(folder) => folder::find(folder).map(Some),
            None => folder::find(&default_folder()?).map(Some),
        }
    }

    /// Data that were found, turned if that is wanted, after saying what there is to say of them.
    fn loaded<D: Own>(
        &self,
        folder: PathBuf,
        remark: Option<String>,
        gathered: Result<Gathered<D>, DataError>,
    ) -> Result<Loaded<D>, DataFolderError> {
        let Gathered { data, remarks, is_mnist } = gathered.map_err(|source| unfit(&folder, source))?;
        for remark in remark.iter().chain(&remarks) {
            output::note(remark);
        }
        let data = if self.transpose { data.transposed() } else { data };
        let (kind, name) = match is_mnist && !self.transpose {
            true => (DataChoice::Mnist, called::MNIST.to_owned()),
            false => (DataChoice::Own, data.name()),
        };
        Ok(Loaded { data, kind, folder: Some(folder), name })
    }
}

/// What may be read from a folder.
trait Own {
    /// With rows and columns of each image swapped.
    fn transposed(self) -> Self;
    /// What figures call it.
    fn name(&self) -> String;
}

impl Own for Data {
    fn transposed(self) -> Self {
        Data::transposed(self)
    }

    fn name(&self) -> String {
        called::own(self)
    }
}

impl Own for Dataset {
    fn transposed(self) -> Self {
        Dataset::transposed(self)
    }

    fn name(&self) -> String {
        called::own_test(self)
    }
}

fn unfit(folder: &Path, source: DataError) -> DataFolderError {
    DataFolderError::Unfit { path: folder.to_owned(), source }
}

/// As many digits as MNIST has, drawn from `seed`.
pub fn generated(seed: u64) -> Loaded {
    Loaded::generated(Data::new(draw(Split::Train, seed), draw(Split::Test, seed)), seed)
}

fn draw(split: Split, seed: u64) -> Dataset {
    let count = match split {
        Split::Train => digits::TRAIN_COUNT,
        Split::Test => digits::TEST_COUNT,
    };
    digits::generate(count, seed, split, |_| {})
}

/// The folder in `MNIST_DIR`, or else the one that `scripts/lib/mnist.sh` fills.
fn default_folder() -> Result<PathBuf, DataFolderError> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = || set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    let tools = || set("FOVEA_TOOLS").or_else(|| caches().map(|caches| caches.join("fovea")));
    let kept = || tools().map(|tools| tools.join("mnist")).filter(|folder| folder.is_dir());
    set("MNIST_DIR").or_else(kept).ok_or(DataFolderError::Nowhere)
}
