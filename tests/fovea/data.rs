//! The real MNIST through parsing and checksums.

use fovea::data::{
    Data, NamedFile,
    files::{gather, gather_test},
    gzip,
    mnist::{ChecksumError, LARGEST, MnistFile, verify},
};

use crate::mnist::mnist_files;

fn content(file: &NamedFile) -> Vec<u8> {
    gzip::decompress(&file.bytes, LARGEST).unwrap().into_owned()
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

#[test]
fn mnist_is_known_by_its_checksums_in_the_roles_that_are_its_own() {
    let Some(files) = mnist_files("mnist_is_known_by_its_checksums") else { return };
    let called = |names: [&str; 4]| -> Vec<NamedFile> {
        let file =
            |(name, file): (&str, &NamedFile)| NamedFile { name: name.into(), bytes: file.bytes.clone() };
        names.into_iter().zip(&files).map(file).collect()
    };
    let silent = called(["a", "b", "c", "d"]);
    assert!(gather(silent.clone(), LARGEST).unwrap().is_mnist);
    assert!(gather_test(silent[2..].to_vec(), LARGEST).unwrap().is_mnist);
    assert!(!gather_test(silent[..2].to_vec(), LARGEST).unwrap().is_mnist, "its training images");
    let swapped = gather(called(["test-a", "test-b", "train-c", "train-d"]), LARGEST).unwrap();
    assert!(!swapped.is_mnist && swapped.data.train.len() == 10_000);
    assert!(
        swapped.remarks[0].starts_with("train-c holds fewer images than test-a"),
        "{:?}",
        swapped.remarks
    );
}
