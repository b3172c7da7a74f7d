//! What a file's name says: for training or for testing, images or labels, and of which data set.

use super::{Split, idx::Kind};

/// Words of a name, whatever their case.
const TRAIN: [&str; 2] = ["train", "training"];
const TEST: [&str; 3] = ["t10k", "test", "testing"];
const IMAGES: [&str; 2] = ["images", "image"];
const LABELS: [&str; 2] = ["labels", "label"];
/// Words that tell a file's form; so does each that begins with `idx`.
const FORM: [&str; 7] = ["ubyte", "byte", "short", "int", "float", "double", "gz"];

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// None where it says nothing, or both.
    pub split: Option<Split>,
    /// None where it says nothing, or both.
    pub kind: Option<Kind>,
    /// The words that are left: `emnist-digits` of `emnist-digits-test-labels-idx1-ubyte.gz`, and none of
    /// MNIST's own names.
    pub set: String,
}

impl Name {
    pub fn new(name: &str) -> Self {
        let name = without_number_of_copy(&name.to_ascii_lowercase());
        let words = || name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let says = |group: &[&str]| words().any(|word| group.contains(&word));
        let is_of_set = |word: &&str| {
            let known = [&TRAIN[..], &TEST, &IMAGES, &LABELS, &FORM];
            !word.starts_with("idx") && !known.iter().any(|group| group.contains(word))
        };
        let (train, test) = (says(&TRAIN).then_some(Split::Train), says(&TEST).then_some(Split::Test));
        let (images, labels) = (says(&IMAGES).then_some(Kind::Images), says(&LABELS).then_some(Kind::Labels));
        Name {
            split: train.xor(test),
            kind: images.xor(labels),
            set: words().filter(is_of_set).collect::<Vec<_>>().join("-"),
        }
    }
}

/// Whether a name says that the file is meant as one of a data set.
pub fn is_meant(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".gz") || ["idx", "ubyte", "images", "labels"].iter().any(|word| name.contains(word))
}

/// Without the ` (1)` that a browser puts into the name of a second download.
fn without_number_of_copy(name: &str) -> String {
    if let Some((before, rest)) = name.rsplit_once('(')
        && let Some((number, after)) = rest.split_once(')')
        && number.parse::<u32>().is_ok()
    {
        return format!("{before}{after}");
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_names_are_understood() {
        let (train, test) = (Some(Split::Train), Some(Split::Test));
        let (images, labels) = (Some(Kind::Images), Some(Kind::Labels));
        for (name, split, kind, set) in [
            ("train-images-idx3-ubyte", train, images, ""),
            ("t10k-labels-idx1-ubyte.gz", test, labels, ""),
            ("train-images.idx3-ubyte", train, images, ""),
            ("t10k-images-idx3-ubyte (1).gz", test, images, ""),
            ("qmnist-train-labels-idx2-int.gz", train, labels, "qmnist"),
            ("emnist-digits-test-labels-idx1-ubyte.gz", test, labels, "emnist-digits"),
            ("EMNIST-ByClass-TRAIN-Images-idx3-ubyte", train, images, "emnist-byclass"),
            ("xnist-images-idx3-ubyte", None, images, "xnist"),
            ("train_test_split_images.idx", None, images, "split"),
            ("latest-trains-labels", None, labels, "latest-trains"),
            ("kannada_training_image_int", train, images, "kannada"),
            ("data (new).bin", None, None, "data-new-bin"),
        ] {
            assert_eq!(Name::new(name), Name { split, kind, set: set.into() }, "{name}");
        }
    }

    #[test]
    fn strangers_are_told_from_what_is_meant() {
        for name in ["a.GZ", "MyImages", "digits.idx", "x-ubyte", "Labels 2"] {
            assert!(is_meant(name), "{name}");
        }
        for name in ["README", ".DS_Store", "emnist-digits-mapping.txt", "qmnist.tsv", "0001.png", ""] {
            assert!(!is_meant(name), "{name}");
        }
    }
}
