//! Evaluation: test metrics and predictions, without gradients.

use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::device::cpu;
use super::model::{EngineError, Model};
use super::step::{Batch, count_correct, images, summed_loss};
use crate::arch::{CLASSES, INPUT};

/// Images in a prediction's batch on a GPU: for a batch of one cubek may pick a kernel that needs
/// subgroups, which browsers do not offer (tracel-ai/cubek#654).
const GPU_PREDICTION_BATCH: usize = 8;

impl Model {
    /// `[batch, classes]` logits in evaluation mode, before any log-softmax. `pixels` as in [`Batch`].
    pub fn logits(&self, pixels: &[f32]) -> Tensor<2> {
        self.features(images(pixels, &self.device)).flatten(1, 3)
    }

    /// `[summed loss, number classified right]` of a batch in evaluation mode, left on the device.
    pub fn evaluate(&self, batch: &Batch) -> Tensor<1> {
        let logits = self.logits(&batch.pixels);
        let correct = count_correct(&logits, &batch.labels, &self.device);
        Tensor::cat(vec![summed_loss(logits, &batch.labels, &self.device), correct], 0)
    }
}

/// Probabilities of the digits for one image: 28 × 28 normalised pixels.
///
/// # Errors
/// [`EngineError::Device`] when the device fails.
pub async fn predict(model: &Model, pixels: &[f32]) -> Result<[f32; CLASSES], EngineError> {
    let mut batch = pixels.to_vec();
    if model.device != cpu() {
        batch.resize(GPU_PREDICTION_BATCH * INPUT.iter().product::<usize>(), 0.0);
    }
    let probabilities = softmax(model.logits(&batch), 1).into_data_async().await?;
    let mut first = [0.0; CLASSES];
    for (to, from) in first.iter_mut().zip(probabilities.iter::<f32>()) {
        *to = from;
    }
    Ok(first)
}
