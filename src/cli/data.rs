//! `--data`: a folder with four IDX files, or generated digits.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

use crate::data::mnist::{self, MnistFile};
use crate::data::{Data, DataError, NamedFile, Split, digits, gzip, idx};
use crate::train::DataChoice;

/// The word of `--data` that is no folder.
const GENERATED: &str = "generated";

/// Where the data are.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// A folder with the four IDX files of MNIST or of its kind, gzipped or not, or `generated` for digits
    /// drawn from the seed [default: the folder in MNIST_DIR, or else where scripts/fovea keeps MNIST].
    #[arg(long, value_name = "DIR|generated")]
    data: Option<PathBuf>,
}

/// Data, and what they are.
#[derive(Debug)]
pub struct Loaded {
    pub data: Data,
    /// [`DataChoice::Mnist`] when all four files are MNIST's by their checksums.
    pub kind: DataChoice,
    /// The folder; None for generated digits.
    pub folder: Option<PathBuf>,
}

impl Loaded {
    /// What they are, in a sentence.
    pub fn name(&self) -> &'static str {
        match self.kind {
            DataChoice::Mnist => "MNIST",
            DataChoice::Generated => "generated digits",
            DataChoice::Own => "own files, not MNIST's",
        }
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
    #[error("the data in `{path}` cannot be read: {source}; --data takes a folder with four IDX files")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the files in `{path}` are no data to train on: {source}")]
    Unfit { path: PathBuf, source: DataError },
}

impl Args {
    /// The data that the user chose; `seed` decides generated ones.
    ///
    /// # Errors
    /// See [`DataFolderError`].
    pub fn load(&self, seed: u64) -> Result<Loaded, DataFolderError> {
        match &self.data {
            Some(word) if word.as_os_str() == OsStr::new(GENERATED) => Ok(generated(seed)),
            Some(folder) => read(folder),
            None => read(&default_folder()?),
        }
    }
}

/// As many digits as MNIST has, drawn from `seed`.
pub fn generated(seed: u64) -> Loaded {
    let draw = |count, split| digits::generate(count, seed, split, |_| {});
    let data =
        Data { train: draw(digits::TRAIN_COUNT, Split::Train), test: draw(digits::TEST_COUNT, Split::Test) };
    Loaded { data, kind: DataChoice::Generated, folder: None }
}

/// The folder in `MNIST_DIR`, or else the one that `scripts/lib/mnist.sh` fills.
fn default_folder() -> Result<PathBuf, DataFolderError> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = || set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    let tools = || set("FOVEA_TOOLS").or_else(|| caches().map(|caches| caches.join("fovea")));
    let kept = || tools().map(|tools| tools.join("mnist")).filter(|folder| folder.is_dir());
    set("MNIST_DIR").or_else(kept).ok_or(DataFolderError::Nowhere)
}

/// The data in a folder. Files that are not IDX are passed over, and a file that is there twice, gzipped and
/// not, counts once.
fn read(folder: &Path) -> Result<Loaded, DataFolderError> {
    let unreadable = |source| DataFolderError::Unreadable { path: folder.to_owned(), source };
    let unfit = |source| DataFolderError::Unfit { path: folder.to_owned(), source };
    let mut files: Vec<NamedFile> = Vec::new();
    for path in candidates(folder).map_err(unreadable)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let packed = fs::read(&path).map_err(unreadable)?;
        match gzip::decompress(&packed) {
            Ok(content) if files.iter().any(|known| known.bytes == *content) => {}
            Ok(content) => files.push(NamedFile { name, bytes: content.into_owned() }),
            Err(source) => return Err(unfit(DataError::Gzip { name, source })),
        }
    }
    let kind = if is_mnist(&files) { DataChoice::Mnist } else { DataChoice::Own };
    let data = Data::from_files(files).map_err(unfit)?;
    Ok(Loaded { data, kind, folder: Some(folder.to_owned()) })
}

/// The files that begin as IDX files of bytes do, and gzip files that cannot be looked into, by name.
fn candidates(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && first_bytes(&path)?.is_none_or(|first| idx::kind(&first).is_some()) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What a file begins with, unpacked; None when it is a damaged gzip file.
fn first_bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    const MAGIC: u64 = 4;
    let mut first = Vec::new();
    File::open(path)?.take(MAGIC).read_to_end(&mut first)?;
    if !gzip::is_packed(&first) {
        return Ok(Some(first));
    }
    let mut unpacked = Vec::new();
    let done = MultiGzDecoder::new(File::open(path)?).take(MAGIC).read_to_end(&mut unpacked);
    Ok(done.is_ok().then_some(unpacked))
}

fn is_mnist(files: &[NamedFile]) -> bool {
    MnistFile::ALL.iter().all(|&file| files.iter().any(|given| mnist::verify(file, &given.bytes).is_ok()))
}
