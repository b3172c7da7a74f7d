//! The devices that the arithmetic is tested on: the CPU, and Mesa's lavapipe through wgpu.

use fovea::engine::{Device, open_gpu};
use futures_lite::future::block_on;

/// The devices of this machine, with their names.
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

/// Runs a future to its end.
pub fn wait<F: Future>(future: F) -> F::Output {
    block_on(future)
}
