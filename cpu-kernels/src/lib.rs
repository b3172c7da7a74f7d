//! The arithmetic of Fovea's networks on the CPU: pure functions on slices of `f32`, which know nothing
//! of burn or of the page. Every output is overwritten as a whole, whatever was in it.
//!
//! A crate of its own so that it is compiled for speed while the rest is compiled for size: the loops
//! that pack panels are 2 to 10 times slower with `opt-level = "s"`. For the same reason no public function
//! is inlined: it would take on the level of its caller.

mod conv;
mod elementwise;
mod gemm;
mod linear;
mod norm;
mod operand;
mod parallel;
mod pool;
mod simd;
mod tile;
mod update;

pub use conv::{ConvShape, conv2d, conv2d_bias_gradient, conv2d_input_gradient, conv2d_weight_gradient};
pub use elementwise::relu_gradient;
pub use linear::{LinearShape, linear, linear_bias_gradient, linear_input_gradient, linear_weight_gradient};
pub use norm::{Moments, NormGradients, NormShape, batch_norm, batch_norm_gradient, moments};
pub use pool::{PoolShape, max_pool2d, max_pool2d_gradient};
pub use tile::{MOST_COLUMNS, ROWS};
pub use update::{Update, adam, sgd};
