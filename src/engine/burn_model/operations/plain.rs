//! The same layers from burn's own operations, for every device: slower, and the judge of ours.

use burn::tensor::Tensor;
use burn::tensor::activation::relu as burn_relu;
use burn::tensor::module;
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use fovea_cpu_kernels::Update;

pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    options: ConvOptions<2>,
    relu: bool,
) -> Tensor<4> {
    through(module::conv2d(x, weight, bias, options), relu)
}

pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Option<Tensor<1>>, relu: bool) -> Tensor<2> {
    let y = x.matmul(weight.transpose());
    through(if let Some(bias) = bias { y + bias.unsqueeze() } else { y }, relu)
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
    update: Update,
) -> (Tensor<1>, Tensor<1>) {
    let slopes = gradients + weights.clone() * update.decay;
    let velocities = velocities * update.momentum + slopes.clone();
    let direction = match update.nesterov {
        0.0 => velocities.clone(),
        momentum => slopes + velocities.clone() * momentum,
    };
    (weights - direction * update.rate, velocities)
}

pub fn adam(
    [weights, first, second]: [Tensor<1>; 3],
    gradients: Tensor<1>,
    update: Update,
) -> [Tensor<1>; 3] {
    let slopes = gradients + weights.clone() * update.decay;
    let first = first * update.momentum + slopes.clone() * update.share;
    let second = second * update.second_momentum + slopes.square() * update.second_share;
    let direction = first.clone() / (second.clone().sqrt() * update.scale + update.epsilon);
    [weights * update.keep - direction * update.rate, first, second]
}
