//! How much of its result one thread computes: the cheapest tile by a small model of the cost.
//!
//! The model counts what a turn of the innermost loop does. For software adapters its ratios were measured on
//! SwiftShader; for real GPUs they follow from what a compute unit does in a clock: `docs/benchmarks.md` has the
//! figures, and `scripts/paper` shows what came out.

use super::shape::Convolution;
use super::task::Correlation;
use crate::engine::gpu::grid::WORKGROUP;

/// For which kind of adapter kernels are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapter {
    /// A real GPU: registers are few, threads are many, and what a workgroup has in common costs little.
    Hardware,
    /// It keeps everything in memory, compiles large tiles slowly, and pays dearly for barriers.
    Software,
}

/// What an adapter has for one thread, and how many threads fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine::gpu) struct Budget {
    /// Numbers that a correlation may sum up side by side.
    sums: usize,
    /// The same in a heavy layer, whose time outweighs that of compiling it.
    heavy_sums: usize,
    /// Weights that a correlation may hold for a row of the kernel.
    weights: usize,
    /// Numbers that a weight gradient may sum up side by side.
    weight_sums: usize,
    /// Numbers that it may hold besides.
    held: usize,
    /// Threads below which the device is not full.
    threads: usize,
    pub(super) adapter: Adapter,
}

impl Budget {
    pub const fn of(adapter: Adapter) -> Self {
        match adapter {
            Adapter::Hardware => Budget {
                sums: 64,
                heavy_sums: 64,
                weights: 32,
                weight_sums: 48,
                held: 64,
                threads: 12_288,
                adapter,
            },
            Adapter::Software => Budget {
                sums: 32,
                heavy_sums: 80,
                weights: usize::MAX,
                weight_sums: 40,
                held: 80,
                threads: 128,
                adapter,
            },
        }
    }

    /// Whether workgroups add up what they make: a software adapter pays dearly for barriers.
    pub fn tallies(&self) -> bool {
        self.is_hardware()
    }

    fn is_hardware(&self) -> bool {
        self.adapter == Adapter::Hardware
    }
}

/// Quads of the batch that tiles are chosen for: 128 images.
pub(in crate::engine::gpu) const QUADS: usize = 32;

/// Multiply-adds for one image from which on a layer is heavy.
const HEAVY: usize = 5_000_000;

/// What a turn of an innermost loop does.
struct Turn {
    /// Numbers that each thread loads by itself, in vectors of so many.
    loaded: usize,
    vector: usize,
    /// Weights, which the threads of a workgroup have in common.
    weights: usize,
    multiply_adds: usize,
    /// Sums that are added to.
    sums: usize,
}

impl Turn {
    fn cost(&self, budget: &Budget) -> f64 {
        let Turn { loaded, vector, weights, multiply_adds, sums } = *self;
        if budget.is_hardware() {
            // In instructions. A load needs an address besides; where too many bytes come from the caches, those
            // decide; and a wave waits for what it loads, the shorter the more of them there are.
            let instructions = (multiply_adds + 2 * loaded / vector + 4) as f64;
            let bytes = 4.0 * loaded as f64;
            let waiting = 100.0 * (sums + loaded + 16) as f64 / 512.0;
            instructions.max(1.5 * bytes) + waiting
        } else {
            // In nanoseconds on SwiftShader: a number loaded, a multiply-add, a register written.
            10.0 * (loaded + weights) as f64 + 0.5 * multiply_adds as f64 + sums as f64
        }
    }
}

/// What a thread of a correlation makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tile {
    pub channels: usize,
    /// Neighbours in a row.
    pub pixels: usize,
    /// Images in a vector.
    pub lanes: usize,
    /// Vectors of images, where there is one pixel only.
    pub quads: usize,
    /// Channels that it reads in one turn.
    pub unroll: usize,
}

/// What a thread of a weight gradient makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WeightTile {
    pub out_channels: usize,
    pub in_channels: usize,
    /// Rows of the kernel.
    pub rows: usize,
    /// Neighbours in a row that it sums in one turn.
    pub pixels: usize,
    /// Whether a workgroup shares a tile and adds up in its memory.
    pub together: bool,
    /// Parts into which pixels and images are split.
    pub splits: usize,
}

pub(super) fn for_correlation(of: &Correlation, budget: &Budget) -> Tile {
    let linear = of.is_linear();
    let hardware = budget.is_hardware();
    let [_, made_height, made_width] = of.made;
    let [made_channels, read_channels] = of.of_group();
    let work = of.made.iter().product::<usize>() * read_channels * of.kernel * of.kernel;
    let most_sums = if work >= HEAVY { budget.heavy_sums } else { budget.sums };
    // Half a quad in each thread fills a wave of 64 with 128 images, where there is one pixel or an odd number of rows.
    let lanes: &[usize] = match (hardware, linear) {
        (true, true) => &[2],
        (true, false) if !of.tallied && !made_height.is_multiple_of(2) => &[4, 2],
        _ => &[4],
    };
    let one = Tile { channels: 1, pixels: 1, lanes: lanes[0], quads: 1, unroll: 1 };
    let mut best = (f64::INFINITY, one);
    for (&lanes, (channels, places)) in
        lanes.iter().flat_map(|lanes| pairs(made_channels.min(16), 16).map(move |pair| (lanes, pair)))
    {
        let fits = match (linear, hardware) {
            (true, true) => places == 1,
            (true, false) => matches!(places, 1 | 2 | 4),
            (false, _) => places <= made_width,
        };
        if !fits || lanes * channels * places > most_sums || channels * of.kernel > budget.weights {
            continue;
        }
        let groups = of.tiles(channels);
        let vectors = QUADS * 4 / lanes;
        let (in_group, columns, terms) = if linear {
            (vectors / places, places, places)
        } else {
            let columns = of.columns(places);
            (columns.across() * made_height * vectors, columns.all().count(), columns.terms())
        };
        let turn = Turn {
            loaded: lanes * columns,
            vector: lanes,
            weights: of.kernel * channels,
            multiply_adds: lanes * channels * terms,
            sums: lanes * channels * places,
        };
        // The workgroups of a group are whole ones. Too few threads leave the device partly idle.
        let whole = if hardware { in_group.next_multiple_of(WORKGROUP as usize) } else { in_group };
        let idle = (budget.threads as f64 / (groups * in_group) as f64).max(1.0);
        let cost = turn.cost(budget) * (groups * whole) as f64 * idle;
        if cost < best.0 {
            let (pixels, quads) = if linear { (1, places) } else { (places, 1) };
            best = (cost, Tile { channels, pixels, lanes, quads, unroll: 1 });
        }
    }
    let tile = best.1;
    let most = if hardware { 64 } else { 16 };
    let unrolls = |unroll: &usize| read_channels.is_multiple_of(*unroll) && unroll * tile.channels <= most;
    let unroll = [8, 4, 2].into_iter().find(|unroll| linear && *unroll <= most / 4 && unrolls(unroll));
    Tile { unroll: unroll.unwrap_or(1), ..tile }
}

pub(super) fn for_weights(of: &Convolution, budget: &Budget) -> WeightTile {
    let linear = of.is_linear();
    let hardware = budget.is_hardware();
    let [_, out_height, out_width] = of.output;
    let (out_channels, in_channels) = (of.out_group(), of.in_group());
    let rows = if hardware { 1 } else { of.kernel };
    let one = WeightTile { out_channels: 1, in_channels: 1, rows, pixels: 1, together: false, splits: 1 };
    let mut best = (f64::INFINITY, 1, one);
    for (out, within) in pairs(out_channels.min(10), in_channels.min(8)) {
        for pixels in 1..=out_width.min(7) {
            let taps = rows * of.kernel;
            let sums = out * within * taps;
            let columns = of.columns(pixels);
            let cells = within * rows * columns.all().count() + out * pixels;
            // A real GPU goes along the row and holds the columns of one tap.
            let held = if hardware { within * of.kernel + out } else { cells };
            let too_large = sums > budget.weight_sums || 4 * held > budget.held;
            if (out * within > 1 && too_large) || (pixels > 1 && sums * pixels > 600) {
                continue;
            }
            let of_group = out_channels.div_ceil(out) * in_channels.div_ceil(within);
            let tiles = of.groups * of_group * of.kernel.div_ceil(rows);
            let turns = tiles * columns.across();
            let turn = Turn {
                loaded: 4 * cells,
                vector: 4,
                weights: 0,
                multiply_adds: 4 * out * within * rows * columns.terms(),
                sums: if hardware { sums } else { 2 * sums },
            };
            let filling = if linear { budget.threads as f64 / 2.0 } else { 0.0 };
            let idle = (filling / tiles as f64).max(1.0);
            let cost = turns as f64 * turn.cost(budget) * idle;
            if cost < best.0 {
                let tile = WeightTile { out_channels: out, in_channels: within, pixels, ..one };
                best = (cost, tiles, tile);
            }
        }
    }
    let (_, tiles, tile) = best;
    let items = if linear { 1 } else { out_height * of.columns(tile.pixels).across() } * QUADS;
    let workgroup = WORKGROUP as usize;
    // A workgroup that adds up needs a few turns of each thread to be worth it.
    let together = hardware && !linear && items >= 4 * workgroup;
    let splits = if together {
        (budget.threads / workgroup).div_ceil(tiles).min(items / workgroup / 2)
    } else if linear && hardware {
        1
    } else if hardware {
        (budget.threads / tiles).min(items / 8)
    } else {
        (512 / tiles).min(items)
    };
    WeightTile { together, splits: splits.max(1), ..tile }
}

fn pairs(first: usize, second: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=first).flat_map(move |first| (1..=second).map(move |second| (first, second)))
}
