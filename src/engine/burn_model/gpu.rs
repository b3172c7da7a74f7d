//! A GPU that computes with burn's own kernels.

use burn::tensor::Device;
#[cfg(feature = "burn-gpu")]
use burn::tensor::wgpu::WgpuInitError;

#[cfg(feature = "burn-gpu")]
use crate::engine::adapter;
use crate::engine::memory::Limits;

/// An open GPU of burn's. Cloning shares it.
#[derive(Debug, Clone)]
pub struct BurnGpu {
    device: Device,
    /// Bytes of the largest buffer that a kernel can be given as a whole.
    largest_binding: u64,
}

/// Why burn has no GPU.
#[cfg(feature = "burn-gpu")]
#[derive(Debug, thiserror::Error)]
pub enum BurnGpuError {
    #[error("the browser or the driver offers no GPU: {0}")]
    NoAdapter(#[from] wgpu::RequestAdapterError),
    /// burn would panic at its first kernel.
    #[error("the GPU measures no times (WebGPU's timestamp-query), which burn's kernels need")]
    NoTimestamps,
    #[error("burn could not open the GPU: {0}")]
    Refused(#[from] WgpuInitError),
}

impl BurnGpu {
    /// Opens the GPU that the platform prefers, with everything that it offers. A program can do so once.
    ///
    /// # Errors
    /// See [`BurnGpuError`].
    #[cfg(feature = "burn-gpu")]
    pub async fn open() -> Result<Self, BurnGpuError> {
        if !adapter::preferred().await?.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
            return Err(BurnGpuError::NoTimestamps);
        }
        let (device, setup) = Device::wgpu_options().init_with_setup_async().await?;
        let limits = setup.device.limits();
        let largest_binding = limits.max_storage_buffer_binding_size.min(limits.max_buffer_size);
        Ok(BurnGpu { device, largest_binding })
    }

    pub(super) fn device(&self) -> Device {
        self.device.clone()
    }

    /// What a step may take. How much memory there is in all a GPU does not tell: the CPU's stands for it.
    pub(super) fn limits(&self) -> Limits {
        Limits { tensor: self.largest_binding, ..Limits::here() }
    }
}
