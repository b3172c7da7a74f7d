//! Convolutions and linear layers: a linear layer is a convolution of one pixel with as many channels as
//! features. The three heavy kernels are generated for each shape, their sums unrolled into registers.

mod columns;
mod correlation;
mod shape;
mod task;
mod text;
mod tile;
mod weights;

pub(super) use shape::Convolution;
use task::Correlation;
pub use tile::Adapter;
pub(super) use tile::Budget;

use super::kernel::{Grid, Kernel, Slot, Work, switch};
use super::single::Parts;

impl Convolution {
    /// x → y = x ∗ w + b, and ReLU if it has one.
    pub fn forward(&self, budget: &Budget, x: Slot, y: Slot) -> Kernel {
        let taps = self.taps();
        let correlation = Correlation {
            read: self.input,
            made: self.output,
            kernel: self.kernel,
            stride: self.stride,
            padding: self.padding,
            weight: self.weight,
            made_step: self.input[0] * taps,
            read_step: taps,
            flipped: false,
            bias: self.bias.then_some(self.weight + self.weights()),
            relu: self.relu,
            mask: false,
        };
        correlation.compile("convolution", budget, vec![Slot::Parameters, x, y]).with_work(self.work())
    }

    /// dy → dx, the correlation of dy with the flipped weights; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, budget: &Budget, x: Slot, dy: Slot, dx: Slot, mask: bool) -> Kernel {
        let name = "convolution_input_gradient";
        let mut bindings = vec![Slot::Parameters, dy, dx];
        if self.stride > 1 || self.padding >= self.kernel {
            bindings.push(x);
            return self.strided_input_gradient(name, bindings, mask);
        }
        bindings.extend(mask.then_some(x));
        let taps = self.taps();
        let correlation = Correlation {
            read: self.output,
            made: self.input,
            kernel: self.kernel,
            stride: 1,
            padding: self.kernel - 1 - self.padding,
            weight: self.weight,
            made_step: taps,
            read_step: self.input[0] * taps,
            flipped: true,
            bias: None,
            relu: false,
            mask,
        };
        correlation.compile(name, budget, bindings).with_work(self.work())
    }

    /// x, dy → the gradients of weights and bias, in parts from `partial` on.
    pub fn weight_gradient(&self, budget: &Budget, x: Slot, dy: Slot, partial: usize) -> (Kernel, Parts) {
        let (kernel, parts) = weights::kernel(self, budget, partial, vec![x, dy, Slot::Partials]);
        let work = Work { parameters: parts.count * parts.parts, ..self.work() };
        (kernel.with_work(work), parts)
    }

    /// At any stride and padding: a thread makes one pixel of one channel.
    fn strided_input_gradient(&self, name: &'static str, bindings: Vec<Slot>, mask: bool) -> Kernel {
        let code = include_str!("../kernels/strided_input_gradient.wgsl");
        let mut constants = self.constants().to_vec();
        constants.push(("WEIGHT", self.weight));
        let grid = Grid::EachQuad(self.input.iter().product());
        Kernel::new(name, grid, bindings, &constants, &[&switch("MASK", mask), code]).with_work(self.work())
    }
}
