//! What is done to one value at a time.

use crate::simd;

/// Makes a gradient for the output of a ReLU, `y`, the one for its input: 0 where `y` is 0.
#[inline(never)]
pub fn relu_gradient(y: &[f32], dy: &mut [f32]) {
    simd::apply(dy, [y], |dy, [y]| dy.where_positive(y));
}

/// Everything below 0 becomes 0.
pub(crate) fn relu(values: &mut [f32]) {
    simd::apply(values, [], |value, []| value.where_positive(value));
}
