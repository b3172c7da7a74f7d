//! The forward pass: walks the layers of [`crate::arch`] and calls burn for each, or [`super::operations`]
//! where that is faster.

use std::f32::consts::FRAC_1_SQRT_2;

use burn::tensor::activation::{log_softmax, relu, sigmoid};
use burn::tensor::module::{avg_pool2d, batch_norm, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData};

use super::{BurnModel, operations};
use crate::arch::{Activation, Op};
use crate::data::rng::{hash32, keep_mask};
use crate::engine::batch_norm::EPSILON;

/// How dropout and batch normalisation behave.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mode {
    /// Dropout drops, keyed by the step; batch normalisation uses the batch's statistics.
    Train { dropout_key: u32 },
    /// Dropout is the identity; batch normalisation uses the running statistics.
    Evaluate,
}

/// What a batch normalisation measured, `[channels]` each.
pub(super) struct BatchStatistics {
    pub mean: Tensor<1>,
    /// Biased: divided by `count`.
    pub variance: Tensor<1>,
    /// Values in a channel.
    pub count: usize,
}

/// What a forward pass yields.
pub(super) struct Forward {
    /// What the last layer yields, before any log-softmax: that belongs to the loss.
    pub output: Tensor<4>,
    /// For each batch normalisation, in order.
    pub batch_statistics: Vec<BatchStatistics>,
}

impl BurnModel {
    /// `x` is `[batch, 1, 28, 28]`; `weights` are the model's own or tracked copies of them.
    pub(super) fn forward(&self, x: Tensor<4>, weights: &[Tensor<1>], mode: Mode) -> Forward {
        self.walk(x, weights, mode, None)
    }

    /// What each layer yields for images `[batch, 1, 28, 28]` in evaluation mode.
    pub(super) fn layer_outputs_of(&self, x: Tensor<4>) -> Vec<Tensor<4>> {
        let mut outputs = Vec::new();
        self.walk(x, &self.tensors.weights, Mode::Evaluate, Some(&mut outputs));
        outputs
    }

    /// Flat activations travel as `[batch, features, 1, 1]`. Where `outputs` are to be kept, every layer is computed
    /// by itself; else a ReLU together with the layer before it, and the log-softmax belongs to the loss.
    fn walk(
        &self,
        mut x: Tensor<4>,
        weights: &[Tensor<1>],
        mode: Mode,
        mut outputs: Option<&mut Vec<Tensor<4>>>,
    ) -> Forward {
        let fuse = outputs.is_none();
        let batch = x.dims()[0];
        let mut next = 0;
        let mut take = || {
            let taken = (weights[next].clone(), &self.parameters[next].shape);
            next += 1;
            taken
        };
        let mut batch_statistics = Vec::new();
        let mut layers = self.network.layers.iter().enumerate().peekable();
        while let Some((index, layer)) = layers.next() {
            x = match layer.op {
                Op::Conv2d { stride, padding, dilation, groups, bias, .. } => {
                    let (weight, shape) = take();
                    let weight = weight.reshape([shape[0], shape[1], shape[2], shape[3]]);
                    let bias = bias.then(|| take().0);
                    let relu = fuse && layers.next_if(|(_, next)| next.op == Op::Relu).is_some();
                    let options = ConvOptions::new([stride; 2], [padding; 2], [dilation; 2], groups);
                    operations::conv2d(x, weight, bias, options, relu)
                }
                Op::Linear { bias, .. } => {
                    let (weight, shape) = take();
                    let (outputs, inputs) = (shape[0], shape[1]);
                    let weight = weight.reshape([outputs, inputs]);
                    let bias = bias.then(|| take().0);
                    let relu = fuse && layers.next_if(|(_, next)| next.op == Op::Relu).is_some();
                    let y = operations::linear(x.reshape([batch, inputs]), weight, bias, relu);
                    y.reshape([batch, outputs, 1, 1])
                }
                Op::Relu => relu(x),
                Op::Activation(activation) => activated(x, activation),
                Op::BatchNorm1d | Op::BatchNorm2d => {
                    let (gamma, beta) = (take().0, take().0);
                    match mode {
                        Mode::Evaluate => {
                            let (mean, variance) = self.running_of(index);
                            batch_norm(x, gamma, beta, mean, variance, EPSILON)
                        }
                        Mode::Train { .. } => {
                            let [_, _, height, width] = x.dims();
                            let count = batch * height * width;
                            let (y, mean, variance) = operations::batch_norm(x, gamma, beta, EPSILON as f32);
                            let (mean, variance) = (mean.inner(), variance.inner());
                            batch_statistics.push(BatchStatistics { mean, variance, count });
                            y
                        }
                    }
                }
                Op::Dropout { p } | Op::Dropout2d { p } => match mode {
                    Mode::Evaluate => x,
                    Mode::Train { dropout_key } => {
                        let key = hash32(dropout_key ^ index as u32);
                        let [_, channels, ..] = x.dims();
                        let dropped = match layer.op {
                            Op::Dropout2d { .. } => [batch, channels, 1, 1],
                            _ => x.dims(),
                        };
                        x * dropout_mask(dropped, key, p, &self.device())
                    }
                },
                Op::MaxPool2d { kernel: 2, stride: 2 } => operations::max_pool2d(x),
                Op::MaxPool2d { kernel, stride } => {
                    max_pool2d(x, MaxPoolOptions::new([kernel; 2]).with_stride([stride; 2]))
                }
                Op::AvgPool2d { kernel, stride } => {
                    avg_pool2d(x, AvgPoolOptions::new([kernel; 2]).with_stride([stride; 2]))
                }
                Op::Flatten => x.flatten::<2>(1, 3).unsqueeze_dims(&[-1, -1]),
                Op::Softmax => log_softmax(x, 1).exp(),
                Op::LogSoftmax if fuse => x,
                Op::LogSoftmax => log_softmax(x, 1),
            };
            if let Some(outputs) = &mut outputs {
                outputs.push(x.clone());
            }
        }
        Forward { output: x, batch_statistics }
    }

    /// The last layer's output in evaluation mode, `[batch, channels, height, width]`, for an input
    /// `[batch, 1, 28, 28]`. Tracked if the input is.
    pub fn features(&self, input: Tensor<4>) -> Tensor<4> {
        self.forward(input, &self.tensors.weights, Mode::Evaluate).output
    }

    /// Running mean and variance of the batch normalisation at `layer`.
    pub(super) fn running_of(&self, layer: usize) -> (Tensor<1>, Tensor<1>) {
        let before = self.network.layers[..layer].iter().filter(|layer| layer.op.is_batch_norm());
        let at = 2 * before.count();
        (self.tensors.running[at].clone(), self.tensors.running[at + 1].clone())
    }
}

/// Of few operations of burn's, each of which is in the worker's program once for every kind of tensor.
fn activated(x: Tensor<4>, activation: Activation) -> Tensor<4> {
    match activation {
        Activation::LeakyRelu { slope } => relu(x.clone()) - relu(-x) * slope,
        // Not burn's, whose gradient is no number where eˣ is too large for one.
        Activation::Elu { alpha } => relu(x.clone()) + (relu(-x).neg().exp() - 1.0) * alpha,
        // Not burn's, whose gradient is that of the approximation by tanh.
        Activation::Gelu => x.clone() * ((x * FRAC_1_SQRT_2).erf() + 1.0) * 0.5,
        Activation::Silu => x.clone() * sigmoid(x),
        Activation::Sigmoid => sigmoid(x),
        Activation::Tanh => x.tanh(),
    }
}

/// 0 or 1/(1 − p) for each element, drawn on the CPU from our own generator so that every device
/// drops the same.
fn dropout_mask(dims: [usize; 4], key: u32, p: f32, device: &Device) -> Tensor<4> {
    let mut mask = Vec::new();
    keep_mask(key, dims.iter().product(), p, &mut mask);
    Tensor::from_data(TensorData::new(mask, dims), device)
}
