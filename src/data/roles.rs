//! Which files are for training and which for testing: names decide where they speak, sizes where they do not.

use super::{DataError, Dataset, Split, mnist::MnistFile, part::Part};

/// The images and the labels of one set.
#[derive(Debug)]
pub struct Pair {
    pub images: Part,
    pub labels: Part,
}

impl Pair {
    /// Whether they are these files of MNIST, by their checksums.
    pub fn is(&self, images: MnistFile, labels: MnistFile) -> bool {
        (self.images.mnist, self.labels.mnist) == (Some(images), Some(labels))
    }

    /// The two in one.
    pub fn dataset(self, split: Split) -> Result<Dataset, DataError> {
        let Pair { images, labels } = self;
        let mismatch = DataError::CountMismatch {
            split,
            images: images.items(),
            images_file: images.name,
            labels: labels.items(),
            labels_file: labels.name,
        };
        Dataset::new(images.content.bytes, labels.content.bytes).ok_or(mismatch)
    }
}

/// Which of two files is the one for training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Training {
    First,
    Second,
}

/// The pair for training and the pair for testing. `remarks` hears where names and sizes disagree.
pub fn assign(
    images: [Part; 2],
    labels: [Part; 2],
    remarks: &mut Vec<String>,
) -> Result<[Pair; 2], DataError> {
    let (images, labels) = match (by_names(&images)?, by_names(&labels)?) {
        (Some(of_images), of_labels) => {
            let images = training_first(images, of_images);
            remarks.extend(smaller_by_name(&images));
            let of_labels = of_labels.map_or_else(|| by_counts(&labels, &images), Ok)?;
            (images, training_first(labels, of_labels))
        }
        (None, Some(of_labels)) => {
            let labels = training_first(labels, of_labels);
            remarks.extend(smaller_by_name(&labels));
            let of_images = by_counts(&images, &labels)?;
            (training_first(images, of_images), labels)
        }
        (None, None) => {
            let (of_images, of_labels) = (by_size(&images)?, by_size(&labels)?);
            (training_first(images, of_images), training_first(labels, of_labels))
        }
    };
    let ([train_images, test_images], [train_labels, test_labels]) = (images, labels);
    Ok([
        Pair { images: train_images, labels: train_labels },
        Pair { images: test_images, labels: test_labels },
    ])
}

/// What the names say; one that is silent leaves the other word to the other.
fn by_names([first, second]: &[Part; 2]) -> Result<Option<Training>, DataError> {
    match (first.said.split, second.said.split) {
        (None, None) => Ok(None),
        (Some(one), Some(other)) if one == other => Err(DataError::SameRole {
            split: one,
            kind: first.content.kind,
            first: first.name.clone(),
            second: second.name.clone(),
        }),
        (Some(Split::Train), _) | (_, Some(Split::Test)) => Ok(Some(Training::First)),
        (Some(Split::Test), _) | (_, Some(Split::Train)) => Ok(Some(Training::Second)),
    }
}

/// The file that has as many items as the first of `ordered`, whose names spoke.
fn by_counts(silent: &[Part; 2], ordered: &[Part; 2]) -> Result<Training, DataError> {
    let [first, second] = silent.each_ref().map(Part::items);
    let [train, test] = ordered.each_ref().map(Part::items);
    match (first == train && second == test, second == train && first == test) {
        (true, true) => Err(ambiguous(silent)),
        (true, false) => Ok(Training::First),
        (false, true) => Ok(Training::Second),
        // They do not belong together; whichever fits better is told.
        (false, false) if second == train || first == test => Ok(Training::Second),
        (false, false) => Ok(Training::First),
    }
}

fn by_size(silent: &[Part; 2]) -> Result<Training, DataError> {
    let [first, second] = silent.each_ref().map(Part::items);
    match first.cmp(&second) {
        std::cmp::Ordering::Equal => Err(ambiguous(silent)),
        std::cmp::Ordering::Less => Ok(Training::Second),
        std::cmp::Ordering::Greater => Ok(Training::First),
    }
}

fn ambiguous([first, second]: &[Part; 2]) -> DataError {
    DataError::Ambiguous {
        kind: first.content.kind,
        count: first.items(),
        first: first.name.clone(),
        second: second.name.clone(),
    }
}

fn training_first([first, second]: [Part; 2], training: Training) -> [Part; 2] {
    match training {
        Training::First => [first, second],
        Training::Second => [second, first],
    }
}

/// What to say when the file that is named for training is the smaller one.
fn smaller_by_name([train, test]: &[Part; 2]) -> Option<String> {
    let kind = train.content.kind;
    let smaller = train.items() < test.items();
    smaller.then(|| format!("{} holds fewer {kind} than {}: the names decide.", train.name, test.name))
}
