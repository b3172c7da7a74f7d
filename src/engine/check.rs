//! Before a GPU is trusted: one small test and one small step on it and on the CPU must agree.

use thiserror::Error;

use super::{Batch, Device, EngineError, Gpu, Images, Model, Selection};
use crate::arch::{CLASSES, Network};
use crate::data::{Augmentation, Dataset, Normalisation, PIXELS, Rng, Stream};

/// Images in the check: not a multiple of four, so that one lane stays empty.
const IMAGES: u32 = 3;

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

/// Compares losses and gradient norms of one small test and one small step of `network` between `gpu` and
/// the CPU. This also compiles the network's shaders.
///
/// # Errors
/// See [`CheckError`].
pub async fn check(network: &Network, gpu: &Gpu) -> Result<(), CheckError> {
    let on_gpu = measure(network, &Device::Gpu(gpu.clone())).await?;
    let on_cpu = measure(network, &Device::Cpu).await?;
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

/// What is compared: the loss of the test, the loss of a training step, and the Euclidean norm of each
/// gradient, named.
async fn measure(network: &Network, device: &Device) -> Result<Vec<(String, f32)>, EngineError> {
    let data = made_up_data();
    let images = Images::new(&data, device);
    let indices: Vec<u32> = (0..IMAGES).rev().collect();
    let as_they_are = Selection {
        images: &images,
        indices: &indices,
        normalisation: Normalisation::MNIST,
        similarities: None,
    };
    let similarities: Vec<_> =
        indices.iter().map(|&image| Augmentation::default().draw(1, 0, image)).collect();
    let moved = Selection { similarities: Some(&similarities), ..as_they_are };

    let mut model = Model::new(network.clone(), 1, device).await?;
    model.evaluate(&Batch::Selection(as_they_are));
    let gradients = model.differentiate(&Batch::Selection(moved), 1).await?;
    let losses = model.read_metrics().await?.into_iter().map(|metrics| metrics.loss);
    let mut rest = gradients.as_slice();
    let norms = network.parameters()?.into_iter().map(|parameter| {
        let (gradient, after) = rest.split_at(parameter.elements());
        rest = after;
        let norm = gradient.iter().map(|slope| slope * slope).sum::<f32>().sqrt();
        (format!("gradient of {}", parameter.name), norm)
    });
    let losses = ["loss of a test", "loss"].map(str::to_owned).into_iter().zip(losses);
    Ok(losses.chain(norms).collect())
}

/// Noise with labels.
fn made_up_data() -> Dataset {
    let mut rng = Rng::stream(1, Stream::Sample, 0);
    let pixels = (0..IMAGES as usize * PIXELS).map(|_| rng.below(256) as u8).collect();
    let labels = (0..IMAGES).map(|image| image as u8 % CLASSES as u8).collect();
    Dataset::new(pixels, labels).unwrap_or_default()
}
