//! Reading the files that the user chose or dropped.

use js_sys::ArrayBuffer;
use thiserror::Error;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::js;

/// Largest file, in bytes.
pub const LIMIT: u64 = 256 << 20;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileError {
    #[error(
        "{name} has {} MiB and at most {} are read: choose another file",
        size >> 20, LIMIT >> 20
    )]
    TooLarge { name: String, size: u64 },
    #[error("{name} could not be read ({reason}): choose it again, a file and not a folder")]
    Unreadable { name: String, reason: String },
}

/// The content of `file`.
///
/// # Errors
/// See [`FileError`].
pub async fn read(file: &File) -> Result<ArrayBuffer, FileError> {
    let size = file.size() as u64;
    if size > LIMIT {
        return Err(FileError::TooLarge { name: file.name(), size });
    }
    let content = JsFuture::from(file.array_buffer())
        .await
        .map_err(|error| FileError::Unreadable { name: file.name(), reason: js::describe(&error) })?;
    Ok(content.unchecked_into())
}
