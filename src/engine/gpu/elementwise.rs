//! Activations other than ReLU, and the softmax.

use super::grid::Grid;
use super::kernel::{Kernel, Slot, switch};
use crate::arch::Activation;

/// An activation of so many numbers for each image.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Elementwise {
    pub units: usize,
    pub activation: Activation,
}

impl Elementwise {
    /// x → y.
    pub fn forward(&self, x: Slot, y: Slot) -> Kernel {
        self.kernel("activation", vec![x, y], &[include_str!("kernels/activation.wgsl")])
    }

    /// x, dy → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, dx: Slot, mask: bool) -> Kernel {
        let code = include_str!("kernels/activation_gradient.wgsl");
        self.kernel("activation_gradient", vec![x, dy, dx], &[&switch("MASK", mask), code])
    }

    fn kernel(&self, name: &'static str, bindings: Vec<Slot>, parts: &[&str]) -> Kernel {
        let (_, number) = self.activation.parameter().unwrap_or_default();
        let number = format!("const NUMBER: f32 = {number:?}f;\n");
        let parts = [parts, &[&number, function(self.activation)]].concat();
        Kernel::new(name, Grid::each_quad(self.units), bindings, &[], &parts)
    }
}

/// WGSL of `value` and `slope`, whose number is `NUMBER`.
fn function(activation: Activation) -> &'static str {
    match activation {
        Activation::LeakyRelu { .. } => include_str!("kernels/activations/leaky_relu.wgsl"),
        Activation::Elu { .. } => include_str!("kernels/activations/elu.wgsl"),
        Activation::Gelu => include_str!("kernels/activations/gelu.wgsl"),
        Activation::Silu => concat!(
            include_str!("kernels/activations/logistic.wgsl"),
            include_str!("kernels/activations/silu.wgsl")
        ),
        Activation::Sigmoid => concat!(
            include_str!("kernels/activations/logistic.wgsl"),
            include_str!("kernels/activations/sigmoid.wgsl")
        ),
        Activation::Tanh => include_str!("kernels/activations/tanh.wgsl"),
    }
}

/// The softmax of so many features.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Softmax {
    pub features: usize,
}

impl Softmax {
    /// x → y.
    pub fn forward(&self, x: Slot, y: Slot) -> Kernel {
        self.kernel("softmax", vec![x, y], &[include_str!("kernels/softmax.wgsl")])
    }

    /// x, y, dy → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, [x, y, dy, dx]: [Slot; 4], mask: bool) -> Kernel {
        let code = include_str!("kernels/softmax_gradient.wgsl");
        self.kernel("softmax_gradient", vec![x, y, dy, dx], &[&switch("MASK", mask), code])
    }

    fn kernel(&self, name: &'static str, bindings: Vec<Slot>, parts: &[&str]) -> Kernel {
        Kernel::new(name, Grid::each_quad(1), bindings, &[("FEATURES", self.features)], parts)
    }
}
