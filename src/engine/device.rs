//! The devices: the CPU, and an open GPU with our kernels or with burn's.

use thiserror::Error;

use super::adapter;
use super::burn_model::BurnGpu;
use super::gpu::Gpu;

/// Where a network computes.
#[derive(Debug, Clone)]
pub enum Device {
    Cpu,
    Gpu(Gpu),
    /// A GPU with burn's own kernels.
    BurnGpu(BurnGpu),
}

/// Why there is no GPU.
#[derive(Debug, Error)]
pub enum GpuError {
    #[error("the browser or the driver offers no GPU: {0}")]
    NoAdapter(#[from] wgpu::RequestAdapterError),
    #[error("the GPU could not be opened: {0}")]
    Refused(#[from] wgpu::RequestDeviceError),
}

/// Opens the GPU that the platform prefers for work. Every adapter has what is asked for: no optional
/// feature, and WebGPU's default limits, but for buffers as large as this adapter allows.
///
/// # Errors
/// See [`GpuError`].
pub async fn open_gpu() -> Result<Gpu, GpuError> {
    let adapter = adapter::preferred().await?;
    let offered = adapter.limits();
    let required_limits = wgpu::Limits {
        max_buffer_size: offered.max_buffer_size,
        max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
        ..wgpu::Limits::default()
    };
    let descriptor = wgpu::DeviceDescriptor { required_limits, ..Default::default() };
    let (device, queue) = adapter.request_device(&descriptor).await?;
    Ok(Gpu::new(&adapter, device, queue))
}
