//! Convolutions and linear layers: a linear layer is a convolution of one pixel with as many channels as
//! features. The three heavy kernels are generated for each shape, their sums unrolled into registers.

mod correlation;
mod task;
mod tile;
mod weights;

use task::Correlation;
pub(super) use tile::Budget;

use super::kernel::{Grid, Kernel, Slot, WORKGROUP, shader};
use super::norm::masked;
use super::single::Parts;

/// A convolution, with the ReLU that follows it if one does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Convolution {
    /// `[channels, height, width]`.
    pub input: [usize; 3],
    /// `[channels, height, width]`.
    pub output: [usize; 3],
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    /// Where the weights `[out, in, kernel, kernel]` begin among the parameters; the bias follows them.
    pub weight: usize,
    pub bias: bool,
    pub relu: bool,
}

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
        correlation.compile("convolution", budget, vec![Slot::Parameters, x, y])
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
        correlation.compile(name, budget, bindings)
    }

    /// x, dy → the gradients of weights and bias, in parts from `partial` on.
    pub fn weight_gradient(&self, budget: &Budget, x: Slot, dy: Slot, partial: usize) -> (Kernel, Parts) {
        let tile = tile::for_weights(self, budget);
        let parts = Parts { first: self.weight, count: self.part(), partial, parts: tile.splits };
        (weights::kernel(self, &tile, partial, vec![x, dy, Slot::Partials]), parts)
    }

    /// At any stride and padding: a thread makes one pixel of one channel.
    fn strided_input_gradient(&self, name: &'static str, bindings: Vec<Slot>, mask: bool) -> Kernel {
        let code = include_str!("../kernels/strided_input_gradient.wgsl");
        let mut constants = self.constants().to_vec();
        constants.push(("WEIGHT", self.weight));
        let grid = Grid::EachQuad(self.input.iter().product());
        Kernel { name, code: shader(WORKGROUP, &constants, &[&masked(mask), code]), bindings, grid }
    }

    fn constants(&self) -> [(&'static str, usize); 9] {
        [
            ("IN_CHANNELS", self.input[0]),
            ("IN_HEIGHT", self.input[1]),
            ("IN_WIDTH", self.input[2]),
            ("OUT_CHANNELS", self.output[0]),
            ("OUT_HEIGHT", self.output[1]),
            ("OUT_WIDTH", self.output[2]),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("PADDING", self.padding),
        ]
    }

    /// Weights of one input channel for one output channel.
    fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    fn weights(&self) -> usize {
        self.input[0] * self.output[0] * self.taps()
    }

    /// Weights and biases.
    fn part(&self) -> usize {
        self.weights() + if self.bias { self.output[0] } else { 0 }
    }

    /// Whether it works on single pixels, as a linear layer does.
    fn is_linear(&self) -> bool {
        let pixels = self.input[1] * self.input[2] * self.output[1] * self.output[2];
        self.kernel == 1 && self.padding == 0 && pixels == 1
    }
}

/// One line for each item.
fn lines<T>(items: impl IntoIterator<Item = T>, line: impl FnMut(T) -> String) -> String {
    items.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The terms, added.
fn sum<T>(items: impl IntoIterator<Item = T>, term: impl FnMut(T) -> String) -> String {
    items.into_iter().map(term).collect::<Vec<_>>().join(" + ")
}

/// `statement`, only where all conditions hold.
fn when(conditions: &[String], statement: &str) -> String {
    if conditions.is_empty() {
        statement.to_owned()
    } else {
        format!("if ({}) {{ {statement} }}", conditions.join(" && "))
    }
}
