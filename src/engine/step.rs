//! One step of training: loss, gradients, update.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::forward::{BatchStatistics, Mode};
use super::model::Model;
use crate::arch::{CLASSES, INPUT};

/// `nn.BatchNorm2d`'s momentum: the share of the batch in the running statistics.
const RUNNING_SHARE: f32 = 0.1;

/// Images and what they show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// `[batch, 1, 28, 28]`, row-major, normalised.
    pub pixels: Vec<f32>,
    /// `[batch]`, digits 0 to 9.
    pub labels: Vec<u8>,
}

/// Settings of stochastic gradient descent as in PyTorch's `optim.SGD` without dampening:
/// `g += weight_decay · w`, `v = momentum · v + g`, `w −= learning_rate · v`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    pub learning_rate: f64,
    pub momentum: f64,
    pub weight_decay: f64,
}

impl Model {
    /// Trains on one batch. The tensor that comes back is `[mean loss, number classified right]`,
    /// both from before the update, and stays on the device until it is read.
    pub fn train_step(&mut self, batch: &Batch, sgd: &Sgd, dropout_key: u32) -> Tensor<1> {
        let (gradients, metrics) = self.differentiate(batch, dropout_key);
        for (index, gradient) in gradients.into_iter().enumerate() {
            let weight = self.weights[index].clone();
            let mut update = gradient;
            if sgd.weight_decay != 0.0 {
                update = update + weight.clone() * sgd.weight_decay;
            }
            if sgd.momentum != 0.0 {
                if let Some(velocity) = self.velocities[index].take() {
                    update = velocity * sgd.momentum + update;
                }
                self.velocities[index] = Some(update.clone());
            }
            self.weights[index] = weight - update * sgd.learning_rate;
        }
        metrics
    }

    /// Gradient of the mean loss for each parameter (flat, in order), and the metrics of
    /// [`Model::train_step`]. Updates the running statistics as PyTorch does in training mode.
    pub fn differentiate(&mut self, batch: &Batch, dropout_key: u32) -> (Vec<Tensor<1>>, Tensor<1>) {
        let leaves: Vec<_> =
            self.weights.iter().map(|weight| weight.clone().autodiff().require_grad()).collect();
        let pixels = images(&batch.pixels, &self.device);
        let forward = self.forward(pixels, &leaves, Mode::Train { dropout_key });
        self.update_running(forward.batch_statistics);
        let logits = forward.output.flatten::<2>(1, 3);
        let correct = count_correct(&logits, &batch.labels, &self.device);
        let loss = summed_loss(logits, &batch.labels, &self.device) / batch.labels.len() as f32;
        let mut gradients = loss.backward();
        let metrics = Tensor::cat(vec![loss.inner(), correct], 0);
        let gradients = leaves
            .into_iter()
            .zip(&self.weights)
            .map(|(leaf, weight)| leaf.grad_remove(&mut gradients).unwrap_or_else(|| weight.zeros_like()));
        (gradients.collect(), metrics)
    }

    /// running ← 0.9 · running + 0.1 · batch, with the unbiased variance, as PyTorch.
    fn update_running(&mut self, batches: Vec<BatchStatistics>) {
        let blend = |running: &mut Tensor<1>, of_batch: Tensor<1>| {
            *running = running.clone() * (1.0 - RUNNING_SHARE) + of_batch * RUNNING_SHARE;
        };
        for (running, batch) in self.running.chunks_exact_mut(2).zip(batches) {
            let unbiased = batch.count as f32 / (batch.count - 1).max(1) as f32;
            blend(&mut running[0], batch.mean);
            blend(&mut running[1], batch.variance * unbiased);
        }
    }
}

/// Puts pixels on the device as `[batch, 1, 28, 28]`.
pub(super) fn images(pixels: &[f32], device: &Device) -> Tensor<4> {
    let [channels, height, width] = INPUT;
    let batch = pixels.len() / (channels * height * width);
    Tensor::from_data(TensorData::new(pixels.to_vec(), [batch, channels, height, width]), device)
}

/// Sum over the batch of the cross-entropy of `[batch, classes]` logits: `[1]`.
pub(super) fn summed_loss(logits: Tensor<2>, labels: &[u8], device: &Device) -> Tensor<1> {
    let mut one_hot = vec![0.0f32; labels.len() * CLASSES];
    for (row, &label) in one_hot.chunks_exact_mut(CLASSES).zip(labels) {
        row[usize::from(label)] = -1.0;
    }
    let minus_one_hot = Tensor::from_data(TensorData::new(one_hot, [labels.len(), CLASSES]), device);
    (log_softmax(logits, 1) * minus_one_hot).sum()
}

/// How many rows of the logits are largest at their label: `[1]`.
pub(super) fn count_correct(logits: &Tensor<2>, labels: &[u8], device: &Device) -> Tensor<1> {
    let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
    let count = labels.len();
    let labels = Tensor::<2, Int>::from_data(TensorData::new(labels, [count, 1]), device);
    logits.clone().inner().argmax(1).equal(labels).float().sum()
}
