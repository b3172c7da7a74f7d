//! Files: read if they are files, and written whole or not at all, to a place that is known to be writable
//! before the work begins.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use thiserror::Error;

/// A file that cannot be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    #[error("`{path}` cannot be read: {source}")]
    Read { path: PathBuf, source: io::Error },
    #[error("`{path}` cannot be written: {source}; choose another file")]
    Write { path: PathBuf, source: io::Error },
}

/// The content of a file.
///
/// # Errors
/// [`FileError::Read`] when there is no such file.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let content = fs::metadata(path).and_then(|known| match known.is_file() {
        true => fs::read(path),
        false => Err(not_a_file()),
    });
    content.map_err(|source| FileError::Read { path: path.to_owned(), source })
}

fn not_a_file() -> io::Error {
    io::Error::other("it is not a regular file")
}

/// Where a result will be written.
#[derive(Debug)]
pub struct OutFile {
    path: PathBuf,
}

impl OutFile {
    /// Makes sure that `path` can be written, and leaves everything as it is.
    ///
    /// # Errors
    /// [`FileError::Write`] when it cannot.
    pub fn check(path: &Path) -> Result<Self, FileError> {
        let failed = |source| FileError::Write { path: path.to_owned(), source };
        // A link stays what it is: what it points to is replaced.
        let file = Self { path: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) };
        file.try_out().map_err(failed)?;
        Ok(file)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file, in place of what it held.
    ///
    /// # Errors
    /// [`FileError::Write`]; the file is then what it was.
    pub fn write(&self, bytes: &[u8]) -> Result<(), FileError> {
        let written = self.partial().and_then(|partial| {
            let done = fill(&partial, bytes).and_then(|()| fs::rename(&partial, &self.path));
            if done.is_err() {
                // What matters is why it could not be written.
                let _ = fs::remove_file(&partial);
            }
            done
        });
        written.map_err(|source| FileError::Write { path: self.path.clone(), source })
    }

    fn try_out(&self) -> io::Result<()> {
        match fs::metadata(&self.path) {
            Ok(known) if !known.is_file() => return Err(not_a_file()),
            Ok(_) => drop(OpenOptions::new().append(true).open(&self.path)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let partial = self.partial()?;
        File::create_new(&partial)?;
        fs::remove_file(&partial)
    }

    /// The neighbour that is written first.
    fn partial(&self) -> io::Result<PathBuf> {
        let name = self.path.file_name().ok_or_else(|| io::Error::other("it names no file"))?;
        let name = format!(".{}.{}.partial", name.to_string_lossy(), process::id());
        Ok(self.path.with_file_name(name))
    }
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
