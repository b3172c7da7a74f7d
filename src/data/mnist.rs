//! MNIST: its four files, their checksums, and where they can be had.

use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Split;

/// One of the four files of MNIST (LeCun, Cortes and Burges, 1998).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MnistFile {
    TrainImages,
    TrainLabels,
    TestImages,
    TestLabels,
}

impl MnistFile {
    pub const ALL: [MnistFile; 4] =
        [MnistFile::TrainImages, MnistFile::TrainLabels, MnistFile::TestImages, MnistFile::TestLabels];

    /// The images and the labels of a set.
    pub const fn of(split: Split) -> [MnistFile; 2] {
        match split {
            Split::Train => [MnistFile::TrainImages, MnistFile::TrainLabels],
            Split::Test => [MnistFile::TestImages, MnistFile::TestLabels],
        }
    }

    /// The file's name, without `.gz`.
    pub const fn name(self) -> &'static str {
        match self {
            MnistFile::TrainImages => "train-images-idx3-ubyte",
            MnistFile::TrainLabels => "train-labels-idx1-ubyte",
            MnistFile::TestImages => "t10k-images-idx3-ubyte",
            MnistFile::TestLabels => "t10k-labels-idx1-ubyte",
        }
    }

    /// Bytes of the content, unpacked.
    pub const fn size(self) -> usize {
        match self {
            MnistFile::TrainImages => 47_040_016,
            MnistFile::TrainLabels => 60_008,
            MnistFile::TestImages => 7_840_016,
            MnistFile::TestLabels => 10_008,
        }
    }

    /// SHA-256 of the content, unpacked; the packed bytes differ from mirror to mirror.
    pub const fn sha256(self) -> &'static str {
        match self {
            MnistFile::TrainImages => "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            MnistFile::TrainLabels => "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            MnistFile::TestImages => "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            MnistFile::TestLabels => "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        }
    }
}

impl fmt::Display for MnistFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Bytes of the largest of the four files, unpacked.
pub const LARGEST: u64 = MnistFile::TrainImages.size() as u64;

/// A place that has the four files, each as `NAME.gz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mirror {
    /// For people.
    pub name: &'static str,
    /// What comes before the file's name; relative to the page when it begins with no `https:`.
    pub base: &'static str,
}

impl Mirror {
    /// Address of one file.
    pub fn url(&self, file: MnistFile) -> String {
        format!("{}{}.gz", self.base, file)
    }
}

/// Where MNIST is looked for, in this order.
pub const MIRRORS: [Mirror; 5] = [
    Mirror { name: "this site", base: "data/mnist/" },
    Mirror { name: "jsDelivr", base: "https://cdn.jsdelivr.net/gh/fgnt/mnist@master/" },
    Mirror { name: "GitHub", base: "https://raw.githubusercontent.com/fgnt/mnist/master/" },
    Mirror { name: "Google Cloud", base: "https://storage.googleapis.com/cvdf-datasets/mnist/" },
    Mirror { name: "Amazon S3", base: "https://ossci-datasets.s3.amazonaws.com/mnist/" },
];

/// How a file differs from MNIST's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChecksumError {
    #[error("{file} has {found} bytes where MNIST's has {expected}; download it again")]
    Size { file: MnistFile, found: usize, expected: usize },
    #[error("{file} is not MNIST's: its SHA-256 is {found} where {expected} is expected; download it again")]
    Digest { file: MnistFile, found: String, expected: &'static str },
}

/// Checks that `content`, unpacked, is that of MNIST's file.
pub fn verify(file: MnistFile, content: &[u8]) -> Result<(), ChecksumError> {
    if content.len() != file.size() {
        return Err(ChecksumError::Size { file, found: content.len(), expected: file.size() });
    }
    let found = format!("{:x}", Sha256::digest(content));
    if found != file.sha256() {
        return Err(ChecksumError::Digest { file, found, expected: file.sha256() });
    }
    Ok(())
}

/// The file of MNIST that has this content, unpacked; None for any other content.
pub fn recognise(content: &[u8]) -> Option<MnistFile> {
    MnistFile::ALL.into_iter().find(|&file| verify(file, content).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_size_is_refused_with_both_sizes() {
        let error = verify(MnistFile::TestLabels, &[0; 10]).unwrap_err();
        assert_eq!(error, ChecksumError::Size { file: MnistFile::TestLabels, found: 10, expected: 10_008 });
        assert!(error.to_string().starts_with("t10k-labels-idx1-ubyte has 10 bytes"));
    }

    #[test]
    fn a_file_of_the_right_size_with_another_content_is_refused() {
        let error = verify(MnistFile::TestLabels, &vec![0; 10_008]).unwrap_err();
        assert!(matches!(error, ChecksumError::Digest { .. }), "{error}");
    }

    #[test]
    fn the_place_beside_the_page_comes_first_and_is_relative() {
        assert_eq!(MIRRORS[0].url(MnistFile::TrainLabels), "data/mnist/train-labels-idx1-ubyte.gz");
        assert!(MIRRORS[1..].iter().all(|mirror| mirror.base.starts_with("https://")));
    }
}
