//! How a batch comes into the buffers of a step.

use super::context::Gpu;
use super::images::ImagesOnGpu;
use super::kernel::{Slot, lanes};
use super::workspace::Workspace;
use crate::data::PIXELS;
use crate::data::augment::Similarity;
use crate::engine::batch::Selection;
use crate::engine::error::EngineError;

impl Workspace {
    /// Says which images to gather and how each is moved, from the `first` place on.
    pub fn write_selection(
        &self,
        gpu: &Gpu,
        selection: &Selection<'_, ImagesOnGpu>,
        first: usize,
    ) -> Result<(), EngineError> {
        let first = first as u64;
        self.write(gpu, Slot::Indices, 4 * first, bytemuck::cast_slice(selection.indices))?;
        if let Some(similarities) = selection.similarities {
            let numbers: Vec<[i32; 4]> = similarities.iter().map(Similarity::fixed_point).collect();
            self.write(gpu, Slot::Similarities, 16 * first, bytemuck::cast_slice(&numbers))?;
        }
        Ok(())
    }

    /// From `[batch, pixel]` to `[pixel, lane]`, dead lanes zero.
    pub fn write_pixels(&self, gpu: &Gpu, pixels: &[f32], labels: &[u8]) -> Result<(), EngineError> {
        let lanes = lanes(labels.len());
        let mut by_pixel = vec![0.0f32; PIXELS * lanes];
        for (lane, image) in pixels.chunks_exact(PIXELS).enumerate() {
            for (pixel, &value) in image.iter().enumerate() {
                by_pixel[pixel * lanes + lane] = value;
            }
        }
        let labels: Vec<u32> = labels.iter().map(|&label| label.into()).collect();
        self.write(gpu, Slot::Activation(0), 0, bytemuck::cast_slice(&by_pixel))?;
        self.write(gpu, Slot::Labels, 0, bytemuck::cast_slice(&labels))
    }

    fn write(&self, gpu: &Gpu, slot: Slot, offset: u64, bytes: &[u8]) -> Result<(), EngineError> {
        self.buffer(slot)?.write_at(gpu, offset, bytes);
        Ok(())
    }
}
