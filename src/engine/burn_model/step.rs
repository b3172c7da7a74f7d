//! One step of training, and one of testing.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor, TensorData};

use super::forward::{BatchStatistics, Mode};
use super::{BurnModel, operations};
use crate::arch::CLASSES;
use crate::engine::batch::Batch;
use crate::engine::batch_norm::RUNNING_SHARE;
use crate::engine::optimiser::{Optimiser, OptimiserState, Rule};

impl BurnModel {
    /// Trains on one batch. Its metrics, from before the update, wait to be read.
    pub fn train_step<R>(&mut self, batch: &Batch<'_, R>, optimiser: &Optimiser, dropout_key: u32) {
        let gradients = self.differentiate(batch, dropout_key);
        let rest = || gradients.iter().map(|gradient| gradient.zeros_like()).collect::<Vec<_>>();
        let remembered = std::mem::take(&mut self.tensors.optimiser);
        let remembered = if remembered.is_of(optimiser.rule) { remembered } else { OptimiserState::Rest };
        let step = remembered.steps() + 1;
        let update = optimiser.update(step);
        let weights = std::mem::take(&mut self.tensors.weights).into_iter();
        match optimiser.rule {
            Rule::Sgd { momentum, .. } => {
                let velocities = remembered.velocity().unwrap_or_else(rest);
                let moved = weights.zip(velocities).zip(gradients);
                let (weights, velocities) = moved.map(|((w, v), g)| operations::sgd(w, v, g, update)).unzip();
                self.tensors.weights = weights;
                if momentum != 0.0 {
                    self.tensors.optimiser = OptimiserState::Velocity(velocities);
                }
            }
            Rule::Adam { .. } => {
                let (first, second) = match remembered {
                    OptimiserState::Moments { first, second, .. } => (first, second),
                    _ => (rest(), rest()),
                };
                let moved = weights.zip(first).zip(second).zip(gradients);
                let moved = moved.map(|(((w, v), s), g)| operations::adam([w, v, s], g, update));
                let (weights, (first, second)) = moved.map(|[w, v, s]| (w, (v, s))).unzip();
                self.tensors.weights = weights;
                self.tensors.optimiser = OptimiserState::Moments { first, second, steps: step };
            }
        }
    }

    /// Loss and right answers of a batch in evaluation mode; they wait to be read.
    pub fn evaluate<R>(&self, batch: &Batch<'_, R>) {
        let (pixels, labels) = batch.assemble();
        let logits = self.features(self.images(&pixels)).flatten(1, 3);
        let correct = count_correct(&logits, &labels);
        self.measured(summed_loss(logits, &labels), correct);
    }

    /// Gradient of the mean loss for each parameter (flat, in order). Updates the running statistics as
    /// PyTorch does in training mode.
    pub(super) fn differentiate<R>(&mut self, batch: &Batch<'_, R>, dropout_key: u32) -> Vec<Tensor<1>> {
        let (pixels, labels) = batch.assemble();
        let weights = &self.tensors.weights;
        let leaves: Vec<_> = weights.iter().map(|weight| weight.clone().autodiff().require_grad()).collect();
        let forward = self.forward(self.images(&pixels), &leaves, Mode::Train { dropout_key });
        let logits = forward.output.flatten::<2>(1, 3);
        let correct = count_correct(&logits, &labels);
        let loss = summed_loss(logits, &labels);
        let mut gradients = (loss.clone() / labels.len() as f32).backward();
        self.measured(loss.inner(), correct);
        self.update_running(forward.batch_statistics);
        let gradients = leaves
            .into_iter()
            .zip(&self.tensors.weights)
            .map(|(leaf, weight)| leaf.grad_remove(&mut gradients).unwrap_or_else(|| weight.zeros_like()));
        gradients.collect()
    }

    fn measured(&self, loss: Tensor<1>, correct: Tensor<1>) {
        self.unread.borrow_mut().push(Tensor::cat(vec![loss, correct], 0));
    }

    /// running ← (1 − share) · running + share · batch, with the unbiased variance, as PyTorch.
    fn update_running(&mut self, batches: Vec<BatchStatistics>) {
        let blend = |running: &mut Tensor<1>, of_batch: Tensor<1>| {
            *running = running.clone() * (1.0 - RUNNING_SHARE) + of_batch * RUNNING_SHARE;
        };
        for (running, batch) in self.tensors.running.chunks_exact_mut(2).zip(batches) {
            let unbiased = batch.count as f32 / (batch.count - 1).max(1) as f32;
            blend(&mut running[0], batch.mean);
            blend(&mut running[1], batch.variance * unbiased);
        }
    }
}

/// Sum over the batch of the cross-entropy of `[batch, classes]` logits: `[1]`.
fn summed_loss(logits: Tensor<2>, labels: &[u8]) -> Tensor<1> {
    let mut one_hot = vec![0.0f32; labels.len() * CLASSES];
    for (row, &label) in one_hot.chunks_exact_mut(CLASSES).zip(labels) {
        row[usize::from(label)] = -1.0;
    }
    let one_hot = TensorData::new(one_hot, [labels.len(), CLASSES]);
    let minus_one_hot = Tensor::from_data(one_hot, &logits.device().inner());
    (log_softmax(logits, 1) * minus_one_hot).sum()
}

/// How many rows of the logits are largest at their label: `[1]`.
fn count_correct(logits: &Tensor<2>, labels: &[u8]) -> Tensor<1> {
    let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
    let count = labels.len();
    let logits = logits.clone().inner();
    let labels = Tensor::<2, Int>::from_data(TensorData::new(labels, [count, 1]), &logits.device());
    logits.argmax(1).equal(labels).float().sum()
}
