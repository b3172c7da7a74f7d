//! Buffers on the GPU. Each is freed when it is dropped, not when JavaScript's collector comes by, and each is
//! allocated by [`allocate`], so that no lack of memory goes unnoticed.

use super::context::Gpu;
use crate::engine::error::EngineError;

#[derive(Debug)]
pub(super) struct Buffer(wgpu::Buffer);

/// Makes buffers while somebody listens to what the GPU says about them.
pub(super) struct Allocator<'a> {
    gpu: &'a Gpu,
}

/// Whatever `make` makes of buffers; None when the GPU has no memory left for them.
///
/// # Errors
/// [`EngineError::Device`] when it refuses them for another reason.
pub(super) async fn allocate<T>(
    gpu: &Gpu,
    make: impl FnOnce(&Allocator<'_>) -> T,
) -> Result<Option<T>, EngineError> {
    let device = gpu.device();
    // What binds or writes a buffer that was not to be had is invalid: that error is only a consequence.
    let invalid = device.push_error_scope(wgpu::ErrorFilter::Validation);
    let exhausted = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let made = make(&Allocator { gpu });
    let (exhausted, invalid) = (exhausted.pop(), invalid.pop());
    match (exhausted.await, invalid.await) {
        (Some(_), _) => Ok(None),
        (None, Some(error)) => Err(EngineError::Device(format!("a buffer was refused: {error}"))),
        (None, None) => Ok(Some(made)),
    }
}

impl Allocator<'_> {
    /// The GPU that the buffers are on.
    pub fn gpu(&self) -> &Gpu {
        self.gpu
    }

    /// Zeros: storage of so many 32-bit numbers.
    pub fn zeros(&self, label: &str, numbers: usize) -> Buffer {
        self.storage(label, 4 * numbers.max(4) as u64)
    }

    /// Zeros: storage of so many bytes.
    pub fn storage(&self, label: &str, bytes: u64) -> Buffer {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        self.buffer(label, bytes, usage)
    }

    /// A uniform of so many bytes.
    pub fn uniform(&self, label: &str, bytes: u64) -> Buffer {
        self.buffer(label, bytes, wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST)
    }

    fn buffer(&self, label: &str, size: u64, usage: wgpu::BufferUsages) -> Buffer {
        let label = Some(label);
        Buffer(self.gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label,
            size,
            usage,
            mapped_at_creation: false,
        }))
    }
}

impl Buffer {
    /// Replaces the beginning, before anything that is submitted later runs. Bytes come in fours.
    pub fn write(&self, gpu: &Gpu, bytes: &[u8]) {
        self.write_at(gpu, 0, bytes);
    }

    /// Replaces what begins at byte `offset`, likewise.
    pub fn write_at(&self, gpu: &Gpu, offset: u64, bytes: &[u8]) {
        gpu.queue().write_buffer(&self.0, offset, bytes);
    }

    pub fn raw(&self) -> &wgpu::Buffer {
        &self.0
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.0.destroy();
    }
}
