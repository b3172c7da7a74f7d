//! A kernel before it is compiled: its WGSL, what it binds, and how many threads it needs.

use super::step::Step;

/// Threads in a workgroup. Adapters may refuse more than 128.
pub(super) const WORKGROUP: u32 = 64;

/// Threads in a workgroup that reduces: fewer, longer-lived workgroups.
const REDUCING_WORKGROUP: u32 = 128;

/// Workgroups along one axis at most, WebGPU's default limit.
const MOST_WORKGROUPS: u32 = 65_535;

/// What kernels that add up over a workgroup have as a part: `add_up`, over the `Sum` that they define.
pub(super) const REDUCE: &str = include_str!("kernels/reduce.wgsl");

const PRELUDE: &str = include_str!("kernels/prelude.wgsl");

/// A shader and how to run it. Binding 0 is the step's numbers; `bindings` follow from 1 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kernel {
    pub name: &'static str,
    pub code: String,
    pub bindings: Vec<Slot>,
    pub grid: Grid,
    pub work: Work,
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
    /// SGD's velocity for each of them.
    Velocity,
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

/// How many threads a kernel needs, and how they are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// A thread for each of so many items in each quad: `run(id)`, counted from 0.
    EachQuad(usize),
    /// A thread for each of so many items, likewise.
    Each(usize),
    /// A thread for each of so many items in each group of `quads` quads, likewise.
    EachSpan { quads: usize, items: usize },
    /// A thread for each of so many items in each vector of `lanes` images, as often as there are groups, and a workgroup
    /// for threads of one group alone: `run(id, group)`, each counted from 0.
    Grouped { groups: usize, items: usize, lanes: usize },
    /// Workgroups along x and y, each of whose threads does `run(workgroup, local)`.
    Workgroups(usize, usize),
    /// So many workgroups that reduce, likewise.
    Reducing(usize),
}

impl Grid {
    /// Workgroups along x, y and z for a batch of so many quads.
    pub fn workgroups(&self, quads: u32) -> [u32; 3] {
        match *self {
            Grid::EachQuad(items) => folded(items as u32 * quads),
            Grid::Each(items) => folded(items as u32),
            Grid::EachSpan { quads: span, items } => folded(quads.div_ceil(span as u32) * items as u32),
            Grid::Grouped { groups, items, lanes } => {
                let [x, y, _] = folded((items * 4 / lanes) as u32 * quads);
                [x, groups as u32, y]
            }
            Grid::Workgroups(x, y) => [x as u32, y as u32, 1],
            Grid::Reducing(x) => [x as u32, 1, 1],
        }
    }

    /// Threads in a workgroup.
    fn workgroup(&self) -> u32 {
        match self {
            Grid::Reducing(_) => REDUCING_WORKGROUP,
            _ => WORKGROUP,
        }
    }

    /// The call of `run` in WGSL, for a thread of the grid.
    fn call(&self) -> String {
        // SwiftShader takes some 5 % longer for a step where the call stands within an `if`.
        let counted = |threads: String| {
            let along = "workgroup.y * workgroups.x + workgroup.x";
            format!(
                "let id = ({along}) * WORKGROUP + local;\n    if (id >= {threads}) {{ return; }}\n    run(id);"
            )
        };
        match *self {
            Grid::EachQuad(items) => counted(format!("{items}u * step.quads")),
            Grid::Each(items) => counted(format!("{items}u")),
            Grid::EachSpan { quads: span, items } => {
                counted(format!("(step.quads + {}u) / {span}u * {items}u", span - 1))
            }
            Grid::Grouped { items, lanes, .. } => format!(
                "let id = (workgroup.z * workgroups.x + workgroup.x) * WORKGROUP + local;
    if (id >= {}u * step.quads) {{ return; }}\n    run(id, workgroup.y);",
                items * 4 / lanes
            ),
            Grid::Workgroups(..) | Grid::Reducing(_) => "run(workgroup, local);".to_owned(),
        }
    }
}

fn folded(threads: u32) -> [u32; 3] {
    let workgroups = threads.div_ceil(WORKGROUP);
    let x = workgroups.clamp(1, MOST_WORKGROUPS);
    [x, workgroups.div_ceil(x), 1]
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
        let code = [&constants, &Step::wgsl(), PRELUDE, &parts.concat(), &entry_point(&grid)].concat();
        Kernel { name, code, bindings, grid, work: Work::default() }
    }

    pub fn with_work(self, work: Work) -> Self {
        Kernel { work, ..self }
    }

    /// Whether it only reads what it binds there: its WGSL says so.
    pub fn only_reads(&self, binding: usize) -> bool {
        self.code.contains(&format!("@binding({binding}) var<storage, read>"))
    }

    /// Threads in a workgroup.
    pub fn threads(&self) -> u32 {
        self.grid.workgroup()
    }
}

/// What the GPU calls in each thread.
fn entry_point(grid: &Grid) -> String {
    format!(
        "
@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {{
    {}
}}
",
        grid.call()
    )
}

/// A switch in WGSL.
pub(super) fn switch(name: &str, on: bool) -> String {
    format!("const {name}: bool = {on};\n")
}
