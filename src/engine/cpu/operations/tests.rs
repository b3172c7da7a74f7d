//! Our layers against burn's own on the same backend, values and gradients.

use burn::tensor::activation::relu as burn_relu;
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, Tolerance, module};

use super::{Sgd, batch_norm, conv2d, linear, max_pool2d, sgd};
use crate::data::{Rng, Stream};

fn random<const D: usize>(dims: [usize; D], seed: u64) -> Tensor<D> {
    let mut rng = Rng::stream(seed, Stream::Weights, 0);
    let values: Vec<f32> = (0..dims.iter().product()).map(|_| rng.range(-1.0, 1.0)).collect();
    Tensor::from_data(TensorData::new(values, dims), &Device::flex()).autodiff().require_grad()
}

#[track_caller]
fn assert_close<const D: usize>(ours: &Tensor<D>, burns: &Tensor<D>) {
    let (ours, burns) = (ours.clone().into_data(), burns.clone().into_data());
    ours.assert_approx_eq::<f32>(&burns, Tolerance::absolute(1e-3));
}

/// Asserts that two ways to compute the same agree, and their gradients for three inputs.
#[track_caller]
fn assert_same<const D: usize, const E: usize>(
    inputs: (Tensor<D>, Tensor<D>, Tensor<1>),
    ours: impl Fn(Tensor<D>, Tensor<D>, Tensor<1>) -> Tensor<E>,
    burns: impl Fn(Tensor<D>, Tensor<D>, Tensor<1>) -> Tensor<E>,
) {
    let (x, weight, bias) = inputs;
    let ours = ours(x.clone(), weight.clone(), bias.clone());
    let burns = burns(x.clone(), weight.clone(), bias.clone());
    assert_close(&ours, &burns);
    let cotangent = random(ours.dims(), 9).inner().autodiff();
    let our_gradients = (ours * cotangent.clone()).sum().backward();
    let burns_gradients = (burns * cotangent).sum().backward();
    assert_close(&x.grad(&our_gradients).unwrap(), &x.grad(&burns_gradients).unwrap());
    assert_close(&weight.grad(&our_gradients).unwrap(), &weight.grad(&burns_gradients).unwrap());
    assert_close(&bias.grad(&our_gradients).unwrap(), &bias.grad(&burns_gradients).unwrap());
}

#[test]
fn convolutions() {
    for (padding, stride, relu) in [(1, 1, true), (0, 1, false), (2, 2, true)] {
        assert_same(
            (random([5, 3, 9, 8], 1), random([7, 3, 3, 3], 2), random([7], 3)),
            |x, weight, bias| conv2d(x, weight, Some(bias), stride, padding, relu),
            |x, weight, bias| {
                let options = ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1);
                let y = module::conv2d(x, weight, Some(bias), options);
                if relu { burn_relu(y) } else { y }
            },
        );
    }
}

#[test]
fn a_convolution_without_bias() {
    let (x, weight) = (random([2, 3, 5, 5], 1), random([4, 3, 1, 1], 2));
    let ours = conv2d(x.clone(), weight.clone(), None, 1, 0, false);
    let burns = module::conv2d(x, weight, None, ConvOptions::new([1; 2], [0; 2], [1; 2], 1));
    assert_close(&ours, &burns);
}

#[test]
fn linear_layers() {
    for relu in [false, true] {
        assert_same(
            (random([31, 20], 1), random([10, 20], 2), random([10], 3)),
            |x, weight, bias| linear(x, weight, bias, relu),
            |x, weight, bias| {
                let y = x.matmul(weight.transpose()) + bias.reshape([1, 10]);
                if relu { burn_relu(y) } else { y }
            },
        );
    }
}

#[test]
fn a_transposed_input() {
    let (x, weight, bias) = (random([20, 31], 1), random([10, 20], 2), random([10], 3));
    let ours = linear(x.clone().transpose(), weight.clone(), bias.clone(), false);
    let burns = x.transpose().matmul(weight.transpose()) + bias.reshape([1, 10]);
    assert_close(&ours, &burns);
}

#[test]
fn batch_norms() {
    let (x, gamma, beta) = (random([6, 4, 5, 3], 1), random([4], 2), random([4], 3));
    let (ours, our_mean, our_variance) = batch_norm(x.clone(), gamma.clone(), beta.clone(), 1e-5);
    let of_channels = |values: Tensor<1>| values.reshape([1, 4, 1, 1]);
    let channel_mean = |x: Tensor<4>| x.mean_dim(3).mean_dim(2).mean_dim(0);
    let mean = channel_mean(x.clone());
    let centred = x.clone() - mean.clone();
    let variance = channel_mean(centred.clone().square());
    let scale = of_channels(gamma.clone()) / (variance.clone() + 1e-5).sqrt();
    let burns = centred * scale + of_channels(beta.clone());
    assert_close(&ours, &burns);
    assert_close(&our_mean, &mean.reshape([4]));
    assert_close(&our_variance, &variance.reshape([4]));
    let cotangent = random(ours.dims(), 9).inner().autodiff();
    let our_gradients = (ours * cotangent.clone()).sum().backward();
    let burns_gradients = (burns * cotangent).sum().backward();
    assert_close(&x.grad(&our_gradients).unwrap(), &x.grad(&burns_gradients).unwrap());
    assert_close(&gamma.grad(&our_gradients).unwrap(), &gamma.grad(&burns_gradients).unwrap());
    assert_close(&beta.grad(&our_gradients).unwrap(), &beta.grad(&burns_gradients).unwrap());
}

#[test]
fn pools() {
    let x = random([3, 2, 7, 6], 1);
    let (ours, options) = (max_pool2d(x.clone()), MaxPoolOptions::new([2; 2]).with_stride([2; 2]));
    let burns = module::max_pool2d(x.clone(), options);
    assert_close(&ours, &burns);
    let cotangent = random(ours.dims(), 9).inner().autodiff();
    let our_gradients = (ours * cotangent.clone()).sum().backward();
    let burns_gradients = (burns * cotangent).sum().backward();
    assert_close(&x.grad(&our_gradients).unwrap(), &x.grad(&burns_gradients).unwrap());
}

#[test]
fn gradient_descent_leaves_clones_alone() {
    let flat = |seed| random([5], seed).inner();
    let (weights, velocities, gradients) = (flat(1), flat(2), flat(3));
    let settings = Sgd { learning_rate: 0.5, momentum: 0.9, weight_decay: 0.1 };
    let (new_weights, new_velocities) = sgd(weights.clone(), velocities.clone(), gradients.clone(), settings);
    let expected = velocities * 0.9 + gradients + weights.clone() * 0.1;
    let close = |a: Tensor<1>, b: Tensor<1>| {
        a.into_data().assert_approx_eq::<f32>(&b.into_data(), Tolerance::absolute(1e-5));
    };
    close(new_velocities, expected.clone());
    close(new_weights, weights.clone() - expected * 0.5);
    close(weights, flat(1));
}
