//! Our layers against burn's own on the same backend, values and gradients.

use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData, Tolerance};

use super::{adam, batch_norm, conv2d, linear, max_pool2d, plain, sgd};
use crate::data::{Rng, Stream};
use crate::engine::{Optimiser, Rule};

fn random<const D: usize>(dims: [usize; D], seed: u64) -> Tensor<D> {
    let mut rng = Rng::stream(seed, Stream::Weights, 0);
    let values: Vec<f32> = (0..dims.iter().product()).map(|_| rng.range(-1.0, 1.0)).collect();
    Tensor::from_data(TensorData::new(values, dims), &Device::flex()).autodiff().require_grad()
}

fn options(stride: usize, padding: usize) -> ConvOptions<2> {
    ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1)
}

#[track_caller]
fn assert_close<const D: usize>(ours: &Tensor<D>, burns: &Tensor<D>) {
    let (ours, burns) = (ours.clone().into_data(), burns.clone().into_data());
    ours.assert_approx_eq::<f32>(&burns, Tolerance::absolute(1e-3));
}

/// Asserts that two ways to compute the same agree, and their gradients for three inputs.
#[track_caller]
fn assert_same<const D: usize, const W: usize, const E: usize>(
    inputs: (Tensor<D>, Tensor<W>, Tensor<1>),
    ours: impl Fn(Tensor<D>, Tensor<W>, Tensor<1>) -> Tensor<E>,
    burns: impl Fn(Tensor<D>, Tensor<W>, Tensor<1>) -> Tensor<E>,
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
            |x, weight, bias| conv2d(x, weight, Some(bias), options(stride, padding), relu),
            |x, weight, bias| plain::conv2d(x, weight, Some(bias), options(stride, padding), relu),
        );
    }
}

#[test]
fn a_convolution_without_bias() {
    let (x, weight) = (random([2, 3, 5, 5], 1), random([4, 3, 1, 1], 2));
    let ours = conv2d(x.clone(), weight.clone(), None, options(1, 0), false);
    assert_close(&ours, &plain::conv2d(x, weight, None, options(1, 0), false));
}

#[test]
fn linear_layers() {
    for relu in [false, true] {
        assert_same(
            (random([31, 20], 1), random([10, 20], 2), random([10], 3)),
            |x, weight, bias| linear(x, weight, Some(bias), relu),
            |x, weight, bias| plain::linear(x, weight, Some(bias), relu),
        );
    }
}

#[test]
fn a_transposed_input() {
    let (x, weight, bias) = (random([20, 31], 1), random([10, 20], 2), random([10], 3));
    let ours = linear(x.clone().transpose(), weight.clone(), Some(bias.clone()), false);
    assert_close(&ours, &plain::linear(x.transpose(), weight, Some(bias), false));
}

#[test]
fn batch_norms() {
    assert_same(
        (random([6, 4, 5, 3], 1), random([4], 2), random([4], 3)),
        |x, gamma, beta| batch_norm(x, gamma, beta, 1e-5).0,
        |x, gamma, beta| plain::batch_norm(x, gamma, beta, 1e-5).0,
    );
    let of = |batch_norm: fn(_, _, _, _) -> (_, Tensor<1>, Tensor<1>)| {
        batch_norm(random([6, 4, 5, 3], 1), random([4], 2), random([4], 3), 1e-5)
    };
    let ((_, our_mean, our_variance), (_, mean, variance)) = (of(batch_norm), of(plain::batch_norm));
    assert_close(&our_mean, &mean);
    assert_close(&our_variance, &variance);
}

#[test]
fn pools() {
    let x = random([3, 2, 7, 6], 1);
    let (ours, plain) = (max_pool2d(x.clone()), plain::max_pool2d(x.clone()));
    assert_close(&ours, &plain);
    let cotangent = random(ours.dims(), 9).inner().autodiff();
    let our_gradients = (ours * cotangent.clone()).sum().backward();
    let plain_gradients = (plain * cotangent).sum().backward();
    assert_close(&x.grad(&our_gradients).unwrap(), &x.grad(&plain_gradients).unwrap());
}

#[test]
fn optimisers_leave_clones_alone() {
    let flat = |seed| random([5], seed).inner();
    let (weights, first, gradients) = (flat(1), flat(2), flat(3));
    for nesterov in [false, true] {
        let rule = Rule::Sgd { momentum: 0.9, nesterov };
        let update = Optimiser { rule, learning_rate: 0.5, weight_decay: 0.1 }.update(1);
        let ours = sgd(weights.clone(), first.clone(), gradients.clone(), update);
        let expected = plain::sgd(weights.clone(), first.clone(), gradients.clone(), update);
        assert_close(&ours.0, &expected.0);
        assert_close(&ours.1, &expected.1);
    }
    for decoupled in [false, true] {
        let rule = Rule::Adam { beta: 0.9, decoupled };
        let update = Optimiser { rule, learning_rate: 0.5, weight_decay: 0.1 }.update(3);
        let state = [weights.clone(), first.clone(), flat(4).square()];
        let ours = adam(state.clone(), gradients.clone(), update);
        for (ours, expected) in ours.iter().zip(plain::adam(state, gradients.clone(), update)) {
            assert_close(ours, &expected);
        }
    }
    assert_close(&weights, &flat(1));
    assert_close(&first, &flat(2));
}
