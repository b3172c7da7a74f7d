//! How much of its result one thread computes: the cheapest tile by a small model of the cost.
//!
//! The model counts what a turn of the innermost loop does: a number loaded costs twenty times as much as
//! a multiply-add, and a sum kept in a register has its price too. The ratios were measured on
//! SwiftShader and hold in kind on real GPUs, where [`Budget`] bounds the registers.

use super::shape::Convolution;
use super::task::Correlation;
use crate::engine::gpu::kernel::WORKGROUP;

/// What an adapter has for one thread, and how many threads fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine::gpu) struct Budget {
    /// Numbers that a correlation may sum up side by side.
    sums: usize,
    /// The same in a heavy layer, whose time outweighs that of compiling it.
    heavy_sums: usize,
    /// Numbers that a weight gradient may sum up side by side.
    weight_sums: usize,
    /// Numbers that it may hold besides.
    held: usize,
    /// Threads below which the device is not full.
    threads: usize,
    /// Whether a workgroup may add up in its memory at little cost.
    barriers: bool,
}

impl Budget {
    /// A real GPU: registers are few, threads are many.
    pub const HARDWARE: Budget =
        Budget { sums: 64, heavy_sums: 64, weight_sums: 48, held: 96, threads: 2048, barriers: true };
    /// A software adapter keeps everything in memory, compiles large tiles slowly, and pays dearly for
    /// barriers.
    pub const SOFTWARE: Budget =
        Budget { sums: 32, heavy_sums: 80, weight_sums: 40, held: 80, threads: 128, barriers: false };
}

/// Quads of the batch that tiles are chosen for: 128 images.
const QUADS: usize = 32;

/// Multiply-adds for one image from which on a layer is heavy.
const HEAVY: usize = 5_000_000;

/// Nanoseconds on SwiftShader for a number loaded, a multiply-add, a register written.
const LOAD: f64 = 10.0;
const MULTIPLY: f64 = 0.5;
const WRITE: f64 = 1.0;

/// What a thread of a correlation makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tile {
    pub channels: usize,
    /// Neighbours in a row.
    pub pixels: usize,
    /// Where there is one pixel only.
    pub quads: usize,
    /// Channels that it reads in one turn.
    pub unroll: usize,
}

/// What a thread of a weight gradient makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WeightTile {
    pub out_channels: usize,
    pub in_channels: usize,
    /// Neighbours in a row that it sums in one turn.
    pub pixels: usize,
    /// Whether a workgroup shares a tile and adds up in its memory.
    pub together: bool,
    /// Parts into which pixels and images are split.
    pub splits: usize,
}

pub(super) fn for_correlation(of: &Correlation, budget: &Budget) -> Tile {
    let linear = of.is_linear();
    let [made_channels, made_height, made_width] = of.made;
    let work = of.made.iter().product::<usize>() * of.read[0] * of.kernel * of.kernel;
    let most_sums = if work >= HEAVY { budget.heavy_sums } else { budget.sums };
    let mut best = (f64::INFINITY, Tile { channels: 1, pixels: 1, quads: 1, unroll: 1 });
    for (channels, places) in pairs(made_channels.min(16), 16) {
        let fits = if linear { matches!(places, 1 | 2 | 4) } else { places <= made_width };
        if !fits || 4 * channels * places > most_sums {
            continue;
        }
        let groups = made_channels.div_ceil(channels);
        let (threads, columns, turns) = if linear {
            let threads = groups * QUADS / places;
            (threads, places, threads)
        } else {
            let across = made_width.div_ceil(places) * QUADS;
            (groups * across * made_height, (places - 1) * of.stride + of.kernel, groups * across)
        };
        let loads = 4 * columns + of.kernel * channels;
        let sums = 4 * channels * places;
        let turn = LOAD * loads as f64 + sums as f64 * (MULTIPLY * of.kernel as f64 + WRITE);
        // Too few threads leave the device partly idle.
        let idle = (budget.threads as f64 / threads as f64).max(1.0);
        let cost = turn * turns as f64 * idle;
        if cost < best.0 {
            let (pixels, quads) = if linear { (1, places) } else { (places, 1) };
            best = (cost, Tile { channels, pixels, quads, unroll: 1 });
        }
    }
    let tile = best.1;
    let unrolls = |unroll: &usize| of.read[0].is_multiple_of(*unroll) && unroll * tile.channels <= 16;
    let unroll = [4, 2].into_iter().find(|unroll| linear && unrolls(unroll)).unwrap_or(1);
    Tile { unroll, ..tile }
}

pub(super) fn for_weights(of: &Convolution, budget: &Budget) -> WeightTile {
    let linear = of.is_linear();
    let taps = of.taps();
    let [out_channels, out_height, out_width] = of.output;
    let one = WeightTile { out_channels: 1, in_channels: 1, pixels: 1, together: false, splits: 1 };
    let mut best = (f64::INFINITY, 1, one);
    for (out, within) in pairs(out_channels.min(10), of.input[0].min(8)) {
        for pixels in 1..=out_width.min(7) {
            let sums = out * within * taps;
            let cells = within * of.kernel * ((pixels - 1) * of.stride + of.kernel) + out * pixels;
            let too_large = sums > budget.weight_sums || 4 * cells > budget.held;
            if (out * within > 1 && too_large) || (pixels > 1 && sums * pixels > 600) {
                continue;
            }
            let tiles = out_channels.div_ceil(out) * of.input[0].div_ceil(within);
            let turns = tiles * out_width.div_ceil(pixels);
            let turn =
                4.0 * LOAD * cells as f64 + sums as f64 * (4.0 * pixels as f64 * MULTIPLY + 2.0 * WRITE);
            let idle = if linear { (budget.threads as f64 / 2.0 / tiles as f64).max(1.0) } else { 1.0 };
            let cost = turns as f64 * turn * idle;
            if cost < best.0 {
                let tile = WeightTile { out_channels: out, in_channels: within, pixels, ..one };
                best = (cost, tiles, tile);
            }
        }
    }
    let (_, tiles, tile) = best;
    let items = if linear { 1 } else { out_height } * QUADS;
    let sums = tile.out_channels * (tile.in_channels * taps + 1);
    let together = budget.barriers && !linear && out_height * out_width >= 16 && tiles < 4096 && sums <= 63;
    let splits = if together {
        128usize.div_ceil(tiles).min(items / WORKGROUP as usize)
    } else if linear && budget.barriers {
        1
    } else {
        (512 / tiles).min(items)
    };
    WeightTile { together, splits: splits.max(1), ..tile }
}

fn pairs(first: usize, second: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=first).flat_map(move |first| (1..=second).map(move |second| (first, second)))
}
