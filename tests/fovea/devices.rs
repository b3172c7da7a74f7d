//! The devices that the arithmetic is tested on: Flex, and Mesa's lavapipe through wgpu.

use std::sync::OnceLock;

use burn::tensor::Device;
use fovea::engine;
use futures_lite::future::block_on;

/// The devices of this machine, with their names. wgpu can be opened once in a process.
pub fn devices() -> Vec<(&'static str, Device)> {
    static GPU: OnceLock<Option<Device>> = OnceLock::new();
    let gpu = GPU.get_or_init(|| match block_on(engine::gpu()) {
        Ok(gpu) => Some(gpu.device),
        Err(error) => {
            println!("skipped on the GPU: {error}");
            None
        }
    });
    [("flex", Some(engine::cpu())), ("wgpu", gpu.clone())]
        .into_iter()
        .filter_map(|(name, device)| Some((name, device?)))
        .collect()
}

/// Runs a future to its end.
pub fn wait<F: Future>(future: F) -> F::Output {
    block_on(future)
}
