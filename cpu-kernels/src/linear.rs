//! Linear layers and their gradients.

use crate::elementwise;
use crate::gemm::{Packed, Products, copy_rows, row_length};
use crate::operand::{DepthTogether, LanesTogether};
use crate::simd;

/// Sizes of a linear layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct LinearShape {
    pub batch: usize,
    pub inputs: usize,
    pub outputs: usize,
}

/// `out = x · weightᵀ + bias`, or no less than 0 with `relu`: `x` is `[batch, inputs]`, `weight`
/// `[outputs, inputs]`, `bias` `[outputs]` and `out` `[batch, outputs]`.
#[inline(never)]
pub fn linear(x: &[f32], weight: &[f32], bias: &[f32], shape: &LinearShape, relu: bool, out: &mut [f32]) {
    let a = Packed::new(&DepthTogether { values: x, depth: shape.inputs });
    let mut products = Products::default();
    let sums = products.multiply(&a, &DepthTogether { values: weight, depth: shape.inputs });
    for (out, sums) in out.chunks_exact_mut(shape.outputs).zip(sums.chunks_exact(row_length(shape.outputs))) {
        simd::apply(out, [sums, bias], |_, [sum, bias]| sum + bias);
        if relu {
            elementwise::relu(out);
        }
    }
}

/// Gradient of the loss for the input: `dy` is the one for the output.
#[inline(never)]
pub fn linear_input_gradient(dy: &[f32], weight: &[f32], shape: &LinearShape, dx: &mut [f32]) {
    let a = Packed::new(&DepthTogether { values: dy, depth: shape.outputs });
    let mut products = Products::default();
    let sums = products.multiply(&a, &LanesTogether { values: weight, lanes: shape.inputs });
    copy_rows(sums, shape.inputs, dx);
}

/// Gradient of the loss for the weight.
#[inline(never)]
pub fn linear_weight_gradient(x: &[f32], dy: &[f32], shape: &LinearShape, dw: &mut [f32]) {
    let a = Packed::new(&LanesTogether { values: dy, lanes: shape.outputs });
    let mut products = Products::default();
    let sums = products.multiply(&a, &LanesTogether { values: x, lanes: shape.inputs });
    copy_rows(sums, shape.inputs, dw);
}

/// Gradient of the loss for the bias, `[outputs]`.
#[inline(never)]
pub fn linear_bias_gradient(dy: &[f32], db: &mut [f32]) {
    db.fill(0.0);
    for row in dy.chunks_exact(db.len()) {
        simd::apply(db, [row], |sum, [value]| sum + value);
    }
}
