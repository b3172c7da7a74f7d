//! The devices that the arithmetic is tested on: the CPU, and Mesa's lavapipe through wgpu, with our kernels and with
//! burn's.

use std::sync::OnceLock;

use fovea::engine::{BurnGpu, Device, open_gpu};
use futures_lite::future::block_on;

/// A program opens burn's once.
static BURN: OnceLock<Option<BurnGpu>> = OnceLock::new();

/// The CPU and the GPU with our kernels, with their names.
pub fn devices() -> Vec<(&'static str, Device)> {
    let gpu = match block_on(open_gpu()) {
        Ok(gpu) => Some(("gpu", Device::Gpu(gpu))),
        Err(error) => {
            println!("skipped on the GPU: {error}");
            None
        }
    };
    [("cpu", Device::Cpu)].into_iter().chain(gpu).collect()
}

/// The same, and the GPU with burn's kernels.
pub fn devices_with_burn() -> Vec<(&'static str, Device)> {
    let open =
        || block_on(BurnGpu::open()).map_err(|error| println!("skipped with burn's kernels: {error}")).ok();
    let burn = BURN.get_or_init(open).clone();
    devices().into_iter().chain(burn.map(|gpu| ("burn's kernels", Device::BurnGpu(gpu)))).collect()
}

/// Runs a future to its end.
pub fn wait<F: Future>(future: F) -> F::Output {
    block_on(future)
}
