//! Which of the machine's GPUs computes.

/// The GPU that the platform prefers for work.
///
/// # Errors
/// When the browser or the driver offers none.
pub(super) async fn preferred() -> Result<wgpu::Adapter, wgpu::RequestAdapterError> {
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    wgpu::Instance::default().request_adapter(&options).await
}
