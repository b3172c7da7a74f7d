//! Batches as the engine takes them: pixels as they are, or images out of a data set. `R` is what a device
//! holds of the data set, whatever the device: [`super::images`] knows them.

use std::borrow::Cow;

use crate::data::augment::Similarity;
use crate::data::batch::{assemble, labels};
use crate::data::{Dataset, Normalisation};

/// Images and what they show.
#[derive(Debug)]
pub enum Batch<'a, R> {
    /// Images that are in no data set.
    Pixels {
        /// `[batch, 1, 28, 28]`, row-major, normalised.
        pixels: &'a [f32],
        /// `[batch]`, digits 0 to 9.
        labels: &'a [u8],
    },
    Selection(Selection<'a, R>),
}

/// Images out of a data set.
#[derive(Debug)]
pub struct Selection<'a, R> {
    pub images: &'a Images<'a, R>,
    /// Which images, in order.
    pub indices: &'a [u32],
    pub normalisation: Normalisation,
    /// How each of them is moved, if they are.
    pub similarities: Option<&'a [Similarity]>,
}

/// A data set, and what a device holds of it.
#[derive(Debug)]
pub struct Images<'a, R> {
    pub(super) data: &'a Dataset,
    /// None where batches are assembled on the CPU.
    pub(super) resident: Option<R>,
}

impl<R> Images<'_, R> {
    /// Number of images.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// The digits that these images show.
    pub fn labels(&self, indices: &[u32]) -> Vec<u8> {
        labels(self.data, indices)
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

impl<R> Batch<'_, R> {
    /// Number of images.
    pub fn len(&self) -> usize {
        match self {
            Batch::Pixels { labels, .. } => labels.len(),
            Batch::Selection(selection) => selection.indices.len(),
        }
    }

    /// The pixels, `[batch, 1, 28, 28]`, and the labels.
    pub(super) fn assemble(&self) -> (Cow<'_, [f32]>, Cow<'_, [u8]>) {
        match self {
            Batch::Pixels { pixels, labels } => (Cow::Borrowed(pixels), Cow::Borrowed(labels)),
            Batch::Selection(Selection { images, indices, normalisation, similarities }) => {
                let mut pixels = Vec::new();
                assemble(images.data, indices, normalisation, *similarities, &mut pixels);
                (pixels.into(), labels(images.data, indices).into())
            }
        }
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
