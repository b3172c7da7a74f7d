//! The same layers from burn's own operations, for every device: slower, and the judge of ours.

use burn::tensor::Tensor;
use burn::tensor::activation::relu as burn_relu;
use burn::tensor::module;
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use fovea_cpu_kernels::Sgd;

pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    padding: usize,
    relu: bool,
) -> Tensor<4> {
    let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
    through(module::conv2d(x, weight, bias, options), relu)
}

pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, relu: bool) -> Tensor<2> {
    through(x.matmul(weight.transpose()) + bias.unsqueeze(), relu)
}

fn through<const D: usize>(y: Tensor<D>, relu: bool) -> Tensor<D> {
    if relu { burn_relu(y) } else { y }
}

pub fn max_pool2d(x: Tensor<4>) -> Tensor<4> {
    module::max_pool2d(x, MaxPoolOptions::new([2; 2]).with_stride([2; 2]))
}

pub fn batch_norm(
    x: Tensor<4>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f32,
) -> (Tensor<4>, Tensor<1>, Tensor<1>) {
    let channels = x.dims()[1];
    let of_channels = |values: Tensor<1>| values.reshape([1, channels, 1, 1]);
    let channel_mean = |x: Tensor<4>| x.mean_dim(3).mean_dim(2).mean_dim(0);
    let mean = channel_mean(x.clone());
    let centred = x - mean.clone();
    let variance = channel_mean(centred.clone().square());
    let scale = of_channels(gamma) / (variance.clone() + epsilon).sqrt();
    (centred * scale + of_channels(beta), mean.reshape([channels]), variance.reshape([channels]))
}

pub fn sgd(
    weights: Tensor<1>,
    velocities: Tensor<1>,
    gradients: Tensor<1>,
    Sgd { learning_rate, momentum, weight_decay }: Sgd,
) -> (Tensor<1>, Tensor<1>) {
    let slopes = gradients + weights.clone() * weight_decay;
    let velocities = velocities * momentum + slopes;
    (weights - velocities.clone() * learning_rate, velocities)
}
