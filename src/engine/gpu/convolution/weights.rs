//! The kernel of the gradients of weights and bias: sums over pixels and images of dy times x.
//!
//! A thread holds the sums of a tile of output × input channels, with all taps, and walks over the rows
//! and quads of its part, several neighbouring pixels in a turn. On real GPUs a workgroup shares a tile
//! and adds up its threads' sums; elsewhere each thread leaves a part of its own. The parts are summed
//! by the update.

use super::shape::Convolution;
use super::text::{lines, sum, when};
use super::tile::WeightTile;
use crate::engine::gpu::kernel::{Grid, Kernel, Slot, WORKGROUP};

/// Bindings: x, dy, partials; the parts begin at `partial`.
pub(super) fn kernel(of: &Convolution, tile: &WeightTile, partial: usize, bindings: Vec<Slot>) -> Kernel {
    let in_tiles = of.input[0].div_ceil(tile.in_channels);
    let tiles = of.output[0].div_ceil(tile.out_channels) * in_tiles;
    let mut constants = of.constants().to_vec();
    constants.extend([
        ("TAPS", of.taps()),
        ("WEIGHTS", of.weights()),
        ("PART", of.part()),
        ("PARTIAL", partial),
        ("SPLITS", tile.splits),
        ("IN_TILES", in_tiles),
        ("TILES", tiles),
    ]);
    let grid =
        if tile.together { Grid::Workgroups(tiles, tile.splits) } else { Grid::Each(tiles * tile.splits) };
    let text = Generator { of, tile }.text();
    Kernel::new("convolution_weight_gradient", grid, bindings, &constants, &[&text])
}

struct Generator<'a> {
    of: &'a Convolution,
    tile: &'a WeightTile,
}

/// A sum that a thread holds: output channel and input channel in the tile, row and column of the tap.
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
            (
                format!("var<workgroup> gathered: array<f32, {}>;", names.len() * WORKGROUP as usize),
                "workgroup: vec3u, local: u32",
                "let tile = workgroup.x;
let split = workgroup.y;
let start = split * WORKGROUP + local;
let stride = WORKGROUP * SPLITS;",
                self.add_up(&names),
            )
        } else {
            (
                String::new(),
                "id: u32",
                "let tile = id % TILES;
let split = id / TILES;
let start = split;
let stride = SPLITS;",
                self.store(),
            )
        };
        let walk = if self.of.is_linear() { self.linear_walk() } else { self.walk() };
        let WeightTile { out_channels, in_channels, .. } = self.tile;
        format!(
            "
@group(0) @binding(1) var<storage, read_write> input: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> slopes: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;
{memory}
fn run({of_thread}) {{
let quads = step.quads;
{place}
let oc = tile / IN_TILES * {out_channels}u;
let ic = tile % IN_TILES * {in_channels}u;
let part = PARTIAL + split * PART;
{begin}
{walk}
{finish}
}}
"
        )
    }

    fn sums(&self) -> impl Iterator<Item = Sum> {
        let (outs, ins, kernel) = (self.tile.out_channels, self.tile.in_channels, self.of.kernel);
        (0..outs * ins * kernel * kernel).map(move |at| Sum {
            o: at / (ins * kernel * kernel),
            i: at / (kernel * kernel) % ins,
            ky: at / kernel % kernel,
            kx: at % kernel,
        })
    }

    /// Output channels of the tile whose bias it sums.
    fn biases(&self) -> std::ops::Range<usize> {
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
            "for (var quad = start; quad < quads; quad += stride) {{\n{inputs}\n{slopes}\n{}\n}}",
            self.add()
        )
    }

    /// Over rows and quads, and along each row.
    fn walk(&self) -> String {
        let Convolution { kernel, stride, .. } = *self.of;
        let WeightTile { out_channels, in_channels, pixels, .. } = *self.tile;
        let columns = (pixels - 1) * stride + kernel;
        let guards = lines((0..kernel).filter(|&ky| self.row_may_be_outside(ky)), |ky| {
            format!("let inside{ky} = u32(top + {ky}) < IN_HEIGHT;")
        });
        let inputs = lines(0..in_channels, |i| {
            format!("let row{i} = (ic + {i}u) * IN_HEIGHT * IN_WIDTH * quads + quad;")
        });
        let rows = lines(0..out_channels, |o| {
            format!("let from{o} = ((oc + {o}u) * OUT_HEIGHT + y) * OUT_WIDTH * quads + quad;")
        });
        let cells = (0..in_channels)
            .flat_map(|i| (0..kernel).flat_map(move |ky| (0..columns).map(move |column| (i, ky, column))));
        let cells = lines(cells, |(i, ky, column)| self.cell(i, ky, column));
        let slopes = (0..out_channels).flat_map(|o| (0..pixels).map(move |p| (o, p)));
        let slopes = lines(slopes, |(o, p)| self.slope(o, p));
        format!(
            "for (var item = start; item < OUT_HEIGHT * quads; item += stride) {{
let y = item / quads;
let quad = item % quads;
let top = i32(y * STRIDE) - i32(PADDING);
{guards}
{inputs}
{rows}
for (var x = 0u; x < OUT_WIDTH; x += {pixels}u) {{
let left = i32(x * STRIDE) - i32(PADDING);
{cells}
{slopes}
{}
}}
}}",
            self.add()
        )
    }

    fn row_may_be_outside(&self, ky: usize) -> bool {
        let Convolution { input, output, stride, padding, .. } = *self.of;
        ky < padding || (output[1] - 1) * stride + ky >= input[1] + padding
    }

    fn column_may_be_outside(&self, column: usize) -> bool {
        let Convolution { input, output, stride, padding, .. } = *self.of;
        let last_start = (output[2].div_ceil(self.tile.pixels) - 1) * self.tile.pixels * stride;
        column < padding || last_start + column >= input[2] + padding
    }

    fn cell(&self, i: usize, ky: usize, column: usize) -> String {
        let read = format!("input[row{i} + (u32(top + {ky}) * IN_WIDTH + u32(left + {column})) * quads]");
        let mut conditions = Vec::new();
        if self.row_may_be_outside(ky) {
            conditions.push(format!("inside{ky}"));
        }
        if self.column_may_be_outside(column) {
            conditions.push(format!("u32(left + {column}) < IN_WIDTH"));
        }
        if conditions.is_empty() {
            format!("let c{i}_{ky}_{column} = {read};")
        } else {
            format!("let c{i}_{ky}_{column} = select(vec4f(), {read}, {});", conditions.join(" && "))
        }
    }

    fn slope(&self, o: usize, p: usize) -> String {
        let read = format!("slopes[from{o} + (x + {p}u) * quads]");
        if p > 0 && !self.of.output[2].is_multiple_of(self.tile.pixels) {
            format!("let d{o}_{p} = select(vec4f(), {read}, x + {p}u < OUT_WIDTH);")
        } else {
            format!("let d{o}_{p} = {read};")
        }
    }

    fn add(&self) -> String {
        let pixels = self.tile.pixels;
        let weights = lines(self.sums(), |of| {
            let Sum { o, i, ky, kx } = of;
            let terms = sum(0..pixels, |p| format!("dot(d{o}_{p}, c{i}_{ky}_{})", p * self.of.stride + kx));
            format!("{} += {terms};", of.name())
        });
        let biases = lines(self.biases(), |o| {
            format!("b{o} += dot({}, vec4f(1.0));", sum(0..pixels, |p| format!("d{o}_{p}")))
        });
        format!("{weights}\n{biases}")
    }

    /// Each thread its own sums.
    fn store(&self) -> String {
        let [in_channels, ..] = self.of.input;
        let [out_channels, ..] = self.of.output;
        let overhang = |at: usize, axis: &str, limit: &str, count: usize, size: usize| {
            (at > 0 && !count.is_multiple_of(size)).then(|| format!("{axis} + {at}u < {limit}"))
        };
        let in_output = |o| overhang(o, "oc", "OUT_CHANNELS", out_channels, self.tile.out_channels);
        let weights = lines(self.sums(), |of| {
            let Sum { o, i, ky, kx } = of;
            let in_input = overhang(i, "ic", "IN_CHANNELS", in_channels, self.tile.in_channels);
            let conditions: Vec<_> = in_output(o).into_iter().chain(in_input).collect();
            let tap = ky * self.of.kernel + kx;
            let at = format!("part + ((oc + {o}u) * IN_CHANNELS + ic + {i}u) * TAPS + {tap}u");
            when(&conditions, &format!("partials[{at}] = {};", of.name()))
        });
        let biases = lines(self.biases(), |o| {
            let conditions: Vec<_> = ["ic == 0u".to_owned()].into_iter().chain(in_output(o)).collect();
            when(&conditions, &format!("partials[part + WEIGHTS + oc + {o}u] = b{o};"))
        });
        format!("{weights}\n{biases}")
    }

    /// The workgroup's sums, added in its memory.
    fn add_up(&self, names: &[String]) -> String {
        let gather = lines(names.iter().enumerate(), |(n, name)| {
            format!("gathered[{n}u * WORKGROUP + local] = {name};")
        });
        let weights = names.len() - self.biases().len();
        let biases = if self.of.bias {
            format!(
                "if (n >= {weights}u) {{
let o = oc + n - {weights}u;
if (ic == 0u && o < OUT_CHANNELS) {{ partials[part + WEIGHTS + o] = total; }}
continue;
}}"
            )
        } else {
            String::new()
        };
        let ins = self.tile.in_channels;
        format!(
            "{gather}
workgroupBarrier();
for (var n = local; n < {}u; n += WORKGROUP) {{
var total = 0.0;
for (var i = 0u; i < WORKGROUP; i++) {{ total += gathered[n * WORKGROUP + (i + local) % WORKGROUP]; }}
{biases}
let o = oc + n / ({ins}u * TAPS);
let i = ic + n / TAPS % {ins}u;
if (o < OUT_CHANNELS && i < IN_CHANNELS) {{
partials[part + (o * IN_CHANNELS + i) * TAPS + n % TAPS] = total;
}}
}}",
            names.len()
        )
    }
}
