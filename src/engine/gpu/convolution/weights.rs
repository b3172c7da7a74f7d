//! The kernel of the gradients of weights and bias: sums over pixels and images of dy times x.
//!
//! A thread holds the sums of a tile of output × input channels, with some rows of the taps, and walks over the rows
//! and quads of its part, several neighbouring pixels in a turn. A workgroup may share a tile and add up its
//! threads' sums; else each thread leaves a part of its own. The parts are summed by the update.

use std::ops::Range;

use super::columns::Columns;
use super::shape::Convolution;
use super::text::{lines, sum, when};
use super::tile::{Adapter, Budget, WeightTile, for_weights};
use crate::engine::gpu::grid::{Grid, Threads, WORKGROUP};
use crate::engine::gpu::kernel::{Kernel, Slot};
use crate::engine::gpu::single::Parts;

/// Sums that a workgroup adds up at a time: its memory is what the waves of a compute unit share.
const GATHERED: usize = 24;

/// Bindings: x, dy, partials; the parts begin at `partial`.
pub(super) fn kernel(
    of: &Convolution,
    budget: &Budget,
    partial: usize,
    bindings: Vec<Slot>,
) -> (Kernel, Parts) {
    let tile = for_weights(of, budget);
    let in_tiles = of.in_group().div_ceil(tile.in_channels);
    let out_tiles = of.out_group().div_ceil(tile.out_channels);
    let row_tiles = of.kernel.div_ceil(tile.rows);
    let tiles = of.groups * out_tiles * in_tiles * row_tiles;
    let mut constants = of.constants().to_vec();
    constants.extend([
        ("TAPS", of.taps()),
        ("WEIGHTS", of.weights()),
        ("PART", of.part()),
        ("PARTIAL", partial),
        ("SPLITS", tile.splits),
        ("IN_TILES", in_tiles),
        ("OUT_TILES", out_tiles),
        ("ROW_TILES", row_tiles),
        ("ACROSS", of.columns(tile.pixels).across()),
        ("TILES", tiles),
    ]);
    let grid = if tile.together {
        Grid::Workgroups(tiles, tile.splits)
    } else {
        Grid::Each(Threads::Fixed(tiles * tile.splits))
    };
    let text = Generator { of, tile: &tile, adapter: budget.adapter }.text();
    let kernel = Kernel::new("convolution_weight_gradient", grid, bindings, &constants, &[&text]);
    (kernel, Parts { first: of.weight, count: of.part(), partial, parts: tile.splits })
}

struct Generator<'a> {
    of: &'a Convolution,
    tile: &'a WeightTile,
    adapter: Adapter,
}

/// A sum that a thread holds: output channel, input channel and row of the kernel in the tile, column of the tap.
#[derive(Clone, Copy)]
struct Sum {
    o: usize,
    i: usize,
    ky: usize,
    kx: usize,
}

impl Sum {
    fn name(&self) -> String {
        let Sum { o, i, ky, kx } = self;
        format!("g{o}_{i}_{ky}_{kx}")
    }
}

impl Generator<'_> {
    fn text(&self) -> String {
        let names = self.names();
        let begin = lines(&names, |name| format!("var {name} = 0.0;"));
        let (memory, of_thread, place, finish) = if self.tile.together {
            let gathered = names.len().min(GATHERED) * WORKGROUP as usize;
            (
                format!("var<workgroup> gathered: array<f32, {gathered}>;"),
                "tile: u32, split: u32, local: u32",
                "let begin = split * WORKGROUP + local;
let stride = WORKGROUP * SPLITS;",
                self.add_up(&names),
            )
        } else {
            (
                String::new(),
                "id: u32",
                "let tile = id % TILES;
let split = id / TILES;
let begin = split;
let stride = SPLITS;",
                self.store(),
            )
        };
        let walk = if self.of.is_linear() { self.linear_walk() } else { self.walk() };
        let WeightTile { out_channels, in_channels, rows, .. } = self.tile;
        let (of_group, out_tile) = match self.of.groups {
            1 => ("0u", "outer"),
            _ => ("outer / OUT_TILES", "outer % OUT_TILES"),
        };
        format!(
            "
@group(0) @binding(1) var<storage, read> input: array<vec4f>;
@group(0) @binding(2) var<storage, read> slopes: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;
{memory}
fn run({of_thread}) {{
let quads = step.quads;
{place}
let outer = tile / (IN_TILES * ROW_TILES);
let of_group = {of_group};
// Of the group, and of all.
let oc_within = {out_tile} * {out_channels}u;
let ic_within = tile / ROW_TILES % IN_TILES * {in_channels}u;
let oc = of_group * OUT_GROUP + oc_within;
let ic = of_group * IN_GROUP + ic_within;
let down = tile % ROW_TILES * {rows}u;
let biased = ic_within == 0u && down == 0u;
let part = PARTIAL + split * PART;
{begin}
{walk}
{finish}
}}
"
        )
    }

    fn sums(&self) -> impl Iterator<Item = Sum> {
        let WeightTile { out_channels, in_channels, rows, .. } = *self.tile;
        let kernel = self.of.kernel;
        (0..out_channels * in_channels * rows * kernel).map(move |at| Sum {
            o: at / (in_channels * rows * kernel),
            i: at / (rows * kernel) % in_channels,
            ky: at / kernel % rows,
            kx: at % kernel,
        })
    }

    /// Output channels of the tile whose bias it sums.
    fn biases(&self) -> Range<usize> {
        0..if self.of.bias { self.tile.out_channels } else { 0 }
    }

    fn names(&self) -> Vec<String> {
        self.sums().map(|of| of.name()).chain(self.biases().map(|o| format!("b{o}"))).collect()
    }

    /// Over the quads of a linear layer.
    fn linear_walk(&self) -> String {
        let inputs =
            lines(0..self.tile.in_channels, |i| format!("let c{i}_0_0 = input[(ic + {i}u) * quads + quad];"));
        let slopes =
            lines(0..self.tile.out_channels, |o| format!("let d{o}_0 = slopes[(oc + {o}u) * quads + quad];"));
        format!(
            "for (var quad = begin; quad < quads; quad += stride) {{
{inputs}
{slopes}
{}
{}
}}",
            self.add(0..1),
            self.add_biases(0..1)
        )
    }

    /// Over rows, neighbours in them, and quads.
    fn walk(&self) -> String {
        let WeightTile { rows, pixels, .. } = *self.tile;
        let guards = lines((0..rows).filter(|&ky| self.row_may_be_outside(ky)), |ky| {
            format!("let inside{ky} = top + {}u < IN_HEIGHT;", ky * self.of.dilation)
        });
        let walk = format!(
            "for (var item = begin; item < OUT_HEIGHT * ACROSS * quads; item += stride) {{
let x = item / quads % ACROSS * {pixels}u;
let y = item / (quads * ACROSS);
let top = y * STRIDE - PADDING + down * DILATION;
let left = x * STRIDE - PADDING;
{guards}
let row = ((ic * IN_HEIGHT + top) * IN_WIDTH + left) * quads + item % quads;
let edge = ((oc * OUT_HEIGHT + y) * OUT_WIDTH + x) * quads + item % quads;
{}
}}",
            self.turn()
        );
        if self.adapter == Adapter::Software || !self.of.bias {
            return walk;
        }
        // A walk of its own, and the first: the compiler would keep the slopes in registers from one use to the other.
        format!(
            "for (var item = begin; biased && item < OUT_HEIGHT * OUT_WIDTH * quads; item += stride) {{
let edge = oc * OUT_HEIGHT * OUT_WIDTH * quads + item;
{}
{}
}}
{walk}",
            self.slopes(0),
            self.add_biases(0..1)
        )
    }

    /// What a turn along the row adds.
    fn turn(&self) -> String {
        let pixels = self.tile.pixels;
        let columns = self.columns();
        match self.adapter {
            Adapter::Software => {
                let cells = lines(columns.all(), |column| self.cells(column));
                let slopes = lines(0..pixels, |p| self.slopes(p));
                format!("{cells}\n{slopes}\n{}\n{}", self.add(0..pixels), self.add_biases(0..pixels))
            }
            // Pixel by pixel, so that few columns are held at a time.
            Adapter::Hardware => {
                let steps = lines(0..pixels, |p| {
                    format!(
                        "{}\n{}\n{}",
                        self.slopes(p),
                        lines(columns.fresh(p), |column| self.cells(column)),
                        self.add(p..p + 1)
                    )
                });
                let open = if self.row_may_be_outside(0) { "if (inside0) {" } else { "{" };
                format!("{open}\n{steps}\n}}")
            }
        }
    }

    /// What a thread reads of a row of x in a turn.
    fn columns(&self) -> Columns {
        self.of.columns(self.tile.pixels)
    }

    /// Whether row `ky` of a tile's part of the kernel is outside of the map for some tile and pixel.
    fn row_may_be_outside(&self, ky: usize) -> bool {
        let Convolution { input, output, kernel, stride, padding, dilation, .. } = *self.of;
        let mut rows = (ky..kernel).step_by(self.tile.rows).map(|row| row * dilation);
        rows.any(|row| row < padding || (output[1] - 1) * stride + row >= input[1] + padding)
    }

    /// What a column of the rows holds.
    fn cells(&self, column: usize) -> String {
        let cells = (0..self.tile.in_channels).flat_map(|i| (0..self.tile.rows).map(move |ky| (i, ky)));
        lines(cells, |(i, ky)| {
            let down = ky * self.of.dilation;
            let read = format!("input[row + (({i}u * IN_HEIGHT + {down}u) * IN_WIDTH + {column}u) * quads]");
            let mut conditions = Vec::new();
            if self.adapter == Adapter::Software && self.row_may_be_outside(ky) {
                conditions.push(format!("inside{ky}"));
            }
            if self.columns().may_be_outside(column) {
                conditions.push(format!("(left + {column}u < IN_WIDTH)"));
            }
            if conditions.is_empty() {
                format!("let c{i}_{ky}_{column} = {read};")
            } else {
                // No `&&`: each would be a branch, and a compiler that keeps what was read across dozens of them takes
                // minutes, as SwiftShader's does.
                format!("let c{i}_{ky}_{column} = select(vec4f(), {read}, {});", conditions.join(" & "))
            }
        })
    }

    fn slopes(&self, p: usize) -> String {
        lines(0..self.tile.out_channels, |o| {
            let read = format!("slopes[edge + ({o}u * OUT_HEIGHT * OUT_WIDTH + {p}u) * quads]");
            if p > 0 && !self.of.output[2].is_multiple_of(self.tile.pixels) {
                format!("let d{o}_{p} = select(vec4f(), {read}, x + {p}u < OUT_WIDTH);")
            } else {
                format!("let d{o}_{p} = {read};")
            }
        })
    }

    fn add(&self, pixels: Range<usize>) -> String {
        let columns = self.columns();
        lines(self.sums(), |of| {
            let Sum { o, i, ky, kx } = of;
            let terms = pixels.clone().filter_map(|p| {
                let (column, _) = columns.of_pixel(p).find(|&(_, met)| met == kx)?;
                Some((format!("d{o}_{p}"), format!("c{i}_{ky}_{column}")))
            });
            self.adapter.dots(&of.name(), terms)
        })
    }

    fn add_biases(&self, pixels: Range<usize>) -> String {
        lines(self.biases(), |o| {
            format!("b{o} += dot({}, vec4f(1.0));", sum(pixels.clone(), |p| format!("d{o}_{p}")))
        })
    }

    /// Each thread its own sums, unless the tile hangs over there.
    fn store(&self) -> String {
        let (in_channels, out_channels) = (self.of.in_group(), self.of.out_group());
        let overhang = |at: usize, axis: &str, limit: &str, count: usize, size: usize| {
            (at > 0 && !count.is_multiple_of(size)).then(|| format!("{axis} + {at}u < {limit}"))
        };
        let in_output = |o| overhang(o, "oc_within", "OUT_GROUP", out_channels, self.tile.out_channels);
        let weights = lines(self.sums(), |of| {
            let Sum { o, i, ky, kx } = of;
            let in_input = overhang(i, "ic_within", "IN_GROUP", in_channels, self.tile.in_channels);
            let conditions: Vec<_> = in_output(o).into_iter().chain(in_input).collect();
            let channels = format!("((oc + {o}u) * IN_GROUP + ic_within + {i}u)");
            let at = format!("part + {channels} * TAPS + (down + {ky}u) * KERNEL + {kx}u");
            when(&conditions, &format!("partials[{at}] = {};", of.name()))
        });
        let biases = lines(self.biases(), |o| {
            let conditions: Vec<_> = ["biased".to_owned()].into_iter().chain(in_output(o)).collect();
            when(&conditions, &format!("partials[part + WEIGHTS + oc + {o}u] = b{o};"))
        });
        format!("{weights}\n{biases}")
    }

    /// The workgroup's sums, added in its memory, some at a time.
    fn add_up(&self, names: &[String]) -> String {
        let weights = names.len() - self.biases().len();
        let WeightTile { in_channels, rows, .. } = *self.tile;
        lines(names.chunks(GATHERED).enumerate(), |(round, names)| {
            let gather = lines(names.iter().enumerate(), |(n, name)| {
                format!("gathered[{n}u * WORKGROUP + local] = {name};")
            });
            let again = if round > 0 { "workgroupBarrier();" } else { "" };
            format!(
                "{again}
{gather}
workgroupBarrier();
if (local < {}u) {{
var total = 0.0;
for (var i = 0u; i < WORKGROUP; i++) {{ total += gathered[local * WORKGROUP + (i + local) % WORKGROUP]; }}
let n = {}u + local;
let o = oc_within + n / ({in_channels}u * {rows}u * KERNEL);
let i = ic_within + n / ({rows}u * KERNEL) % {in_channels}u;
let tap = down * KERNEL + n % ({rows}u * KERNEL);
if (n >= {weights}u) {{
if (biased && oc_within + n - {weights}u < OUT_GROUP) {{ partials[part + WEIGHTS + oc + n - {weights}u] = total; }}
}} else if (o < OUT_GROUP && i < IN_GROUP) {{
partials[part + ((of_group * OUT_GROUP + o) * IN_GROUP + i) * TAPS + tap] = total;
}}
}}",
                names.len(),
                round * GATHERED
            )
        })
    }
}
