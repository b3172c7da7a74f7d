//! Numbers back from the GPU.

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
    let device = gpu.device().clone();
    let staging = Staging::new(&device, 4 * floats as u64);
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    encoder.copy_buffer_to_buffer(buffer.raw(), 0, &staging.0, 0, staging.0.size());
    gpu.queue().submit([encoder.finish()]);
    let (sender, mapped) = oneshot::channel();
    staging.0.map_async(wgpu::MapMode::Read, .., move |result| {
        // Nobody listens any more when the reader was dropped.
        let _ = sender.send(result);
    });
    async move {
        // In a browser this does nothing: its event loop calls back.
        device.poll(wgpu::PollType::wait_indefinitely()).map_err(lost)?;
        mapped.await.map_err(lost)?.map_err(lost)?;
        let range = staging.0.get_mapped_range(..).map_err(lost)?;
        Ok(range.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }
}

fn lost(error: impl std::fmt::Display) -> EngineError {
    EngineError::Device(format!("reading back failed: {error}"))
}

/// A buffer that the CPU can read, freed when it is dropped.
struct Staging(wgpu::Buffer);

impl Staging {
    fn new(device: &wgpu::Device, size: u64) -> Self {
        Staging(device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        }))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.0.destroy();
    }
}
