//! Before a GPU is trusted: one small step on it and on the CPU must agree. wgpu only logs a shader
//! that does not compile, and the result is then silently wrong (tracel-ai/cubecl#1641).

use burn::tensor::{Device, Tensor, Transaction};
use thiserror::Error;

use super::device::cpu;
use super::model::{EngineError, Model};
use super::step::Batch;
use crate::arch::{INPUT, Network};
use crate::data::{Rng, Stream};

/// Images in the check.
const IMAGES: usize = 4;

/// Largest relative difference of a loss or a gradient's norm that float rounding explains.
const TOLERANCE: f32 = 1e-2;

/// Why a GPU is not trusted.
#[derive(Debug, Error)]
pub enum CheckError {
    /// It could not compute at all.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// It computed something else than the CPU.
    #[error("its {what} is {gpu} where the CPU's is {cpu}")]
    Disagrees { what: String, gpu: f32, cpu: f32 },
}

/// Compares loss and gradient norms of one small step of `network` between `device` and the CPU.
/// On a GPU this also compiles most of the shaders that training needs.
///
/// # Errors
/// See [`CheckError`].
pub async fn check(network: &Network, device: &Device) -> Result<(), CheckError> {
    let batch = made_up_batch();
    let on_gpu = measure(network, &batch, device).await?;
    let on_cpu = measure(network, &batch, &cpu()).await?;
    for ((what, gpu), (_, cpu)) in on_gpu.into_iter().zip(on_cpu) {
        let difference = (gpu - cpu).abs();
        // A NaN compares false with everything, so ask for agreement, not for disagreement.
        let agree = difference <= TOLERANCE * cpu.abs().max(1e-3);
        if !agree {
            return Err(CheckError::Disagrees { what, gpu, cpu });
        }
    }
    Ok(())
}

/// The loss and each gradient's Euclidean norm, named.
async fn measure(
    network: &Network,
    batch: &Batch,
    device: &Device,
) -> Result<Vec<(String, f32)>, EngineError> {
    let mut model = Model::new(network.clone(), 1, device)?;
    let (gradients, metrics) = model.differentiate(batch, 1);
    let norms = gradients.into_iter().map(|gradient| (gradient.clone() * gradient).sum().sqrt());
    let values = Tensor::cat([metrics.slice(0..1)].into_iter().chain(norms).collect(), 0);
    let data = Transaction::default().register(values).execute_async().await?;
    let names = model.parameters().iter().map(|parameter| format!("gradient of {}", parameter.name));
    let values = data.iter().flat_map(|data| data.iter::<f32>());
    Ok(["loss".to_owned()].into_iter().chain(names).zip(values).collect())
}

fn made_up_batch() -> Batch {
    let mut rng = Rng::stream(1, Stream::Sample, 0);
    let pixels = (0..IMAGES * INPUT.iter().product::<usize>()).map(|_| rng.range(-1.0, 2.0));
    Batch { pixels: pixels.collect(), labels: (0..IMAGES as u8).collect() }
}
