//! A kernel before it is compiled: its WGSL, what it binds, and how many threads it needs.

use std::fmt::Write;

/// Threads in a workgroup. Adapters may refuse more than 128.
pub(super) const WORKGROUP: u32 = 64;

/// Threads in a workgroup that reduces: fewer, longer-lived workgroups.
pub(super) const REDUCING_WORKGROUP: u32 = 128;

/// Workgroups along one axis at most, WebGPU's default limit.
const MOST_WORKGROUPS: u32 = 65_535;

const STEP: &str = include_str!("kernels/step.wgsl");

/// A shader and how to run it. Binding 0 is the step's numbers; `bindings` follow from 1 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kernel {
    pub name: &'static str,
    pub code: String,
    pub bindings: Vec<Slot>,
    pub grid: Grid,
}

/// What a kernel binds: the buffers of a network's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// Every weight, flat, in PyTorch's order and layout.
    Parameters,
    /// SGD's velocity for each of them.
    Velocity,
    /// Running means and variances.
    Running,
    /// Parts of the gradients of the parameters.
    Partials,
    /// The batch, or what a stage yields; stage 0 is the batch.
    Activation(usize),
    /// One of two buffers between which the gradient passes on its way back.
    Gradient(usize),
    /// Where the maxima of the pool that yields this activation came from.
    Winners(usize),
    /// What the batch normalisation that yields this activation measured.
    Statistics(usize),
    Labels,
    Metrics,
    /// Which images of the data set make the batch.
    Indices,
    /// How each of them is moved.
    Similarities,
    /// All images of a data set.
    Images,
    /// All labels of a data set.
    Digits,
}

/// Lanes of a batch: whole quads.
pub(super) fn lanes(batch: usize) -> usize {
    batch.next_multiple_of(4)
}

/// How many threads a kernel needs, and how they are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// A thread for each of so many items in each quad, counted by `thread` of step.wgsl.
    EachQuad(usize),
    /// A thread for each of so many items, counted likewise.
    Each(usize),
    /// A thread for each of so many items in each group of `quads` quads, counted likewise.
    EachSpan { quads: usize, items: usize },
    /// Workgroups along x and y.
    Workgroups(usize, usize),
}

impl Grid {
    /// Workgroups along x, y and z for a batch of so many quads.
    pub fn workgroups(&self, quads: u32) -> [u32; 3] {
        match *self {
            Grid::EachQuad(items) => folded(items as u32 * quads),
            Grid::Each(items) => folded(items as u32),
            Grid::EachSpan { quads: span, items } => folded(quads.div_ceil(span as u32) * items as u32),
            Grid::Workgroups(x, y) => [x as u32, y as u32, 1],
        }
    }
}

fn folded(threads: u32) -> [u32; 3] {
    let workgroups = threads.div_ceil(WORKGROUP);
    let x = workgroups.clamp(1, MOST_WORKGROUPS);
    [x, workgroups.div_ceil(x), 1]
}

/// Shader text: the constants, what every kernel begins with, then the parts.
pub(super) fn shader(workgroup: u32, constants: &[(&str, usize)], parts: &[&str]) -> String {
    let mut code = format!("const WORKGROUP: u32 = {workgroup}u;\n");
    for (name, value) in constants {
        // Writing to a string cannot fail.
        let _ = writeln!(code, "const {name}: u32 = {value}u;");
    }
    code.push_str(STEP);
    for part in parts {
        code.push_str(part);
    }
    code
}
