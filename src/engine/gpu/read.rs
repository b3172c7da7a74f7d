//! Numbers back from the GPU.

use std::cell::RefCell;

use burn::tensor::wgpu::wgpu;
use futures_channel::oneshot;

use super::buffer::Buffer;
use super::context::Gpu;
use crate::engine::error::EngineError;

/// The first `floats` numbers of a buffer as they are now: what is submitted later does not show.
///
/// # Errors
/// [`EngineError::Device`] when the device was lost.
pub(super) fn read(
    gpu: &Gpu,
    buffer: &Buffer,
    floats: usize,
) -> impl Future<Output = Result<Vec<f32>, EngineError>> + use<> {
    let gpu = gpu.clone();
    // Nothing cannot be mapped.
    let bytes = 4 * floats.max(1) as u64;
    let staging = gpu.stagings().take(gpu.device(), bytes);
    let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    encoder.copy_buffer_to_buffer(buffer.raw(), 0, &staging.0, 0, bytes);
    gpu.queue().submit([encoder.finish()]);
    let (sender, mapped) = oneshot::channel();
    staging.0.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
        // Nobody listens any more when the reader was dropped.
        let _ = sender.send(result);
    });
    async move {
        // In a browser this does nothing: its event loop calls back.
        gpu.device().poll(wgpu::PollType::wait_indefinitely()).map_err(lost)?;
        mapped.await.map_err(lost)?.map_err(lost)?;
        let range = staging.0.get_mapped_range(..bytes).map_err(lost)?;
        let numbers = range.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let numbers = numbers.take(floats).collect();
        drop(range);
        staging.0.unmap();
        gpu.stagings().keep(staging);
        Ok(numbers)
    }
}

fn lost(error: impl std::fmt::Display) -> EngineError {
    EngineError::Device(format!("reading back failed: {error}"))
}

/// A buffer that the CPU can read, freed when it is dropped.
#[derive(Debug)]
struct Staging(wgpu::Buffer);

impl Drop for Staging {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Buffers that wait for the next reading, the oldest first: losses are read ten times a second.
#[derive(Debug, Default)]
pub(super) struct Stagings(RefCell<Vec<Staging>>);

impl Stagings {
    /// Buffers that are kept at most: a test has eight batches on their way.
    const MOST: usize = 16;
    /// Bytes of the largest that is kept.
    const LARGEST: u64 = 1 << 20;

    /// One for so many bytes.
    fn take(&self, device: &wgpu::Device, bytes: u64) -> Staging {
        let size = bytes.next_power_of_two().max(256);
        let mut waiting = self.0.borrow_mut();
        if let Some(at) = waiting.iter().position(|staging| staging.0.size() == size) {
            return waiting.remove(at);
        }
        Staging(device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        }))
    }

    fn keep(&self, staging: Staging) {
        if staging.0.size() > Self::LARGEST {
            return;
        }
        let mut waiting = self.0.borrow_mut();
        if waiting.len() == Self::MOST {
            waiting.remove(0);
        }
        waiting.push(staging);
    }
}
