//! One file of a data set, read.

use std::borrow::Cow;

use thiserror::Error;

use super::{
    NamedFile, PIXELS,
    gzip::{self, GzipError},
    idx::{self, Content, IdxError, Kind},
    lookalike,
    mnist::{self, MnistFile},
    name::{self, Name},
};

/// What keeps a file from being used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{name}: {reason}")]
pub struct UnusableFile {
    pub name: String,
    pub reason: FileError,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FileError {
    #[error(transparent)]
    Gzip(#[from] GzipError),
    #[error(transparent)]
    Idx(#[from] IdxError),
    /// It is something else, as [`lookalike::recognise`] says.
    #[error("this is {0}")]
    Lookalike(&'static str),
    #[error("the file is empty; download or copy it again")]
    Empty,
    #[error("this is no IDX file of images or labels; choose IDX files, gzipped or not")]
    Unknown,
}

impl UnusableFile {
    /// Whether the user meant it as data: its name or its first bytes say so.
    pub(super) fn is_meant(&self) -> bool {
        name::is_meant(&self.name) || matches!(self.reason, FileError::Gzip(_) | FileError::Idx(_))
    }
}

/// A file of images or labels.
#[derive(Debug)]
pub struct Part {
    pub name: String,
    /// What the name says; the content may say otherwise.
    pub said: Name,
    pub content: Content,
    /// Which file of MNIST it is, by its checksum.
    pub mnist: Option<MnistFile>,
}

impl Part {
    /// Reads a file of at most `limit` bytes unpacked.
    pub fn read(NamedFile { name, bytes }: NamedFile, limit: u64) -> Result<Self, UnusableFile> {
        match read(bytes, limit) {
            Ok((content, mnist)) => Ok(Part { said: Name::new(&name), name, content, mnist }),
            Err(reason) => Err(UnusableFile { name, reason }),
        }
    }

    /// Number of images or labels.
    pub fn items(&self) -> usize {
        match self.content.kind {
            Kind::Images => self.content.bytes.len() / PIXELS,
            Kind::Labels => self.content.bytes.len(),
        }
    }

    /// Whether it is the same file again, packed perhaps, and not one that is named for another purpose.
    pub fn repeats(&self, other: &Part) -> bool {
        let apart =
            self.said.split.is_some() && other.said.split.is_some() && self.said.split != other.said.split;
        !apart && self.content == other.content
    }

    /// What to say when the name calls it the other kind of file.
    pub fn contradiction(&self) -> Option<String> {
        let kind = self.content.kind;
        let contradicts = self.said.kind.is_some_and(|said| said != kind);
        contradicts
            .then(|| format!("{} holds {kind}, whatever its name says: the content decides.", self.name))
    }
}

fn read(bytes: Vec<u8>, limit: u64) -> Result<(Content, Option<MnistFile>), FileError> {
    let unpacked = match gzip::decompress(&bytes, limit)? {
        Cow::Owned(content) => Some(content),
        // What is not packed may be large, and need not be copied.
        Cow::Borrowed(_) => None,
    };
    let content = unpacked.unwrap_or(bytes);
    if content.is_empty() {
        return Err(FileError::Empty);
    }
    if !idx::looks_like(&content) {
        return Err(lookalike::recognise(&content).map_or(FileError::Unknown, FileError::Lookalike));
    }
    let mnist = mnist::recognise(&content);
    Ok((idx::parse(content)?, mnist))
}
