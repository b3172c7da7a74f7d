//! A data set's bytes on the GPU, from which batches are gathered.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Gpu;
use super::buffer::Buffer;
use crate::data::Dataset;

/// Pixels and labels of a data set, four bytes in a word.
#[derive(Debug)]
pub(in crate::engine) struct ImagesOnGpu {
    pub(super) pixels: Buffer,
    pub(super) digits: Buffer,
    /// Tells data sets apart.
    pub(super) number: u64,
}

impl ImagesOnGpu {
    /// Uploads a data set; None when it does not fit into one binding.
    pub fn upload(gpu: &Gpu, data: &Dataset) -> Option<Self> {
        static UPLOADED: AtomicU64 = AtomicU64::new(0);
        let fits = (data.images().len() as u64) < gpu.largest_binding();
        fits.then(|| ImagesOnGpu {
            pixels: bytes(gpu, "images", data.images()),
            digits: bytes(gpu, "digits", data.labels()),
            number: UPLOADED.fetch_add(1, Ordering::Relaxed),
        })
    }
}

fn bytes(gpu: &Gpu, label: &str, bytes: &[u8]) -> Buffer {
    let buffer = Buffer::zeros(gpu, label, bytes.len().div_ceil(4));
    let (whole, rest) = bytes.split_at(bytes.len() - bytes.len() % 4);
    buffer.write(gpu, whole);
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        gpu.queue().write_buffer(buffer.raw(), whole.len() as u64, &last);
    }
    buffer
}
