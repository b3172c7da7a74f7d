//! The files of a run: its record, its checkpoint, and the lock that keeps a second process away from them.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::ReproduceError;
use crate::file::OutFile;

/// Where a run keeps what it came to.
#[derive(Debug, Clone)]
pub struct RunFiles {
    pub record: PathBuf,
    pub checkpoint: PathBuf,
    lock: PathBuf,
}

impl RunFiles {
    /// The files of experiment `name` with this seed in `directory`.
    pub fn new(directory: &Path, name: &str, seed: u64) -> Self {
        let file = |extension| directory.join(format!("{name}-seed{seed}.{extension}"));
        Self { record: file("json"), checkpoint: file("safetensors"), lock: file("lock") }
    }

    /// Keeps other processes away as long as the result lives; None when another one trains this run.
    ///
    /// # Errors
    /// [`ReproduceError::Write`] when the directory cannot be written to.
    pub fn lock(&self) -> Result<Option<File>, ReproduceError> {
        let failed = |source| ReproduceError::Write { path: self.lock.clone(), source };
        if let Some(directory) = self.lock.parent() {
            fs::create_dir_all(directory).map_err(failed)?;
        }
        let file = File::create(&self.lock).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// Forgets the run.
    ///
    /// # Errors
    /// [`ReproduceError::Write`] when a file cannot be deleted.
    pub fn delete(&self) -> Result<(), ReproduceError> {
        for path in [&self.record, &self.checkpoint] {
            match fs::remove_file(path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(ReproduceError::Write { path: path.clone(), source });
                }
                _ => (),
            }
        }
        Ok(())
    }
}

/// The content of a file; None when there is none.
///
/// # Errors
/// [`ReproduceError::Read`] when there is one that cannot be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, ReproduceError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReproduceError::Read { path: path.to_owned(), source }),
    }
}

/// Writes a file so that whoever reads it, at any moment, finds the old content or the new one.
///
/// # Errors
/// [`ReproduceError::Write`] and [`ReproduceError::File`].
pub fn write(path: &Path, content: &[u8]) -> Result<(), ReproduceError> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)
            .map_err(|source| ReproduceError::Write { path: directory.to_owned(), source })?;
    }
    Ok(OutFile::check(path)?.write(content)?)
}
