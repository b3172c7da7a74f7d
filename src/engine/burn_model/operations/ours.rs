//! The layers of [`fovea_cpu_kernels`] as operations on burn's tensors, with their gradients, for tensors of
//! the CPU alone.

use burn::backend::Dispatch;
use burn::tensor::Tensor;
use fovea_cpu_kernels::{ConvShape, LinearShape, NormShape, PoolShape, Sgd};

use super::backend::{Affine, CpuLayers};

pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    padding: usize,
    relu: bool,
) -> Tensor<4> {
    let ([batch, channels, height, width], [out_channels, _, kernel, _]) = (x.dims(), weight.dims());
    let shape = ConvShape { batch, channels, height, width, out_channels, kernel, stride, padding };
    let bias = bias.unwrap_or_else(|| Tensor::zeros([out_channels], &x.device()));
    affine(x, weight, bias, Affine::Conv(shape), relu)
}

pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, relu: bool) -> Tensor<2> {
    let ([batch, inputs], [outputs, _]) = (x.dims(), weight.dims());
    affine(x, weight, bias, Affine::Linear(LinearShape { batch, inputs, outputs }), relu)
}

fn affine<const D: usize>(
    x: Tensor<D>,
    weight: Tensor<D>,
    bias: Tensor<1>,
    layer: Affine,
    relu: bool,
) -> Tensor<D> {
    let (x, weight, bias) = (x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch());
    Tensor::from_dispatch(<Dispatch as CpuLayers>::affine(x, weight, bias, layer, relu))
}

pub fn max_pool2d(x: Tensor<4>) -> Tensor<4> {
    let [batch, channels, height, width] = x.dims();
    let shape = PoolShape { images: batch * channels, height, width };
    let y = <Dispatch as CpuLayers>::max_pool(x.into_dispatch(), shape, [batch, channels]);
    Tensor::from_dispatch(y)
}

pub fn batch_norm(
    x: Tensor<4>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f32,
) -> (Tensor<4>, Tensor<1>, Tensor<1>) {
    let [batch, channels, height, width] = x.dims();
    let shape = NormShape { batch, channels, area: height * width };
    let (x, gamma, beta) = (x.into_dispatch(), gamma.into_dispatch(), beta.into_dispatch());
    let (y, mean, variance) = <Dispatch as CpuLayers>::batch_normalised(x, gamma, beta, epsilon, shape);
    (Tensor::from_dispatch(y), Tensor::from_dispatch(mean), Tensor::from_dispatch(variance))
}

pub fn sgd(
    weights: Tensor<1>,
    velocities: Tensor<1>,
    gradients: Tensor<1>,
    settings: Sgd,
) -> (Tensor<1>, Tensor<1>) {
    let (weights, velocities) = <Dispatch as CpuLayers>::sgd(
        weights.into_dispatch(),
        velocities.into_dispatch(),
        gradients.into_dispatch(),
        settings,
    );
    (Tensor::from_dispatch(weights), Tensor::from_dispatch(velocities))
}
