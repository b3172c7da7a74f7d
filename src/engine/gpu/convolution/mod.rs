//! Convolutions and linear layers: a linear layer is a convolution of one pixel with as many channels as
//! features. The three heavy kernels are generated for each shape, their sums unrolled into registers.

mod columns;
mod correlation;
mod shape;
mod tally;
mod task;
mod text;
mod tile;
mod weights;

pub(super) use shape::Convolution;
pub(super) use tally::Tally;
use task::Correlation;
pub use tile::Adapter;
pub(super) use tile::{Budget, QUADS};

use super::grid::{Grid, Threads};
use super::kernel::{Kernel, Slot, Work, switch};
use super::single::Parts;

impl Convolution {
    /// x → y = x ∗ w + b, and ReLU if it has one; with the moments of y where a batch norm follows.
    pub fn forward(&self, budget: &Budget, x: Slot, y: Slot, tally: Option<Tally>) -> Kernel {
        let bindings = vec![Slot::Parameters, x, y];
        self.making_output(tally.is_some())
            .compile("convolution", budget, bindings, tally)
            .with_work(self.work())
    }

    /// dy → dx, the correlation of dy with the flipped weights; with `mask`, zero where x is not positive; with the sums
    /// of slopes where a batch norm comes before.
    pub fn input_gradient(
        &self,
        budget: &Budget,
        [x, dy, dx]: [Slot; 3],
        mask: bool,
        tally: Option<Tally>,
    ) -> Kernel {
        let name = "convolution_input_gradient";
        let mut bindings = vec![Slot::Parameters, dy, dx];
        let Some(correlation) = self.making_input_gradient(mask, tally.is_some()) else {
            bindings.push(x);
            return self.strided_input_gradient(name, bindings, mask);
        };
        bindings.extend(mask.then_some(x));
        correlation.compile(name, budget, bindings, tally).with_work(self.work())
    }

    /// The threads that tally y, for each group of channels; None where it is not tallied.
    pub fn tallies_output(&self, budget: &Budget) -> Option<Threads> {
        self.making_output(true).tallied_by(budget)
    }

    /// The same for dx.
    pub fn tallies_input_gradient(&self, budget: &Budget) -> Option<Threads> {
        self.making_input_gradient(false, true)?.tallied_by(budget)
    }

    fn making_output(&self, tallied: bool) -> Correlation {
        let taps = self.taps();
        Correlation {
            read: self.input,
            made: self.output,
            kernel: self.kernel,
            stride: self.stride,
            padding: self.padding,
            dilation: self.dilation,
            groups: self.groups,
            weight: self.weight,
            made_step: self.in_group() * taps,
            read_step: taps,
            flipped: false,
            bias: self.bias.then_some(self.weight + self.weights()),
            relu: self.relu,
            mask: false,
            tallied,
        }
    }

    /// None where it is no correlation of neighbours in dy.
    fn making_input_gradient(&self, mask: bool, tallied: bool) -> Option<Correlation> {
        let taps = self.taps();
        let reach = self.dilation * (self.kernel - 1);
        (self.stride == 1 && self.padding <= reach).then(|| Correlation {
            read: self.output,
            made: self.input,
            kernel: self.kernel,
            stride: 1,
            padding: reach - self.padding,
            dilation: self.dilation,
            groups: self.groups,
            weight: self.weight,
            made_step: taps,
            read_step: self.in_group() * taps,
            flipped: true,
            bias: None,
            relu: false,
            mask,
            tallied,
        })
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
        let grid = Grid::each_quad(self.input.iter().product());
        Kernel::new(name, grid, bindings, &constants, &[&switch("MASK", mask), code]).with_work(self.work())
    }
}
