//! Batches as the engine takes them: pixels as they are, or images out of a data set.

use std::borrow::Cow;

use super::{Device, gpu::ImagesOnGpu};
use crate::data::augment::Similarity;
use crate::data::batch::{assemble, labels};
use crate::data::{Dataset, Normalisation};

/// Images and what they show.
#[derive(Debug, Clone, Copy)]
pub enum Batch<'a> {
    /// Images that are in no data set.
    Pixels {
        /// `[batch, 1, 28, 28]`, row-major, normalised.
        pixels: &'a [f32],
        /// `[batch]`, digits 0 to 9.
        labels: &'a [u8],
    },
    Selection(Selection<'a>),
}

/// Images out of a data set.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    pub images: &'a Images<'a>,
    /// Which images, in order.
    pub indices: &'a [u32],
    pub normalisation: Normalisation,
    /// How each of them is moved, if they are.
    pub similarities: Option<&'a [Similarity]>,
}

/// A data set where a device finds it.
#[derive(Debug)]
pub struct Images<'a> {
    pub(super) data: &'a Dataset,
    /// None on the CPU, and for a data set that does not fit into one binding of the GPU: its batches
    /// are assembled on the CPU.
    pub(super) on_gpu: Option<ImagesOnGpu>,
}

impl<'a> Images<'a> {
    /// Brings a data set to a device, as bytes.
    pub fn new(data: &'a Dataset, device: &Device) -> Self {
        let on_gpu = match device {
            Device::Cpu => None,
            Device::Gpu(gpu) => ImagesOnGpu::upload(gpu, data),
        };
        Images { data, on_gpu }
    }

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

impl Batch<'_> {
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
