//! The real MNIST through parsing and checksums.

use fovea::data::{
    Data, NamedFile, gzip,
    mnist::{ChecksumError, MnistFile, verify},
};

use crate::mnist::mnist_files;

fn content(file: &NamedFile) -> Vec<u8> {
    gzip::decompress(&file.bytes).unwrap().into_owned()
}

#[test]
fn mnist_has_its_checksums() {
    let Some(files) = mnist_files("mnist_has_its_checksums") else { return };
    for (file, given) in MnistFile::ALL.into_iter().zip(&files) {
        assert_eq!(verify(file, &content(given)), Ok(()));
    }
}

#[test]
fn one_changed_bit_is_noticed() {
    let Some(files) = mnist_files("one_changed_bit_is_noticed") else { return };
    let mut labels = content(&files[3]);
    labels[5000] ^= 1;
    let error = verify(MnistFile::TestLabels, &labels);
    assert!(matches!(error, Err(ChecksumError::Digest { .. })), "{error:?}");
}

#[test]
fn mnist_parses_in_any_order() {
    let Some(mut files) = mnist_files("mnist_parses_in_any_order") else { return };
    files.reverse();
    let data = Data::from_files(files.into()).unwrap();
    assert_eq!((data.train.len(), data.test.len()), (60_000, 10_000));
    assert_eq!(data.train.labels()[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert_eq!(data.test.labels()[..10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    let mean = data.train.images().iter().map(|&pixel| u64::from(pixel)).sum::<u64>() as f64
        / data.train.images().len() as f64
        / 255.0;
    assert!((mean - 0.1307).abs() < 0.0001, "{mean}");
}
