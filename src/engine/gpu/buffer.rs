//! A buffer on the GPU that is freed when it is dropped, not when JavaScript's collector comes by.

use burn::tensor::wgpu::wgpu;

use super::Gpu;

#[derive(Debug)]
pub(super) struct Buffer(wgpu::Buffer);

impl Buffer {
    /// Zeros: storage of so many 32-bit numbers.
    pub fn zeros(gpu: &Gpu, label: &str, numbers: usize) -> Self {
        Self::storage(gpu, label, 4 * numbers.max(4) as u64)
    }

    /// Zeros: storage of so many bytes.
    pub fn storage(gpu: &Gpu, label: &str, bytes: u64) -> Self {
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        Self::new(gpu, label, bytes, usage)
    }

    /// A uniform of so many bytes.
    pub fn uniform(gpu: &Gpu, label: &str, bytes: u64) -> Self {
        Self::new(gpu, label, bytes, wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST)
    }

    fn new(gpu: &Gpu, label: &str, size: u64, usage: wgpu::BufferUsages) -> Self {
        let label = Some(label);
        Buffer(gpu.device().create_buffer(&wgpu::BufferDescriptor {
            label,
            size,
            usage,
            mapped_at_creation: false,
        }))
    }

    /// Replaces the beginning, before anything that is submitted later runs. Bytes come in fours.
    pub fn write(&self, gpu: &Gpu, bytes: &[u8]) {
        gpu.queue().write_buffer(&self.0, 0, bytes);
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
