//! How many threads a kernel needs, how they are arranged, and how each of them calls the kernel's `run`.

/// Threads in a workgroup. Adapters may refuse more than 128.
pub(super) const WORKGROUP: u32 = 64;

/// Threads in a workgroup that reduces: fewer, longer-lived workgroups.
const REDUCING_WORKGROUP: u32 = 128;

/// Workgroups along one axis at most, WebGPU's default limit.
const MOST_WORKGROUPS: u32 = 65_535;

/// What the names of two kernels begin with where they are one.
pub(super) const PREFIXES: [&str; 2] = ["first_", "second_"];

/// The threads of a kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grid {
    /// So many: `run(id)`, counted from 0.
    Each(Threads),
    /// So many in each of some groups, and a workgroup for threads of one group alone: `run(id, group)`, each counted
    /// from 0.
    Grouped(usize, Threads),
    /// Likewise, but all threads of a workgroup run, so that they may wait for each other: `run(id, group, part, local,
    /// there)`, where `part` counts the group's workgroups, and beyond the last id there are threads that only seem to be
    /// it, which are not `there`.
    Whole(usize, Threads),
    /// Workgroups in so many columns and rows, all of whose threads do `run(column, row, local)`.
    Workgroups(usize, usize),
    /// Workgroups that reduce, likewise.
    Reducing(usize, usize),
    /// The workgroups of the first, and behind them those of the second.
    Beside(Box<[Grid; 2]>),
}

/// How many threads there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threads {
    Fixed(usize),
    /// So many for each quad.
    EachQuad(usize),
    /// So many for each group of `quads` quads.
    EachSpan {
        quads: usize,
        items: usize,
    },
}

impl Threads {
    fn count(self, quads: u64) -> u64 {
        match self {
            Threads::Fixed(items) => items as u64,
            Threads::EachQuad(items) => quads.saturating_mul(items as u64),
            Threads::EachSpan { quads: span, items } => {
                quads.div_ceil(span as u64).saturating_mul(items as u64)
            }
        }
    }

    /// The count in WGSL.
    fn wgsl(self) -> String {
        match self {
            Threads::Fixed(items) => format!("{items}u"),
            Threads::EachQuad(items) => format!("{items}u * step.quads"),
            Threads::EachSpan { quads, items } => {
                format!("(step.quads + {}u) / {quads}u * {items}u", quads - 1)
            }
        }
    }

    /// Workgroups for a batch of so many quads.
    pub fn workgroups(self, quads: u64) -> u64 {
        self.count(quads).div_ceil(WORKGROUP.into())
    }

    /// The workgroups in WGSL.
    pub fn workgroups_wgsl(self) -> String {
        format!("({} + {}u) / {WORKGROUP}u", self.wgsl(), WORKGROUP - 1)
    }
}

impl Grid {
    pub fn each_quad(items: usize) -> Self {
        Grid::Each(Threads::EachQuad(items))
    }

    /// Workgroups along x, y and z for a batch of so many quads.
    pub fn dispatch(&self, quads: u32) -> [u32; 3] {
        let workgroups = self.workgroups(quads.into()) as u32;
        let x = workgroups.clamp(1, MOST_WORKGROUPS);
        [x, workgroups.div_ceil(x), 1]
    }

    fn workgroups(&self, quads: u64) -> u64 {
        match self {
            Grid::Each(threads) => threads.workgroups(quads),
            Grid::Grouped(groups, threads) | Grid::Whole(groups, threads) => {
                *groups as u64 * threads.workgroups(quads)
            }
            Grid::Workgroups(columns, rows) | Grid::Reducing(columns, rows) => (columns * rows) as u64,
            Grid::Beside(grids) => grids.iter().map(|grid| grid.workgroups(quads)).sum(),
        }
    }

    /// The workgroups in WGSL.
    fn workgroups_wgsl(&self) -> String {
        match self {
            Grid::Each(threads) => threads.workgroups_wgsl(),
            Grid::Grouped(groups, threads) | Grid::Whole(groups, threads) => {
                format!("{groups}u * ({})", threads.workgroups_wgsl())
            }
            Grid::Workgroups(columns, rows) | Grid::Reducing(columns, rows) => format!("{}u", columns * rows),
            Grid::Beside(grids) => grids.each_ref().map(Grid::workgroups_wgsl).join(" + "),
        }
    }

    /// Threads in a workgroup.
    pub fn workgroup(&self) -> u32 {
        match self {
            Grid::Reducing(..) => REDUCING_WORKGROUP,
            Grid::Beside(grids) => grids[0].workgroup(),
            _ => WORKGROUP,
        }
    }

    /// The function in WGSL that calls `run`, for thread `local` of workgroup `at`. There may be more workgroups than
    /// asked for.
    pub fn start(&self) -> String {
        let body = match self {
            Grid::Each(threads) => format!(
                "    let id = at * WORKGROUP + local;
    if (id >= {}) {{ return; }}
    run(id);",
                threads.wgsl()
            ),
            Grid::Grouped(groups, threads) => format!(
                "    let across = {};
    let id = at % across * WORKGROUP + local;
    if (id >= {} || at / across >= {groups}u) {{ return; }}
    run(id, at / across);",
                threads.workgroups_wgsl(),
                threads.wgsl()
            ),
            Grid::Whole(groups, threads) => format!(
                "    let across = {};
    if (at / across >= {groups}u) {{ return; }}
    let id = at % across * WORKGROUP + local;
    let last = {} - 1u;
    run(min(id, last), at / across, at % across, local, id <= last);",
                threads.workgroups_wgsl(),
                threads.wgsl()
            ),
            Grid::Workgroups(columns, rows) | Grid::Reducing(columns, rows) => format!(
                "    if (at >= {}u) {{ return; }}
    run(at % {columns}u, at / {columns}u, local);",
                columns * rows
            ),
            Grid::Beside(grids) => {
                let [first, second] = PREFIXES;
                format!(
                    "    let others = {};
    if (at < others) {{ {first}start(at, local); }} else {{ {second}start(at - others, local); }}",
                    grids[0].workgroups_wgsl()
                )
            }
        };
        format!("\nfn start(at: u32, local: u32) {{\n{body}\n}}\n")
    }
}
