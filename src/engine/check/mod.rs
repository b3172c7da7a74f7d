//! Before a GPU is trusted: a step of training and a test after it must come out as on the CPU, number by number.

mod agreement;
mod error;

pub use error::CheckError;

use futures_lite::future;

use super::device::Device;
use super::error::EngineError;
use super::images::{Batch, Images, Selection};
use super::model::Model;
use super::optimiser::{Optimiser, OptimiserState};
use super::state::State;
use crate::arch::{CLASSES, Network, Parameter};
use crate::data::{Augmentation, Dataset, Normalisation, PIXELS, Rng, Stream};
use agreement::{Measured, Part, compare};

/// Images in the check: two quads, and one lane stays empty.
const IMAGES: u32 = 7;

/// Decides weights and images.
const SEED: u64 = 1;

/// The step that is compared. It begins with a gradient as its velocity, so that the momentum shows. Weight decay alone
/// changes every weight by half a hundredth, well above float rounding, and is about as large as the gradients of a
/// fresh network: none of the three hides another.
const STEP: Optimiser = Optimiser::sgd(0.1, 0.9, 0.05);

/// Compares a step of training and a small test after it between a GPU and the CPU: loss and right answers, the velocity
/// of every parameter, which is its gradient with momentum and weight decay, its change, the running statistics, and
/// logits. Where the network has dropout, it takes part: both devices drop the same. This also compiles the network's
/// shaders, and meanwhile the CPU computes.
///
/// # Errors
/// See [`CheckError`].
pub async fn check(network: &Network, gpu: &Device) -> Result<(), CheckError> {
    let data = made_up_data();
    let fresh = State::fresh(network, SEED).map_err(EngineError::from)?;
    let compiled = Model::with_state(network.clone(), &fresh, gpu);
    let on_cpu = async {
        let mut model = Model::with_state(network.clone(), &fresh, &Device::Cpu).await?;
        let images = Images::new(&data, &Device::Cpu).await;
        let gradient = model.differentiate(&Batch::Selection(selection(&images, &indices())), 1).await?;
        let begin = State { optimiser: OptimiserState::Velocity(gradient), ..fresh.clone() };
        let measured = measure(network, &begin, &data, &Device::Cpu).await?;
        Ok::<_, EngineError>((begin, measured))
    };
    let (compiled, on_cpu) = future::zip(compiled, on_cpu).await;
    compiled?;
    let (begin, on_cpu) = on_cpu?;
    compare(&measure(network, &begin, &data, gpu).await?, &on_cpu)
}

/// What is compared.
async fn measure(
    network: &Network,
    begin: &State,
    data: &Dataset,
    device: &Device,
) -> Result<Vec<Measured>, EngineError> {
    let images = Images::new(data, device).await;
    let indices = indices();
    let similarities: Vec<_> =
        indices.iter().map(|&image| Augmentation::default().draw(SEED, 0, image)).collect();
    let moved = Selection { similarities: Some(&similarities), ..selection(&images, &indices) };

    let mut model = Model::with_state(network.clone(), begin, device).await?;
    model.prepare(indices.len()).await?;
    model.train_step(&Batch::Selection(moved), &STEP, 2);
    let metrics = model.read_metrics().await?;
    let State { weights, optimiser, running } = model.state().await?;
    let after = model.logits(&Batch::Selection(selection(&images, &indices))).await?;

    let changes = weights.iter().zip(&begin.weights).map(|(after, before)| after - before).collect();
    let parameters = network.parameters()?;
    let of_parameters = |what: &str| {
        let part = |of: &Parameter| Part::new(format!("{what} of {}", of.name), of.elements());
        parameters.iter().map(part).collect()
    };
    let statistics = network.running_statistics()?.into_iter();
    let statistics = statistics.map(|of| Part::new(format!("running statistic {}", of.name), of.channels));
    Ok(vec![
        Measured::whole("loss", metrics.iter().map(|metrics| metrics.loss).collect()),
        Measured::whole("count of right answers", metrics.iter().map(|metrics| metrics.correct).collect()),
        Measured { numbers: optimiser.velocity().unwrap_or_default(), parts: of_parameters("velocity") },
        Measured { numbers: changes, parts: of_parameters("update") },
        Measured { numbers: running, parts: statistics.collect() },
        Measured::whole("answer to a test after a step", after),
    ])
}

fn indices() -> Vec<u32> {
    (0..IMAGES).rev().collect()
}

/// The images as they are.
fn selection<'a>(images: &'a Images, indices: &'a [u32]) -> Selection<'a> {
    Selection { images, indices, normalisation: Normalisation::MNIST, similarities: None }
}

/// Noise with labels.
fn made_up_data() -> Dataset {
    let mut rng = Rng::stream(SEED, Stream::Sample, 0);
    let pixels = (0..IMAGES as usize * PIXELS).map(|_| rng.below(256) as u8).collect();
    let labels = (0..IMAGES).map(|image| image as u8 % CLASSES as u8).collect();
    Dataset::new(pixels, labels).unwrap_or_default()
}
