//! Before a GPU is trusted: a small test, two steps of training and a test after them must come out as on the
//! CPU, number by number.

mod agreement;
mod error;

pub use error::CheckError;

use super::device::Device;
use super::error::EngineError;
use super::images::{Batch, Images, Selection};
use super::model::Model;
use super::sgd::Sgd;
use super::state::State;
use crate::arch::{CLASSES, Network, Parameter};
use crate::data::{Augmentation, Dataset, Normalisation, PIXELS, Rng, Stream};
use agreement::{Measured, Part, compare};

/// Images in the check: two quads, and one lane stays empty.
const IMAGES: u32 = 7;

/// Decides weights and images.
const SEED: u64 = 1;

/// The step that is compared. Weight decay alone changes every weight by half a hundredth, well above float
/// rounding, and is about as large as the gradients of a fresh network: neither hides the other.
const STEP: Sgd = Sgd { learning_rate: 0.1, momentum: 0.9, weight_decay: 0.05 };

/// Compares a small test, two steps of training and the test after them between a GPU and the CPU: logits,
/// losses and right answers, the gradient of every parameter, its velocity and its change by an update with
/// momentum and weight decay, and the running statistics. Where the network has dropout, it takes part: both
/// devices drop the same. This also compiles the network's shaders.
///
/// # Errors
/// See [`CheckError`].
pub async fn check(network: &Network, gpu: &Device) -> Result<(), CheckError> {
    let on_gpu = measure(network, gpu).await?;
    let on_cpu = measure(network, &Device::Cpu).await?;
    compare(&on_gpu, &on_cpu)
}

/// What is compared.
async fn measure(network: &Network, device: &Device) -> Result<Vec<Measured>, EngineError> {
    let data = made_up_data();
    let images = Images::new(&data, device).await;
    let indices: Vec<u32> = (0..IMAGES).rev().collect();
    let as_they_are = Selection {
        images: &images,
        indices: &indices,
        normalisation: Normalisation::MNIST,
        similarities: None,
    };
    let similarities: Vec<_> =
        indices.iter().map(|&image| Augmentation::default().draw(SEED, 0, image)).collect();
    let moved = Batch::Selection(Selection { similarities: Some(&similarities), ..as_they_are });
    let as_they_are = Batch::Selection(as_they_are);

    let fresh = State::fresh(network, SEED)?;
    let mut model = Model::with_state(network.clone(), &fresh, device).await?;
    let before = model.logits(&as_they_are).await?;
    // Leaves the gradient as the velocity, so that the momentum of the next step shows.
    let gradients = model.differentiate(&moved, 1).await?;
    model.train_step(&as_they_are, &STEP, 2);
    let metrics = model.read_metrics().await?;
    let State { weights, velocity, running } = model.state().await?;
    let after = model.logits(&as_they_are).await?;

    let changes = weights.iter().zip(&fresh.weights).map(|(after, before)| after - before).collect();
    let parameters = network.parameters()?;
    let of_parameters = |what: &str| {
        let part = |of: &Parameter| Part::new(format!("{what} of {}", of.name), of.elements());
        parameters.iter().map(part).collect()
    };
    let statistics = network.running_statistics()?.into_iter();
    let statistics = statistics.map(|of| Part::new(format!("running statistic {}", of.name), of.channels));
    Ok(vec![
        Measured::whole("answer to a test", before),
        Measured::whole("loss", metrics.iter().map(|metrics| metrics.loss).collect()),
        Measured::whole("count of right answers", metrics.iter().map(|metrics| metrics.correct).collect()),
        Measured { numbers: gradients, parts: of_parameters("gradient") },
        Measured { numbers: velocity.unwrap_or_default(), parts: of_parameters("velocity") },
        Measured { numbers: changes, parts: of_parameters("update") },
        Measured { numbers: running, parts: statistics.collect() },
        Measured::whole("answer to a test after two steps", after),
    ])
}

/// Noise with labels.
fn made_up_data() -> Dataset {
    let mut rng = Rng::stream(SEED, Stream::Sample, 0);
    let pixels = (0..IMAGES as usize * PIXELS).map(|_| rng.below(256) as u8).collect();
    let labels = (0..IMAGES).map(|image| image as u8 % CLASSES as u8).collect();
    Dataset::new(pixels, labels).unwrap_or_default()
}
