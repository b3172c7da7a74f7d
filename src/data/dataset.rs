//! Images with their labels, for training and for testing.

use std::{fmt, rc::Rc};

use sha2::{Digest, Sha256};

use super::{DataError, NamedFile, PIXELS, SIDE, files, mnist};

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

    /// The first images, at most so many.
    pub fn first(&self, images: usize) -> Self {
        let images = images.min(self.len());
        Dataset { images: self.images[..images * PIXELS].to_vec(), labels: self.labels[..images].to_vec() }
    }

    /// With rows and columns of each image swapped: upright, when they were published as EMNIST's are.
    pub fn transposed(mut self) -> Self {
        for image in self.images.as_chunks_mut::<PIXELS>().0 {
            for row in 0..SIDE {
                for column in 0..row {
                    image.swap(row * SIDE + column, column * SIDE + row);
                }
            }
        }
        self
    }

    /// Eight hexadecimal digits that tell these images and labels from others.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[self])
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
    pub train: Rc<Dataset>,
    pub test: Rc<Dataset>,
}

impl Data {
    pub fn new(train: Dataset, test: Dataset) -> Self {
        Data { train: Rc::new(train), test: Rc::new(test) }
    }

    /// From MNIST's own four files, or others like them that need no remarks; see [`files::gather`] for any.
    ///
    /// # Errors
    /// See [`DataError`].
    pub fn from_files(files: Vec<NamedFile>) -> Result<Self, DataError> {
        Ok(files::gather(files, mnist::LARGEST)?.data)
    }

    /// With rows and columns of each image swapped.
    pub fn transposed(self) -> Self {
        let [train, test] = [self.train, self.test].map(Rc::unwrap_or_clone);
        Data::new(train.transposed(), test.transposed())
    }

    /// Eight hexadecimal digits that tell these images and labels from others.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[&self.train, &self.test])
    }
}

fn fingerprint(sets: &[&Dataset]) -> String {
    let mut digest = Sha256::new();
    for set in sets {
        digest.update((set.len() as u64).to_be_bytes());
        digest.update(&set.images);
        digest.update(&set.labels);
    }
    digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `count` images of which no two pixels in a row or column are alike.
    fn slopes(count: usize) -> Dataset {
        let pixels = (0..count * PIXELS).map(|at| (at % PIXELS / SIDE + at % SIDE * 2 + at / PIXELS) as u8);
        Dataset::new(pixels.collect(), vec![3; count]).unwrap()
    }

    #[test]
    fn a_dataset_needs_as_many_labels_as_images_and_digits_only() {
        assert!(Dataset::new(vec![0; PIXELS], vec![9]).is_some());
        assert!(Dataset::new(vec![0; PIXELS], vec![10]).is_none());
        assert!(Dataset::new(vec![0; PIXELS], vec![1, 2]).is_none());
    }

    #[test]
    fn transposing_swaps_rows_and_columns_of_each_image_and_no_labels() {
        let data = Data::new(slopes(3), slopes(1));
        let transposed = data.clone().transposed();
        for (before, after) in [(&data.train, &transposed.train), (&data.test, &transposed.test)] {
            assert_eq!(before.labels(), after.labels());
            for index in 0..before.len() {
                for (row, column) in [(0, 27), (5, 6), (13, 13), (27, 0)] {
                    let turned = after.image(index)[column * SIDE + row];
                    assert_eq!(turned, before.image(index)[row * SIDE + column]);
                }
            }
        }
        assert_ne!(transposed, data);
        assert_eq!(transposed.transposed(), data);
    }

    #[test]
    fn the_fingerprint_tells_data_apart() {
        let data = Data::new(slopes(3), slopes(1));
        let swapped = Data::new(slopes(1), slopes(3));
        let relabelled = Dataset::new(data.train.images().to_vec(), vec![3, 3, 4]).unwrap();
        let others = [data.clone().transposed(), swapped, Data::new(relabelled, slopes(1))];
        assert_eq!(data.fingerprint().len(), 8);
        assert_eq!(data.fingerprint(), data.clone().fingerprint());
        assert!(others.iter().all(|other| other.fingerprint() != data.fingerprint()));
        assert_ne!(data.train.fingerprint(), data.test.fingerprint());
    }

    proptest! {
        #[test]
        fn transposing_twice_changes_nothing(pixels in prop::collection::vec(any::<u8>(), 2 * PIXELS)) {
            let set = Dataset::new(pixels, vec![0, 9]).unwrap();
            prop_assert_eq!(set.clone().transposed().transposed(), set);
        }
    }
}
