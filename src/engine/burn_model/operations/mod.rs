//! The layers that cost the time, with their gradients: on the CPU our own ([`ours`]), on a GPU burn's
//! ([`plain`]).

mod autodiff;
mod backend;
mod ours;
mod plain;
#[cfg(test)]
mod tests;

use burn::tensor::{Device, Tensor};
pub use fovea_cpu_kernels::Sgd;

/// Convolution of `[batch, channels, height, width]` with `[out_channels, channels, kernel, kernel]`, plus
/// bias, through a ReLU if asked for.
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    padding: usize,
    relu: bool,
) -> Tensor<4> {
    let conv2d = if on_cpu(&x) { ours::conv2d } else { plain::conv2d };
    conv2d(x, weight, bias, stride, padding, relu)
}

/// Linear layer of `[batch, inputs]` with `[outputs, inputs]`, plus bias, through a ReLU if asked for.
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, relu: bool) -> Tensor<2> {
    let linear = if on_cpu(&x) { ours::linear } else { plain::linear };
    linear(x, weight, bias, relu)
}

/// The maximum of each window of 2 × 2.
pub fn max_pool2d(x: Tensor<4>) -> Tensor<4> {
    let max_pool2d = if on_cpu(&x) { ours::max_pool2d } else { plain::max_pool2d };
    max_pool2d(x)
}

/// Batch normalisation by the batch's own statistics; they come back as mean and variance of each channel,
/// the latter divided by the number of values.
pub fn batch_norm(
    x: Tensor<4>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f32,
) -> (Tensor<4>, Tensor<1>, Tensor<1>) {
    let batch_norm = if on_cpu(&x) { ours::batch_norm } else { plain::batch_norm };
    batch_norm(x, gamma, beta, epsilon)
}

/// Weights and velocities after a step of gradient descent. On the CPU neither is copied if nobody else holds it.
pub fn sgd(
    weights: Tensor<1>,
    velocities: Tensor<1>,
    gradients: Tensor<1>,
    settings: Sgd,
) -> (Tensor<1>, Tensor<1>) {
    let sgd = if on_cpu(&weights) { ours::sgd } else { plain::sgd };
    sgd(weights, velocities, gradients, settings)
}

fn on_cpu<const D: usize>(tensor: &Tensor<D>) -> bool {
    tensor.device().inner() == Device::flex()
}
