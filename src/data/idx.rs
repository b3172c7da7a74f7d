//! The IDX format of MNIST: a big-endian header (magic, count, and for images rows and columns) and
//! then one byte for each pixel or label.

use thiserror::Error;

use super::{PIXELS, SIDE};

/// Magic number of images: unsigned bytes in three dimensions.
const IMAGES_MAGIC: u32 = 0x0000_0803;
/// Magic number of labels: unsigned bytes in one dimension.
const LABELS_MAGIC: u32 = 0x0000_0801;
const IMAGES_HEADER: usize = 16;
const LABELS_HEADER: usize = 8;
/// What 32-bit WebAssembly can address.
const MOST_BYTES: u64 = 1 << 32;

/// What is wrong with an IDX file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdxError {
    #[error("the file ends after {found} bytes where {expected} are needed; download or copy it again")]
    Truncated { found: u64, expected: u64 },
    #[error("the file has {found} bytes but by its header only {expected}; download or copy it again")]
    TrailingBytes { found: u64, expected: u64 },
    #[error("this is an image file where a label file is needed; swap the two")]
    ImagesForLabels,
    #[error("this is a label file where an image file is needed; swap the two")]
    LabelsForImages,
    #[error(
        "the file begins with {found:#010x} where an IDX file of bytes begins with {expected:#010x}; \
         choose an IDX file, gzipped or not"
    )]
    WrongMagic { found: u32, expected: u32 },
    #[error("its images are {rows}×{columns} pixels where 28×28 are needed; scale them first")]
    WrongSize { rows: u32, columns: u32 },
    #[error("the file holds nothing; give at least one image or label")]
    Empty,
    #[error("its header promises {count} items, more than fit into memory; the file is damaged")]
    AbsurdCount { count: u32 },
    #[error("label {index} is {label} where only 0 to 9 are digits; the file is damaged or of another kind")]
    NotADigit { index: usize, label: u8 },
}

/// What an IDX file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Images,
    Labels,
}

/// What the file's magic number says that it holds; None for another kind of file.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    match word(bytes, 0)? {
        IMAGES_MAGIC => Some(Kind::Images),
        LABELS_MAGIC => Some(Kind::Labels),
        _ => None,
    }
}

/// The pixels of an image file, 28 × 28 bytes for each image, row by row, 0 background, 255 ink.
pub fn parse_images(bytes: &[u8]) -> Result<&[u8], IdxError> {
    let count = header(bytes, Kind::Images)?;
    let rows = word_or_truncated(bytes, 8, IMAGES_HEADER)?;
    let columns = word_or_truncated(bytes, 12, IMAGES_HEADER)?;
    if (rows, columns) != (SIDE as u32, SIDE as u32) {
        return Err(IdxError::WrongSize { rows, columns });
    }
    payload(bytes, IMAGES_HEADER, count, PIXELS)
}

/// The labels of a label file, each 0 to 9.
pub fn parse_labels(bytes: &[u8]) -> Result<&[u8], IdxError> {
    let count = header(bytes, Kind::Labels)?;
    let labels = payload(bytes, LABELS_HEADER, count, 1)?;
    match labels.iter().position(|&label| label > 9) {
        Some(index) => Err(IdxError::NotADigit { index, label: labels[index] }),
        None => Ok(labels),
    }
}

/// Checks the magic number and returns the count.
fn header(bytes: &[u8], wanted: Kind) -> Result<u32, IdxError> {
    let (expected, length) = match wanted {
        Kind::Images => (IMAGES_MAGIC, IMAGES_HEADER),
        Kind::Labels => (LABELS_MAGIC, LABELS_HEADER),
    };
    let found = word_or_truncated(bytes, 0, length)?;
    match (found, wanted) {
        (IMAGES_MAGIC, Kind::Labels) => Err(IdxError::ImagesForLabels),
        (LABELS_MAGIC, Kind::Images) => Err(IdxError::LabelsForImages),
        _ if found != expected => Err(IdxError::WrongMagic { found, expected }),
        _ => word_or_truncated(bytes, 4, length),
    }
}

/// The bytes after the header, when there are exactly as many as the count says.
fn payload(bytes: &[u8], header: usize, count: u32, item: usize) -> Result<&[u8], IdxError> {
    let found = bytes.len() as u64;
    let expected = header as u64 + u64::from(count) * item as u64;
    if count == 0 {
        Err(IdxError::Empty)
    } else if expected > MOST_BYTES {
        Err(IdxError::AbsurdCount { count })
    } else if found < expected {
        Err(IdxError::Truncated { found, expected })
    } else if found > expected {
        Err(IdxError::TrailingBytes { found, expected })
    } else {
        Ok(&bytes[header..])
    }
}

/// The big-endian number at `offset`.
fn word(bytes: &[u8], offset: usize) -> Option<u32> {
    let word = bytes.get(offset..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*word))
}

fn word_or_truncated(bytes: &[u8], offset: usize, header: usize) -> Result<u32, IdxError> {
    let truncated = IdxError::Truncated { found: bytes.len() as u64, expected: header as u64 };
    word(bytes, offset).ok_or(truncated)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(header: &[u32], payload: &[u8]) -> Vec<u8> {
        header.iter().flat_map(|word| word.to_be_bytes()).chain(payload.iter().copied()).collect()
    }

    /// An image file of `count` images; the bytes of image i are all i.
    pub fn image_file(count: u32) -> Vec<u8> {
        let pixels: Vec<u8> = (0..count as usize * PIXELS).map(|at| (at / PIXELS) as u8).collect();
        file(&[IMAGES_MAGIC, count, 28, 28], &pixels)
    }

    /// A label file of `count` labels 0, 1, … 9, 0, …
    pub fn label_file(count: u32) -> Vec<u8> {
        let labels: Vec<u8> = (0..count).map(|at| (at % 10) as u8).collect();
        file(&[LABELS_MAGIC, count], &labels)
    }

    #[test]
    fn reads_what_was_written() {
        let images = image_file(3);
        let pixels = parse_images(&images).unwrap();
        assert_eq!(pixels.len(), 3 * PIXELS);
        assert_eq!([pixels[0], pixels[PIXELS], pixels[3 * PIXELS - 1]], [0, 1, 2]);
        assert_eq!(parse_labels(&label_file(12)).unwrap(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
        assert_eq!(
            [kind(&images), kind(&label_file(1)), kind(b"PNG!")],
            [Some(Kind::Images), Some(Kind::Labels), None]
        );
    }

    #[test]
    fn names_a_file_of_the_other_kind() {
        assert_eq!(parse_labels(&image_file(1)), Err(IdxError::ImagesForLabels));
        assert_eq!(parse_images(&label_file(1)), Err(IdxError::LabelsForImages));
    }

    #[test]
    fn refuses_what_is_not_idx_of_bytes_28_by_28() {
        let floats = file(&[0x0D03, 1, 28, 28], &[0; PIXELS]);
        assert_eq!(parse_images(&floats), Err(IdxError::WrongMagic { found: 0x0D03, expected: 0x0803 }));
        let wide = file(&[IMAGES_MAGIC, 1, 14, 56], &[0; PIXELS]);
        assert_eq!(parse_images(&wide), Err(IdxError::WrongSize { rows: 14, columns: 56 }));
    }

    #[test]
    fn refuses_counts_that_cannot_be() {
        assert_eq!(parse_images(&file(&[IMAGES_MAGIC, 0, 28, 28], &[])), Err(IdxError::Empty));
        assert_eq!(parse_labels(&file(&[LABELS_MAGIC, 0], &[])), Err(IdxError::Empty));
        let absurd = file(&[IMAGES_MAGIC, u32::MAX, 28, 28], &[0; PIXELS]);
        assert_eq!(parse_images(&absurd), Err(IdxError::AbsurdCount { count: u32::MAX }));
    }

    #[test]
    fn says_which_label_is_no_digit() {
        let labels = file(&[LABELS_MAGIC, 3], &[9, 10, 11]);
        assert_eq!(parse_labels(&labels), Err(IdxError::NotADigit { index: 1, label: 10 }));
    }

    #[test]
    fn says_how_many_bytes_there_are_and_should_be() {
        let message = parse_labels(&label_file(20)[..15]).unwrap_err().to_string();
        assert!(message.contains("after 15 bytes") && message.contains("28 are needed"), "{message}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = (kind(&bytes), parse_images(&bytes), parse_labels(&bytes));
        }

        #[test]
        fn no_header_makes_it_panic(words: [u32; 4], body: Vec<u8>, images: bool) {
            let magic = if images { IMAGES_MAGIC } else { LABELS_MAGIC };
            let bytes = file(&[magic, words[1], words[2], words[3]], &body);
            let _ = (parse_images(&bytes), parse_labels(&bytes));
        }

        #[test]
        fn a_file_cut_anywhere_is_truncated(count in 1u32..4, cut: prop::sample::Index) {
            let images = image_file(count);
            let cut_images = &images[..cut.index(images.len())];
            let truncated = matches!(parse_images(cut_images), Err(IdxError::Truncated { .. }));
            prop_assert!(truncated);
            let labels = label_file(count);
            let cut_labels = &labels[..cut.index(labels.len())];
            let truncated = matches!(parse_labels(cut_labels), Err(IdxError::Truncated { .. }));
            prop_assert!(truncated);
        }

        #[test]
        fn bytes_too_many_are_noticed(count in 1u32..4, extra in 1usize..50) {
            let mut labels = label_file(count);
            let expected = labels.len() as u64;
            labels.resize(labels.len() + extra, 0);
            let found = labels.len() as u64;
            prop_assert_eq!(parse_labels(&labels), Err(IdxError::TrailingBytes { found, expected }));
        }
    }
}
