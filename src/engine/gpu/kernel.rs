//! A kernel before it is compiled: its WGSL, what it binds, and how many threads it needs.

use super::grid::Grid;
use super::step::Step;

/// What kernels that add up over a workgroup have as a part: `add_up`, over the `Sum` that they define.
pub(super) const REDUCE: &str = include_str!("kernels/reduce.wgsl");

const PRELUDE: &str = include_str!("kernels/prelude.wgsl");

/// A shader and how to run it. Binding 0 is the step's numbers; `bindings` follow from 1 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kernel {
    pub name: &'static str,
    /// Its code without what all kernels have in common.
    pub body: String,
    pub bindings: Vec<Slot>,
    pub grid: Grid,
    pub work: Work,
    /// The kernels whose work it does, where it is two.
    pub parts: Vec<Kernel>,
}

/// What a kernel has to do at least, whoever makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Work {
    /// Multiply-adds for each image, of convolutions and linear layers.
    pub multiply_adds: usize,
    /// Parameters, or gradients of them, that it reads or writes in each such buffer that it binds.
    pub parameters: usize,
}

/// What a kernel binds: the buffers of a network's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// Every weight, flat, in PyTorch's order and layout.
    Parameters,
    /// What the optimiser remembers of each of them: SGD's velocities, or Adam's first moments.
    FirstMoments,
    /// Adam's second moments.
    SecondMoments,
    /// Running means and variances.
    Running,
    /// Parts of the gradients of the parameters.
    Partials,
    /// The batch, or what a stage yields; stage 0 is the batch.
    Activation(usize),
    /// The gradient of this activation. On its way back it passes between two buffers: see [`Slot::buffer`].
    Gradient(usize),
    /// Where the maxima of the pool that yields this activation came from.
    Winners(usize),
    /// What the batch normalisation that yields this activation measured.
    Statistics(usize),
    /// Parts of what the next batch normalisation needs to know of its channels.
    Tally,
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

impl Slot {
    /// The slot whose buffer it shares: gradients of every second activation have one.
    pub fn buffer(self) -> Slot {
        match self {
            Slot::Gradient(index) => Slot::Gradient(index % 2),
            other => other,
        }
    }
}

/// Lanes of a batch: whole quads.
pub(super) fn lanes(batch: usize) -> usize {
    batch.next_multiple_of(4)
}

impl Kernel {
    /// A kernel of these constants and parts, which define `run` as the grid calls it.
    pub fn new(
        name: &'static str,
        grid: Grid,
        bindings: Vec<Slot>,
        constants: &[(&str, usize)],
        parts: &[&str],
    ) -> Self {
        let constants = [&[("WORKGROUP", grid.workgroup() as usize)], constants].concat();
        let constants: String =
            constants.iter().map(|(name, value)| format!("const {name}: u32 = {value}u;\n")).collect();
        Kernel::of_body(name, grid, bindings, constants + &parts.concat())
    }

    /// A kernel of this body, which defines all that the grid calls.
    pub fn of_body(name: &'static str, grid: Grid, bindings: Vec<Slot>, body: String) -> Self {
        let body = body + &grid.start();
        Kernel { name, body, bindings, grid, work: Work::default(), parts: Vec::new() }
    }

    /// The whole of its WGSL: also what the GPU calls in each thread, and what all bodies rely on.
    pub fn code(&self) -> String {
        let entry_point = format!(
            "
@compute @workgroup_size({})
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {{
    start(workgroup.y * workgroups.x + workgroup.x, local);
}}
",
            self.threads()
        );
        [&Step::wgsl(), PRELUDE, &self.body, &entry_point].concat()
    }

    pub fn with_work(self, work: Work) -> Self {
        Kernel { work, ..self }
    }

    /// Whether it only reads what it binds there: its WGSL says so.
    pub fn only_reads(&self, binding: usize) -> bool {
        self.body.contains(&format!("@binding({binding}) var<storage, read>"))
    }

    /// Threads in a workgroup.
    pub fn threads(&self) -> u32 {
        self.grid.workgroup()
    }
}

/// A switch in WGSL.
pub(super) fn switch(name: &str, on: bool) -> String {
    format!("const {name}: bool = {on};\n")
}
