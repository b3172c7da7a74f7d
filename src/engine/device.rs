//! The two devices: Flex on the CPU and wgpu on the GPU.

use burn::tensor::Device;
use burn::tensor::wgpu::{WgpuInitError, wgpu};
use thiserror::Error;

/// An initialised GPU. wgpu's runtime can be initialised once in a process (or worker): keep this
/// and clone its device.
#[derive(Debug, Clone)]
pub struct Gpu {
    /// Ready for tensors.
    pub device: Device,
    /// What the driver calls the adapter; may be empty in a browser.
    pub name: String,
}

/// Why there is no GPU.
#[derive(Debug, Error)]
pub enum GpuError {
    /// burn found no adapter or could not open it.
    #[error("the GPU could not be opened: {0}")]
    Init(#[from] WgpuInitError),
    /// burn's runtime profiles with timestamps and aborts without them (cubecl-wgpu 0.11).
    #[error("the adapter `{0}` lacks the feature timestamp-query")]
    NoTimestamps(String),
}

/// The CPU, through burn-flex.
pub fn cpu() -> Device {
    Device::flex()
}

/// Opens the GPU that the platform prefers.
///
/// # Errors
/// No adapter, a refused device, an adapter without `timestamp-query`, or a second call: see [`Gpu`].
pub async fn gpu() -> Result<Gpu, GpuError> {
    let (device, setup) = Device::wgpu_options().init_with_setup_async().await?;
    let name = setup.adapter.get_info().name;
    if !setup.adapter.features().contains(wgpu::Features::TIMESTAMP_QUERY) {
        return Err(GpuError::NoTimestamps(name));
    }
    Ok(Gpu { device, name })
}
