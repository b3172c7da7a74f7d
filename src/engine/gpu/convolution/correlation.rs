//! The kernel of the forward pass and, at stride 1, of the input gradient: channels that are made out of
//! channels that are read.
//!
//! A thread makes a tile of channels × neighbouring pixels for one quad of images. Each turn reads one
//! row of a channel's pixels once and uses it for all channels of the tile; padding costs nothing in the
//! rows, whose range is known before the loop, and a `select` in the columns at the edge.

use super::task::Correlation;
use super::text::{lines, sum, when};
use super::tile::{Budget, Tile, for_correlation};
use crate::engine::gpu::kernel::{Grid, Kernel, Slot};

impl Correlation {
    /// Bindings: parameters, what is read, what is made, and the mask if there is one.
    pub fn compile(&self, name: &'static str, budget: &Budget, bindings: Vec<Slot>) -> Kernel {
        let tile = for_correlation(self, budget);
        let groups = self.made[0].div_ceil(tile.channels);
        let grid = if self.is_linear() {
            Grid::EachSpan { quads: tile.quads, items: groups }
        } else {
            Grid::EachQuad(groups * self.made[1] * self.across(&tile))
        };
        let constants = [
            ("READ_CHANNELS", self.read[0]),
            ("READ_HEIGHT", self.read[1]),
            ("READ_WIDTH", self.read[2]),
            ("MADE_CHANNELS", self.made[0]),
            ("MADE_HEIGHT", self.made[1]),
            ("MADE_WIDTH", self.made[2]),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("PADDING", self.padding),
            ("ACROSS", self.across(&tile)),
            ("WEIGHT", self.weight),
            ("BIAS", self.bias.unwrap_or(0)),
            ("MADE_STEP", self.made_step),
            ("READ_STEP", self.read_step),
        ];
        Kernel::new(name, grid, bindings, &constants, &[&self.text(&tile)])
    }

    fn across(&self, tile: &Tile) -> usize {
        self.made[2].div_ceil(tile.pixels)
    }

    fn text(&self, tile: &Tile) -> String {
        let mask = if self.mask {
            "@group(0) @binding(4) var<storage, read_write> activation: array<vec4f>;"
        } else {
            ""
        };
        let (place, turn, at) = if self.is_linear() {
            (place_in_batch(tile), format!("{{\n{}", self.linear_turn(tile)), String::new())
        } else {
            (
                place_on_map(tile),
                format!("for (var ky = begin; ky < end; ky++) {{\n{}", self.turn(tile)),
                "let at = ((first * MADE_HEIGHT + y) * MADE_WIDTH + x) * quads + quad;".to_owned(),
            )
        };
        let cells = || (0..tile.channels).flat_map(|m| (0..tile.pixels * tile.quads).map(move |p| (m, p)));
        let begin = lines(cells(), |(m, p)| match self.bias {
            Some(_) => format!("var s{m}_{p} = vec4f(parameters[BIAS + first + {m}u]);"),
            None => format!("var s{m}_{p} = vec4f();"),
        });
        let add = lines(cells(), |(m, p)| self.add(tile, m, p));
        let finish = lines(cells(), |(m, p)| self.finish(tile, m, p));
        let (channels, unroll) = (tile.channels, tile.unroll);
        format!(
            "
@group(0) @binding(1) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> source: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> made: array<vec4f>;
{mask}
fn run(id: u32) {{
let quads = step.quads;
{place}
let first = group * {channels}u;
let weights = WEIGHT + first * MADE_STEP;
{begin}
for (var r = 0u; r < READ_CHANNELS; r += {unroll}u) {{
{turn}
{add}
}}
}}
{at}
{finish}
}}
"
        )
    }

    /// Loads what the sums of one turn need: one row of one channel, and the weights for it.
    fn turn(&self, tile: &Tile) -> String {
        let columns = (tile.pixels - 1) * self.stride + self.kernel;
        let last_start = (self.across(tile) - 1) * tile.pixels * self.stride;
        let row = lines(0..columns, |column| {
            let cell = format!("source[row + u32(left + {column}) * quads]");
            let inside = column >= self.padding && last_start + column < self.read[2] + self.padding;
            if inside {
                format!("let a0_{column} = {cell};")
            } else {
                format!("let a0_{column} = select(vec4f(), {cell}, u32(left + {column}) < READ_WIDTH);")
            }
        });
        let ky = if self.flipped { "(KERNEL - 1u - ky)" } else { "ky" };
        format!(
            "let row = (r * READ_HEIGHT + u32(top + i32(ky))) * READ_WIDTH * quads + quad;
let w0 = weights + r * READ_STEP + {ky} * KERNEL;
{row}
{}",
            self.weights(tile, 0)
        )
    }

    /// The same where there is one pixel: several channels for several quads.
    fn linear_turn(&self, tile: &Tile) -> String {
        lines(0..tile.unroll, |u| {
            let inputs =
                lines(0..tile.quads, |q| format!("let a{u}_{q} = source[(r + {u}u) * quads + quad{q}];"));
            format!("{inputs}\nlet w{u} = weights + (r + {u}u) * READ_STEP;\n{}", self.weights(tile, u))
        })
    }

    fn weights(&self, tile: &Tile, u: usize) -> String {
        let cells = (0..tile.channels).flat_map(|m| (0..self.kernel).map(move |kx| (m, kx)));
        lines(cells, |(m, kx)| {
            let tap = if self.flipped { self.kernel - 1 - kx } else { kx };
            format!("let w{u}_{m}_{kx} = parameters[w{u} + {m}u * MADE_STEP + {tap}u];")
        })
    }

    /// One statement for each sum and turn: SwiftShader pays for every write of a variable.
    fn add(&self, tile: &Tile, m: usize, p: usize) -> String {
        let first = if self.is_linear() { p } else { p * self.stride };
        let terms = (0..tile.unroll).flat_map(|u| (0..self.kernel).map(move |kx| (u, kx)));
        let terms = sum(terms, |(u, kx)| format!("w{u}_{m}_{kx} * a{u}_{}", first + kx));
        format!("s{m}_{p} += {terms};")
    }

    fn finish(&self, tile: &Tile, m: usize, p: usize) -> String {
        let linear = self.is_linear();
        let at = if linear {
            format!("(first + {m}u) * quads + quad{p}")
        } else {
            format!("at + ({m}u * MADE_HEIGHT * MADE_WIDTH + {p}u) * quads")
        };
        let mut value = format!("s{m}_{p}");
        if self.relu {
            value = format!("max({value}, vec4f())");
        }
        if self.mask {
            value = format!("select(vec4f(), {value}, activation[{at}] > vec4f())");
        }
        let mut conditions = Vec::new();
        if m > 0 && !self.made[0].is_multiple_of(tile.channels) {
            conditions.push(format!("first + {m}u < MADE_CHANNELS"));
        }
        if linear && p > 0 {
            conditions.push(format!("quad{p} < quads"));
        }
        if !linear && p > 0 && !self.made[2].is_multiple_of(tile.pixels) {
            conditions.push(format!("x + {p}u < MADE_WIDTH"));
        }
        when(&conditions, &format!("made[{at}] = {value};"))
    }
}

/// Which group of channels and which quads a thread makes, where there is one pixel.
fn place_in_batch(tile: &Tile) -> String {
    let quads = tile.quads;
    let others = lines(1..quads, |q| format!("let quad{q} = quad0 + {q}u * span;"));
    format!(
        "let span = (quads + {}u) / {quads}u;
let group = id / span;
let quad0 = id % span;
{others}",
        quads - 1
    )
}

/// Which group of channels, pixels and quad a thread makes, and which rows of the kernel meet the input.
fn place_on_map(tile: &Tile) -> String {
    format!(
        "let quad = id % quads;
let place = id / quads;
let group = place / (MADE_HEIGHT * ACROSS);
let y = place / ACROSS % MADE_HEIGHT;
let x = place % ACROSS * {}u;
let top = i32(y * STRIDE) - i32(PADDING);
let left = i32(x * STRIDE) - i32(PADDING);
let begin = u32(max(0, -top));
let end = u32(clamp(i32(READ_HEIGHT) - top, 0, i32(KERNEL)));",
        tile.pixels
    )
}
