//! The IDX format of MNIST: a magic number that says of which type the numbers are and how many dimensions
//! they have, these dimensions, and then the numbers; all of it big-endian.

mod element;
#[cfg(test)]
pub(super) mod tests;
mod values;

use std::fmt;

use thiserror::Error;

use super::{PIXELS, SIDE};
use element::Element;

/// The magic number's bytes, and those of each dimension.
const WORD: usize = 4;
/// What 32-bit WebAssembly can address.
const MOST_BYTES: u64 = 1 << 32;
const ROWS: u32 = SIDE as u32;
const FLAT: u32 = PIXELS as u32;
/// Numbers that QMNIST tells of each image; the first is the digit (Yadav and Bottou, 2019).
const QMNIST_COLUMNS: u32 = 8;

/// What is wrong with an IDX file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdxError {
    #[error("the file ends after {found} bytes where {expected} are needed; download or copy it again")]
    Truncated { found: u64, expected: u64 },
    #[error("the file has {found} bytes but by its header only {expected}; download or copy it again")]
    TrailingBytes { found: u64, expected: u64 },
    #[error(
        "the file begins with {found:#010x} where MNIST's images begin with 0x00000803 and its labels with \
         0x00000801; choose an IDX file, gzipped or not"
    )]
    WrongMagic { found: u32 },
    #[error("its images are {rows}×{columns} pixels where 28×28 are needed; scale them first")]
    WrongSize { rows: u32, columns: u32 },
    #[error(
        "it holds {shape} numbers, where images are N×28×28 and labels N; save them in one of these shapes"
    )]
    WrongShape { shape: String },
    #[error("the file holds nothing; give at least one image or label")]
    Empty,
    #[error("its header promises {count} items, more than fit into memory; the file is damaged")]
    AbsurdCount { count: u32 },
    #[error(
        "the pixel in row {row}, column {column} of image {image}, all counted from 0, is {value} where 0 to \
         255, or 0 to 1 in fractions, are needed; save the images as they were before they were normalised"
    )]
    NotAPixel { image: usize, row: usize, column: usize, value: String },
    #[error("label {index} is {value} where a whole number is needed; save the digits themselves")]
    NotWhole { index: usize, value: String },
    #[error("label {index} is {value} where only 0 to 9 are digits; the file is damaged or of another kind")]
    NotADigit { index: usize, value: String },
    #[error(
        "its labels have {classes} classes ({lowest} to {highest}){}, where digits have 10 (0 to 9); choose \
         files of digits",
        as_others_do(.classes)
    )]
    OtherClasses { classes: usize, lowest: i64, highest: i64 },
}

/// Who has so many classes, in EMNIST.
fn as_others_do(classes: &usize) -> &'static str {
    match classes {
        26 => ", as letters do",
        47 | 62 => ", as digits and letters together do",
        _ => "",
    }
}

/// What an IDX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Images,
    Labels,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Images => "images",
            Kind::Labels => "labels",
        })
    }
}

/// The numbers of an IDX file as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub kind: Kind,
    /// 28 × 28 bytes for each image, row by row, 0 background, 255 ink; or a byte, 0 to 9, for each label.
    pub bytes: Vec<u8>,
}

/// Whether a file that begins so is meant as an IDX file, whatever it holds.
pub fn looks_like(first: &[u8]) -> bool {
    matches!(first, [0, 0, code, 1..=4, ..] if Element::from_code(*code).is_some())
}

/// The images or labels of a file that is not, or no longer, packed. Fractions from 0 to 1 are scaled by 255,
/// and what is no whole number is rounded.
///
/// # Errors
/// See [`IdxError`].
pub fn parse(mut bytes: Vec<u8>) -> Result<Content, IdxError> {
    let header = Header::read(&bytes)?;
    let kind = header.kind()?;
    header.check_length(bytes.len() as u64)?;
    bytes.drain(..header.length());
    let bytes = match kind {
        Kind::Images => values::pixels(header.element, bytes)?,
        Kind::Labels => values::labels(header.element, &bytes, header.columns())?,
    };
    Ok(Content { kind, bytes })
}

/// What stands before the numbers.
#[derive(Debug)]
struct Header {
    element: Element,
    /// One to four; the first is the number of items.
    sizes: Vec<u32>,
}

impl Header {
    fn read(bytes: &[u8]) -> Result<Self, IdxError> {
        let found = word(bytes, 0, 1)?;
        let [0, 0, code, dimensions @ 1..=4] = found.to_be_bytes() else {
            return Err(IdxError::WrongMagic { found });
        };
        let element = Element::from_code(code).ok_or(IdxError::WrongMagic { found })?;
        let words = 1 + usize::from(dimensions);
        let sizes = (1..words).map(|at| word(bytes, at, words)).collect::<Result<_, _>>()?;
        Ok(Header { element, sizes })
    }

    /// Bytes of the header.
    fn length(&self) -> usize {
        WORD * (1 + self.sizes.len())
    }

    /// What the dimensions say that there is.
    fn kind(&self) -> Result<Kind, IdxError> {
        match (self.element, &self.sizes[1..]) {
            (_, [] | [1]) | (Element::I32, [QMNIST_COLUMNS]) => Ok(Kind::Labels),
            (_, [FLAT] | [ROWS, ROWS] | [1, ROWS, ROWS] | [ROWS, ROWS, 1]) => Ok(Kind::Images),
            (_, &[rows, columns]) => Err(IdxError::WrongSize { rows, columns }),
            _ => {
                let sizes: Vec<String> = self.sizes.iter().map(u32::to_string).collect();
                Err(IdxError::WrongShape { shape: sizes.join("×") })
            }
        }
    }

    /// Numbers for each label.
    fn columns(&self) -> usize {
        self.sizes.get(1).map_or(1, |&columns| columns as usize)
    }

    /// Checks that the file has as many bytes as the header says, and some.
    fn check_length(&self, found: u64) -> Result<(), IdxError> {
        let count = self.sizes[0];
        let all = self.sizes.iter().try_fold(self.element.size() as u64, |bytes, &size| {
            bytes.checked_mul(size.into()).filter(|&bytes| bytes <= MOST_BYTES)
        });
        if count == 0 {
            return Err(IdxError::Empty);
        }
        let expected = all.ok_or(IdxError::AbsurdCount { count })? + self.length() as u64;
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => Err(IdxError::Truncated { found, expected }),
            std::cmp::Ordering::Greater => Err(IdxError::TrailingBytes { found, expected }),
            std::cmp::Ordering::Equal => Ok(()),
        }
    }
}

/// Word `at` of a header that has `words` of them.
fn word(bytes: &[u8], at: usize, words: usize) -> Result<u32, IdxError> {
    let truncated = IdxError::Truncated { found: bytes.len() as u64, expected: (WORD * words) as u64 };
    let word = bytes.get(WORD * at..).and_then(|rest| rest.first_chunk::<WORD>()).ok_or(truncated)?;
    Ok(u32::from_be_bytes(*word))
}
