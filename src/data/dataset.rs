//! Images with their labels, and how four IDX files of the user's own become a training and a test set.

use std::fmt;

use thiserror::Error;

use super::{
    PIXELS,
    gzip::{self, GzipError},
    idx::{self, IdxError},
};

/// Which part of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    Train,
    Test,
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Split::Train => "training",
            Split::Test => "test",
        })
    }
}

/// Images and the digits that they show, as many of one as of the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dataset {
    images: Vec<u8>,
    labels: Vec<u8>,
}

impl Dataset {
    /// From 28 × 28 bytes for each image and one label, 0 to 9, for each; None when the numbers differ.
    pub fn new(images: Vec<u8>, labels: Vec<u8>) -> Option<Self> {
        let paired = images.len() == labels.len() * PIXELS && labels.iter().all(|&label| label <= 9);
        paired.then_some(Dataset { images, labels })
    }

    pub fn len(&self) -> usize {
        self.labels.len()
    }

    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Image `index`, row by row, 0 background, 255 ink. Panics when there is no such image.
    pub fn image(&self, index: usize) -> &[u8; PIXELS] {
        &self.images.as_chunks().0[index]
    }

    /// The digit that image `index` shows. Panics when there is no such image.
    pub fn label(&self, index: usize) -> u8 {
        self.labels[index]
    }

    /// All pixels, image after image.
    pub fn images(&self) -> &[u8] {
        &self.images
    }

    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    pub(super) fn with_capacity(images: usize) -> Self {
        Dataset { images: Vec::with_capacity(images * PIXELS), labels: Vec::with_capacity(images) }
    }

    pub(super) fn push(&mut self, image: &[u8; PIXELS], label: u8) {
        self.images.extend_from_slice(image);
        self.labels.push(label);
    }
}

/// What a network is trained on and what it is tested on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    pub train: Dataset,
    pub test: Dataset,
}

/// A file that the user gave, or that was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// For messages only; what the file is, its content says.
    pub name: String,
    /// IDX, gzipped or not.
    pub bytes: Vec<u8>,
}

/// Why files do not make a training and a test set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DataError {
    #[error("{name}: {source}")]
    Gzip { name: String, source: GzipError },
    #[error("{name}: {source}")]
    Idx { name: String, source: IdxError },
    #[error("{name} is not an IDX file of images or labels; choose the four files, gzipped or not")]
    Unknown { name: String },
    #[error(
        "{images} files of images and {labels} of labels were given where two and two are needed, for \
         training and for testing; choose all four together"
    )]
    Incomplete { images: usize, labels: usize },
    #[error(
        "both files of {what} hold {count}, so it cannot be told which is for training; \
         the training set must be the larger"
    )]
    Ambiguous { what: &'static str, count: usize },
    #[error("the {split} set has {images} images but {labels} labels; choose files that belong together")]
    CountMismatch { split: Split, images: usize, labels: usize },
}

impl Data {
    /// From two image and two label files in any order. Their magic numbers tell images from labels; the
    /// larger set is the training set.
    pub fn from_files(files: Vec<NamedFile>) -> Result<Self, DataError> {
        let mut images = Vec::new();
        let mut labels = Vec::new();
        for file in files {
            match read(file)? {
                (idx::Kind::Images, pixels) => images.push(pixels),
                (idx::Kind::Labels, digits) => labels.push(digits),
            }
        }
        let incomplete = DataError::Incomplete { images: images.len(), labels: labels.len() };
        let (Ok(images), Ok(labels)) = (<[_; 2]>::try_from(images), <[_; 2]>::try_from(labels)) else {
            return Err(incomplete);
        };
        let [train_images, test_images] = larger_first(images, "images", PIXELS)?;
        let [train_labels, test_labels] = larger_first(labels, "labels", 1)?;
        Ok(Data {
            train: pair(Split::Train, train_images, train_labels)?,
            test: pair(Split::Test, test_images, test_labels)?,
        })
    }
}

/// What the file holds, without its header.
fn read(NamedFile { name, bytes }: NamedFile) -> Result<(idx::Kind, Vec<u8>), DataError> {
    let content = match gzip::decompress(&bytes) {
        Ok(content) => content,
        Err(source) => return Err(DataError::Gzip { name, source }),
    };
    let Some(kind) = idx::kind(&content) else { return Err(DataError::Unknown { name }) };
    let parsed = match kind {
        idx::Kind::Images => idx::parse_images(&content),
        idx::Kind::Labels => idx::parse_labels(&content),
    };
    match parsed {
        Ok(payload) => Ok((kind, payload.to_vec())),
        Err(source) => Err(DataError::Idx { name, source }),
    }
}

fn larger_first([a, b]: [Vec<u8>; 2], what: &'static str, item: usize) -> Result<[Vec<u8>; 2], DataError> {
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => Err(DataError::Ambiguous { what, count: a.len() / item }),
        std::cmp::Ordering::Less => Ok([b, a]),
        std::cmp::Ordering::Greater => Ok([a, b]),
    }
}

fn pair(split: Split, images: Vec<u8>, labels: Vec<u8>) -> Result<Dataset, DataError> {
    let mismatch = DataError::CountMismatch { split, images: images.len() / PIXELS, labels: labels.len() };
    Dataset::new(images, labels).ok_or(mismatch)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::{
        gzip::tests::compress,
        idx::tests::{image_file, label_file},
    };

    fn files(contents: impl IntoIterator<Item = Vec<u8>>) -> Vec<NamedFile> {
        let named = |(at, bytes)| NamedFile { name: format!("file {at}"), bytes };
        contents.into_iter().enumerate().map(named).collect()
    }

    fn four(train: u32, test: u32) -> [Vec<u8>; 4] {
        [image_file(train), label_file(train), image_file(test), label_file(test)]
    }

    #[test]
    fn a_missing_or_doubled_file_is_counted() {
        let [images, labels, test_images, _] = four(5, 2);
        let three = files([images.clone(), labels.clone(), test_images.clone()]);
        assert_eq!(Data::from_files(three), Err(DataError::Incomplete { images: 2, labels: 1 }));
        let doubled = files([images.clone(), images, labels, test_images]);
        assert_eq!(Data::from_files(doubled), Err(DataError::Incomplete { images: 3, labels: 1 }));
        assert_eq!(Data::from_files(Vec::new()), Err(DataError::Incomplete { images: 0, labels: 0 }));
    }

    #[test]
    fn sets_of_equal_size_are_ambiguous() {
        let error = Data::from_files(files(four(5, 5))).unwrap_err();
        assert_eq!(error, DataError::Ambiguous { what: "images", count: 5 });
    }

    #[test]
    fn images_and_labels_must_be_as_many() {
        let mixed = files([image_file(5), label_file(6), image_file(2), label_file(2)]);
        let error = Data::from_files(mixed).unwrap_err();
        assert_eq!(error, DataError::CountMismatch { split: Split::Train, images: 5, labels: 6 });
    }

    #[test]
    fn a_bad_file_is_named() {
        let mut contents = four(5, 2);
        contents[2].pop();
        let message = Data::from_files(files(contents)).unwrap_err().to_string();
        assert!(message.starts_with("file 2: the file ends after 1583 bytes"), "{message}");
        let error = Data::from_files(files([b"<!DOCTYPE html>".to_vec()])).unwrap_err();
        assert_eq!(error, DataError::Unknown { name: "file 0".into() });
        let cut = compress(&image_file(1))[..20].to_vec();
        let error = Data::from_files(files([cut])).unwrap_err();
        assert!(matches!(error, DataError::Gzip { .. }), "{error}");
    }

    #[test]
    fn a_dataset_needs_as_many_labels_as_images_and_digits_only() {
        assert!(Dataset::new(vec![0; PIXELS], vec![9]).is_some());
        assert!(Dataset::new(vec![0; PIXELS], vec![10]).is_none());
        assert!(Dataset::new(vec![0; PIXELS], vec![1, 2]).is_none());
    }

    proptest! {
        #[test]
        fn any_order_packed_or_not_gives_the_same_sets(
            order in Just([0usize, 1, 2, 3]).prop_shuffle(),
            packed: [bool; 4],
            train in 3u32..8,
            test in 1u32..3,
        ) {
            let contents = four(train, test);
            let given = order.iter().map(|&at| match packed[at] {
                true => compress(&contents[at]),
                false => contents[at].clone(),
            });
            let data = Data::from_files(files(given)).unwrap();
            prop_assert_eq!(data.train.len(), train as usize);
            prop_assert_eq!(data.test.len(), test as usize);
            prop_assert_eq!(data.train.image(2), &[2; PIXELS]);
            prop_assert_eq!(data.train.label(2), 2);
        }

        #[test]
        fn no_files_make_it_panic(contents: Vec<Vec<u8>>) {
            let _ = Data::from_files(files(contents));
        }
    }
}
