//! A data set's bytes on the GPU, from which batches are gathered.

use std::sync::atomic::{AtomicU64, Ordering};

use super::buffer::{Allocator, Buffer, allocate};
use super::context::Gpu;
use crate::data::Dataset;

/// Pixels and labels of a data set, four bytes in a word.
#[derive(Debug)]
pub struct ImagesOnGpu {
    pub(super) pixels: Buffer,
    pub(super) digits: Buffer,
    /// Tells data sets apart.
    pub(super) number: u64,
}

impl ImagesOnGpu {
    /// Uploads a data set; None when it does not fit into one binding, or the GPU does not take it.
    pub async fn upload(gpu: &Gpu, data: &Dataset) -> Option<Self> {
        static UPLOADED: AtomicU64 = AtomicU64::new(0);
        if data.images().len() as u64 >= gpu.largest_binding() {
            return None;
        }
        let uploaded = allocate(gpu, |allocator| ImagesOnGpu {
            pixels: bytes(allocator, "images", data.images()),
            digits: bytes(allocator, "digits", data.labels()),
            number: UPLOADED.fetch_add(1, Ordering::Relaxed),
        });
        // A device that failed is noticed by the first step.
        uploaded.await.ok().flatten()
    }
}

fn bytes(allocator: &Allocator<'_>, label: &str, bytes: &[u8]) -> Buffer {
    let buffer = allocator.zeros(label, bytes.len().div_ceil(4));
    let (whole, rest) = bytes.split_at(bytes.len() - bytes.len() % 4);
    buffer.write(allocator.gpu(), whole);
    if !rest.is_empty() {
        let mut last = [0; 4];
        last[..rest.len()].copy_from_slice(rest);
        buffer.write_at(allocator.gpu(), whole.len() as u64, &last);
    }
    buffer
}
