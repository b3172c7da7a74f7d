//! What the CPU's backend can do beyond burn's own operations, and how it does it.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Flex, TensorMetadata, backend_extension};
use burn::tensor::{Shape, TensorData};
use fovea_cpu_kernels::{
    self as kernels, ConvShape, LinearShape, Moments, NormGradients, NormShape, PoolShape, Update,
};

/// A layer with weight and bias.
#[derive(Debug, Clone, Copy)]
pub enum Affine {
    /// A convolution.
    Conv(ConvShape),
    /// A linear layer.
    Linear(LinearShape),
}

impl Affine {
    fn input(&self) -> Shape {
        match self {
            Self::Conv(s) => Shape::new([s.batch, s.channels, s.height, s.width]),
            Self::Linear(s) => Shape::new([s.batch, s.inputs]),
        }
    }

    fn weight(&self) -> Shape {
        match self {
            Self::Conv(s) => Shape::new([s.out_channels, s.channels / s.groups, s.kernel, s.kernel]),
            Self::Linear(s) => Shape::new([s.outputs, s.inputs]),
        }
    }

    fn bias(&self) -> Shape {
        match self {
            Self::Conv(s) => Shape::new([s.out_channels]),
            Self::Linear(s) => Shape::new([s.outputs]),
        }
    }

    fn output(&self) -> Shape {
        match self {
            Self::Conv(s) => Shape::new([s.batch, s.out_channels, s.out_height(), s.out_width()]),
            Self::Linear(s) => Shape::new([s.batch, s.outputs]),
        }
    }
}

/// The layers of [`fovea_cpu_kernels`] and their gradients.
#[backend_extension(Flex, Autodiff)]
pub trait CpuLayers: Backend {
    /// Weighted sums plus bias, through a ReLU if asked for.
    fn affine(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layer: Affine,
        relu: bool,
    ) -> FloatTensor<Self>;

    /// Gradient for a layer's input.
    fn affine_input_gradient(
        dy: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        layer: Affine,
    ) -> FloatTensor<Self>;

    /// Gradient for a layer's weight.
    fn affine_weight_gradient(
        x: FloatTensor<Self>,
        dy: FloatTensor<Self>,
        layer: Affine,
    ) -> FloatTensor<Self>;

    /// Gradient for a layer's bias.
    fn affine_bias_gradient(dy: FloatTensor<Self>, layer: Affine) -> FloatTensor<Self>;

    /// Gradient for the input of the ReLU whose output is `y`.
    fn relu_gradient(y: FloatTensor<Self>, dy: FloatTensor<Self>) -> FloatTensor<Self>;

    /// Maximum of each window of 2 × 2, as `[batch, channels, …]`.
    fn max_pool(x: FloatTensor<Self>, shape: PoolShape, images: [usize; 2]) -> FloatTensor<Self>;

    /// Gradient for the input of [`CpuLayers::max_pool`].
    fn max_pool_gradient(x: FloatTensor<Self>, dy: FloatTensor<Self>, shape: PoolShape) -> FloatTensor<Self>;

    /// Batch normalisation: output, mean and variance.
    fn batch_normalised(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        epsilon: f32,
        shape: NormShape,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);

    /// Gradients for x, γ and β of [`CpuLayers::batch_normalised`].
    fn batch_norm_gradients(
        x: FloatTensor<Self>,
        gamma: FloatTensor<Self>,
        mean: FloatTensor<Self>,
        variance: FloatTensor<Self>,
        dy: FloatTensor<Self>,
        epsilon: f32,
        shape: NormShape,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);

    /// Weights and velocities after a step of SGD.
    fn sgd(
        weights: FloatTensor<Self>,
        velocities: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        update: Update,
    ) -> (FloatTensor<Self>, FloatTensor<Self>);

    /// Weights, first and second moments after a step of Adam.
    fn adam(
        weights: FloatTensor<Self>,
        first: FloatTensor<Self>,
        second: FloatTensor<Self>,
        gradients: FloatTensor<Self>,
        update: Update,
    ) -> (FloatTensor<Self>, FloatTensor<Self>, FloatTensor<Self>);
}

type FlexTensor = FloatTensor<Flex>;

/// The values of a contiguous tensor.
fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or_default()
}

/// A tensor whose memory is its own, exactly as long as its values; copied only if it is not yet so.
fn owned(tensor: FlexTensor) -> FlexTensor {
    FlexTensor::from_data(tensor.into_data())
}

/// A new tensor whose values `write` sets.
fn written(shape: Shape, write: impl FnOnce(&mut [f32])) -> FlexTensor {
    let mut values = vec![0.0; shape.num_elements()];
    write(&mut values);
    FlexTensor::from_data(TensorData::new(values, shape))
}

impl CpuLayers for Flex {
    fn affine(x: FlexTensor, weight: FlexTensor, bias: FlexTensor, layer: Affine, relu: bool) -> FlexTensor {
        let [x, weight, bias] = [x, weight, bias].map(|tensor| tensor.to_contiguous());
        let (x, weight, bias) = (values(&x), values(&weight), values(&bias));
        written(layer.output(), |y| match &layer {
            Affine::Conv(shape) => kernels::conv2d(x, weight, Some(bias), shape, relu, y),
            Affine::Linear(shape) => kernels::linear(x, weight, bias, shape, relu, y),
        })
    }

    fn affine_input_gradient(dy: FlexTensor, weight: FlexTensor, layer: Affine) -> FlexTensor {
        let [dy, weight] = [dy, weight].map(|tensor| tensor.to_contiguous());
        let (dy, weight) = (values(&dy), values(&weight));
        written(layer.input(), |dx| match &layer {
            Affine::Conv(shape) => kernels::conv2d_input_gradient(dy, weight, shape, dx),
            Affine::Linear(shape) => kernels::linear_input_gradient(dy, weight, shape, dx),
        })
    }

    fn affine_weight_gradient(x: FlexTensor, dy: FlexTensor, layer: Affine) -> FlexTensor {
        let [x, dy] = [x, dy].map(|tensor| tensor.to_contiguous());
        let (x, dy) = (values(&x), values(&dy));
        written(layer.weight(), |dw| match &layer {
            Affine::Conv(shape) => kernels::conv2d_weight_gradient(x, dy, shape, dw),
            Affine::Linear(shape) => kernels::linear_weight_gradient(x, dy, shape, dw),
        })
    }

    fn affine_bias_gradient(dy: FlexTensor, layer: Affine) -> FlexTensor {
        let dy = dy.to_contiguous();
        written(layer.bias(), |db| match &layer {
            Affine::Conv(shape) => kernels::conv2d_bias_gradient(values(&dy), shape, db),
            Affine::Linear(_) => kernels::linear_bias_gradient(values(&dy), db),
        })
    }

    fn relu_gradient(y: FlexTensor, dy: FlexTensor) -> FlexTensor {
        let y = y.to_contiguous();
        let mut dy = owned(dy);
        kernels::relu_gradient(values(&y), dy.storage_mut());
        dy
    }

    fn max_pool(x: FlexTensor, shape: PoolShape, [batch, channels]: [usize; 2]) -> FlexTensor {
        let x = x.to_contiguous();
        written(Shape::new([batch, channels, shape.height / 2, shape.width / 2]), |y| {
            kernels::max_pool2d(values(&x), &shape, y);
        })
    }

    fn max_pool_gradient(x: FlexTensor, dy: FlexTensor, shape: PoolShape) -> FlexTensor {
        let [x, dy] = [x, dy].map(|tensor| tensor.to_contiguous());
        written(x.shape(), |dx| kernels::max_pool2d_gradient(values(&x), values(&dy), &shape, dx))
    }

    fn batch_normalised(
        x: FlexTensor,
        gamma: FlexTensor,
        beta: FlexTensor,
        epsilon: f32,
        shape: NormShape,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let [x, gamma, beta] = [x, gamma, beta].map(|tensor| tensor.to_contiguous());
        let moments = kernels::moments(values(&x), &shape);
        let y = written(x.shape(), |y| {
            kernels::batch_norm(values(&x), values(&gamma), values(&beta), &moments, epsilon, &shape, y);
        });
        let channels = |values| FlexTensor::from_data(TensorData::new(values, [shape.channels]));
        (y, channels(moments.mean), channels(moments.variance))
    }

    fn batch_norm_gradients(
        x: FlexTensor,
        gamma: FlexTensor,
        mean: FlexTensor,
        variance: FlexTensor,
        dy: FlexTensor,
        epsilon: f32,
        shape: NormShape,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let [x, gamma, dy] = [x, gamma, dy].map(|tensor| tensor.to_contiguous());
        let moments = Moments { mean: values(&mean).to_vec(), variance: values(&variance).to_vec() };
        let (mut d_gamma, mut d_beta) = (vec![0.0; shape.channels], vec![0.0; shape.channels]);
        let dx = written(x.shape(), |dx| {
            let gradients = NormGradients { x: dx, gamma: &mut d_gamma, beta: &mut d_beta };
            let (x, gamma, dy) = (values(&x), values(&gamma), values(&dy));
            kernels::batch_norm_gradient(x, gamma, &moments, epsilon, &shape, dy, gradients);
        });
        let channels = |values| FlexTensor::from_data(TensorData::new(values, [shape.channels]));
        (dx, channels(d_gamma), channels(d_beta))
    }

    fn sgd(
        weights: FlexTensor,
        velocities: FlexTensor,
        gradients: FlexTensor,
        update: Update,
    ) -> (FlexTensor, FlexTensor) {
        let gradients = gradients.to_contiguous();
        let (mut weights, mut velocities) = (owned(weights), owned(velocities));
        kernels::sgd(weights.storage_mut(), velocities.storage_mut(), values(&gradients), &update);
        (weights, velocities)
    }

    fn adam(
        weights: FlexTensor,
        first: FlexTensor,
        second: FlexTensor,
        gradients: FlexTensor,
        update: Update,
    ) -> (FlexTensor, FlexTensor, FlexTensor) {
        let gradients = gradients.to_contiguous();
        let [mut weights, mut first, mut second] = [weights, first, second].map(owned);
        let moments = (first.storage_mut(), second.storage_mut());
        kernels::adam(weights.storage_mut(), moments.0, moments.1, values(&gradients), &update);
        (weights, first, second)
    }
}
