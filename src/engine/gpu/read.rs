//! Numbers back from the GPU.

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
    encoder.copy_buffer_to_buffer(buffer.raw(), 0, staging.raw(), 0, bytes);
    gpu.queue().submit([encoder.finish()]);
    let (sender, mapped) = oneshot::channel();
    staging.raw().map_async(wgpu::MapMode::Read, ..bytes, move |result| {
        // Nobody listens any more when the reader was dropped.
        let _ = sender.send(result);
    });
    async move {
        // In a browser this does nothing: its event loop calls back.
        gpu.device().poll(wgpu::PollType::wait_indefinitely()).map_err(lost)?;
        mapped.await.map_err(lost)?.map_err(lost)?;
        let range = staging.raw().get_mapped_range(..bytes).map_err(lost)?;
        let numbers = range.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let numbers = numbers.take(floats).collect();
        drop(range);
        staging.raw().unmap();
        gpu.stagings().keep(staging);
        Ok(numbers)
    }
}

fn lost(error: impl std::fmt::Display) -> EngineError {
    EngineError::Device(format!("reading back failed: {error}"))
}
