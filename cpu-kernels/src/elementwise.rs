//! What is done to one value at a time.

use crate::simd::{self, F32x4};

/// Settings of stochastic gradient descent as in PyTorch's `optim.SGD` without dampening.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Sgd {
    pub learning_rate: f32,
    pub momentum: f32,
    pub weight_decay: f32,
}

/// One step of gradient descent: `v = momentum · v + g + weight_decay · w`, `w −= learning_rate · v`.
#[inline(never)]
pub fn sgd(weights: &mut [f32], velocities: &mut [f32], gradients: &[f32], settings: &Sgd) {
    let (momentum, decay) = (F32x4::splat(settings.momentum), F32x4::splat(settings.weight_decay));
    simd::apply(velocities, [weights, gradients], |v, [w, g]| momentum * v + (g + decay * w));
    let step = F32x4::splat(-settings.learning_rate);
    simd::apply(weights, [velocities], |w, [v]| w + step * v);
}

/// Makes a gradient for the output of a ReLU, `y`, the one for its input: 0 where `y` is 0.
#[inline(never)]
pub fn relu_gradient(y: &[f32], dy: &mut [f32]) {
    simd::apply(dy, [y], |dy, [y]| dy.where_positive(y));
}

/// Everything below 0 becomes 0.
pub(crate) fn relu(values: &mut [f32]) {
    simd::apply(values, [], |value, []| value.where_positive(value));
}
