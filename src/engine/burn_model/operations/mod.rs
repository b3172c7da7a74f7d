//! The layers of [`fovea_cpu_kernels`] as operations on burn's tensors, with their gradients. On a GPU they are
//! burn's own: [`plain`].

mod autodiff;
mod backend;
mod plain;
#[cfg(test)]
mod tests;

use burn::backend::Dispatch;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor};
use fovea_cpu_kernels::{ConvShape, LinearShape, NormShape, PoolShape, Update};

use backend::{Affine, CpuLayers};

/// Convolution of `[batch, channels, height, width]` with `[out_channels, channels / groups, kernel, kernel]`, plus
/// bias, through a ReLU if asked for. All numbers are the same along rows and columns.
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    options: ConvOptions<2>,
    relu: bool,
) -> Tensor<4> {
    if on_gpu(&x) {
        return plain::conv2d(x, weight, bias, options, relu);
    }
    let (stride, padding) = (options.stride[0], options.padding[0].0);
    let (dilation, groups) = (options.dilation[0], options.groups);
    let ([batch, channels, height, width], [out_channels, _, kernel, _]) = (x.dims(), weight.dims());
    let shape =
        ConvShape { batch, channels, height, width, out_channels, kernel, stride, padding, dilation, groups };
    let bias = bias.unwrap_or_else(|| Tensor::zeros([out_channels], &x.device()));
    affine(x, weight, bias, Affine::Conv(shape), relu)
}

/// Linear layer of `[batch, inputs]` with `[outputs, inputs]`, plus bias, through a ReLU if asked for.
pub fn linear(x: Tensor<2>, weight: Tensor<2>, bias: Option<Tensor<1>>, relu: bool) -> Tensor<2> {
    if on_gpu(&x) {
        return plain::linear(x, weight, bias, relu);
    }
    let ([batch, inputs], [outputs, _]) = (x.dims(), weight.dims());
    let bias = bias.unwrap_or_else(|| Tensor::zeros([outputs], &x.device()));
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

/// The maximum of each window of 2 × 2.
pub fn max_pool2d(x: Tensor<4>) -> Tensor<4> {
    if on_gpu(&x) {
        return plain::max_pool2d(x);
    }
    let [batch, channels, height, width] = x.dims();
    let shape = PoolShape { images: batch * channels, height, width };
    let y = <Dispatch as CpuLayers>::max_pool(x.into_dispatch(), shape, [batch, channels]);
    Tensor::from_dispatch(y)
}

/// Batch normalisation by the batch's own statistics; they come back as mean and variance of each channel,
/// the latter divided by the number of values.
pub fn batch_norm(
    x: Tensor<4>,
    gamma: Tensor<1>,
    beta: Tensor<1>,
    epsilon: f32,
) -> (Tensor<4>, Tensor<1>, Tensor<1>) {
    if on_gpu(&x) {
        return plain::batch_norm(x, gamma, beta, epsilon);
    }
    let [batch, channels, height, width] = x.dims();
    let shape = NormShape { batch, channels, area: height * width };
    let (x, gamma, beta) = (x.into_dispatch(), gamma.into_dispatch(), beta.into_dispatch());
    let (y, mean, variance) = <Dispatch as CpuLayers>::batch_normalised(x, gamma, beta, epsilon, shape);
    (Tensor::from_dispatch(y), Tensor::from_dispatch(mean), Tensor::from_dispatch(variance))
}

/// Weights and velocities after a step of SGD. On the CPU neither is copied if nobody else holds it.
pub fn sgd(
    weights: Tensor<1>,
    velocities: Tensor<1>,
    gradients: Tensor<1>,
    update: Update,
) -> (Tensor<1>, Tensor<1>) {
    if on_gpu(&weights) {
        return plain::sgd(weights, velocities, gradients, update);
    }
    let (weights, velocities) = <Dispatch as CpuLayers>::sgd(
        weights.into_dispatch(),
        velocities.into_dispatch(),
        gradients.into_dispatch(),
        update,
    );
    (Tensor::from_dispatch(weights), Tensor::from_dispatch(velocities))
}

/// Weights, first and second moments after a step of Adam or AdamW. On the CPU none is copied if nobody else holds it.
pub fn adam(
    [weights, first, second]: [Tensor<1>; 3],
    gradients: Tensor<1>,
    update: Update,
) -> [Tensor<1>; 3] {
    if on_gpu(&weights) {
        return plain::adam([weights, first, second], gradients, update);
    }
    let (weights, first, second) = <Dispatch as CpuLayers>::adam(
        weights.into_dispatch(),
        first.into_dispatch(),
        second.into_dispatch(),
        gradients.into_dispatch(),
        update,
    );
    [weights, first, second].map(Tensor::from_dispatch)
}

fn on_gpu<const D: usize>(tensor: &Tensor<D>) -> bool {
    tensor.device().inner() != Device::flex()
}
