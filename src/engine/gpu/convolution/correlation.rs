//! The kernel of the forward pass and, at stride 1, of the input gradient: channels that are made out of
//! channels that are read.
//!
//! A thread makes a tile of channels × neighbouring pixels for one vector of images. Each turn reads one row of a
//! channel's pixels once and uses it for all channels of the tile. The channels of the tile are those of the whole
//! workgroup: its weights are the same in every thread, which GPUs load once for all. Padding costs nothing: rows
//! outside are passed over, and so are terms outside where a tile is as wide as the map; else there is a `select` in
//! the columns at the edge.

use super::tally::Tally;
use super::task::Correlation;
use super::text::{lines, place, when};
use super::tile::{Adapter, Budget, Tile, for_correlation};
use crate::engine::gpu::grid::{Grid, Threads};
use crate::engine::gpu::kernel::{Kernel, Slot};

impl Correlation {
    /// Bindings: parameters, what is read, what is made, the mask if there is one, and what is tallied.
    pub fn compile(
        &self,
        name: &'static str,
        budget: &Budget,
        mut bindings: Vec<Slot>,
        tally: Option<Tally>,
    ) -> Kernel {
        let tile = for_correlation(self, budget);
        let groups = self.tiles(tile.channels);
        let [made_group, read_group] = self.of_group();
        let threads = self.threads(&tile);
        let tally = tally.filter(|_| self.tallied_by(budget).is_some());
        let grid = match tally {
            Some(_) => Grid::Whole(groups, threads),
            None if tile.quads > 1 => Grid::Each(threads),
            None => Grid::Grouped(groups, threads),
        };
        let constants = [
            ("READ_GROUP", read_group),
            ("READ_HEIGHT", self.read[1]),
            ("READ_WIDTH", self.read[2]),
            ("MADE_CHANNELS", self.made[0]),
            ("MADE_GROUP", made_group),
            ("MADE_HEIGHT", self.made[1]),
            ("MADE_WIDTH", self.made[2]),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("PADDING", self.padding),
            ("DILATION", self.dilation),
            ("ACROSS", self.columns(tile.pixels).across()),
            ("WEIGHT", self.weight),
            ("BIAS", self.bias.unwrap_or(0)),
            ("MADE_STEP", self.made_step),
            ("READ_STEP", self.read_step),
        ];
        let mut declarations = String::new();
        if self.mask {
            let lanes = tile.lanes;
            declarations +=
                &format!("@group(0) @binding(4) var<storage, read> activation: array<vec{lanes}f>;\n");
        }
        if let Some(tally) = &tally {
            let (more, slots) = tally.bindings(bindings.len() + 1);
            bindings.extend(slots);
            declarations += &(more + &tally.memory(tile.channels));
        }
        let text = Generator { of: self, tile: &tile, adapter: budget.adapter, threads, tally }.text();
        Kernel::new(name, grid, bindings, &constants, &[&declarations, &text])
    }

    /// Threads of a group of channels, each of whose workgroups leaves a part of a tally; None where none is made, as in
    /// linear layers, which have no maps.
    pub fn tallied_by(&self, budget: &Budget) -> Option<Threads> {
        (budget.tallies() && !self.is_linear()).then(|| self.threads(&for_correlation(self, budget)))
    }

    fn threads(&self, tile: &Tile) -> Threads {
        if tile.quads > 1 {
            let items = self.tiles(tile.channels);
            return Threads::EachSpan { quads: tile.quads, items };
        }
        Threads::EachQuad(self.made[1] * self.columns(tile.pixels).across() * 4 / tile.lanes)
    }
}

struct Generator<'a> {
    of: &'a Correlation,
    tile: &'a Tile,
    adapter: Adapter,
    threads: Threads,
    tally: Option<Tally>,
}

impl Generator<'_> {
    fn text(&self) -> String {
        let Tile { channels, pixels, lanes, unroll, .. } = *self.tile;
        let places = || (0..channels).flat_map(|m| (0..self.places()).map(move |p| (m, p)));
        let begin = lines(places(), |(m, p)| match self.of.bias {
            Some(_) => format!("var s{m}_{p} = vec{lanes}f(parameters[BIAS + first + {m}u]);"),
            None => format!("var s{m}_{p} = vec{lanes}f();"),
        });
        let (place, walk) = if self.of.is_linear() {
            (self.place_in_batch(), self.walk_over_features())
        } else {
            (self.place_on_map(), self.walk_over_rows())
        };
        let finish = lines(places(), |(m, p)| self.finish(m, p));
        let arguments = match self.tally {
            Some(_) => "id: u32, group: u32, part: u32, local: u32, there: bool",
            None if self.tile.quads > 1 => "id: u32",
            None => "id: u32, group: u32",
        };
        let ragged = !self.of.made[2].is_multiple_of(pixels);
        let tally = self.tally.as_ref().map(|tally| tally.text(channels, pixels, ragged, self.threads));
        format!(
            "
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read> source: array<vec{lanes}f>;
@group(0) @binding(3) var<storage, read_write> made: array<vec{lanes}f>;
fn run({arguments}) {{
let vectors = step.quads * {}u;
{place}
{begin}
for (var r = 0u; r < READ_GROUP; r += {unroll}u) {{
{walk}
}}
{finish}
{}
}}
",
            4 / lanes,
            tally.unwrap_or_default()
        )
    }

    /// Sums of a channel that a thread holds.
    fn places(&self) -> usize {
        self.tile.pixels * self.tile.quads
    }

    /// Which vectors of images a thread makes, where there is one pixel.
    fn place_in_batch(&self) -> String {
        let quads = self.tile.quads;
        let channels = self.channels();
        if quads == 1 {
            return format!("let vector0 = id;\n{channels}");
        }
        let others = lines(1..quads, |q| format!("let vector{q} = vector0 + {q}u * span;"));
        format!(
            "let span = (vectors + {}u) / {quads}u;
let group = id / span;
let vector0 = id % span;
{others}
{channels}",
            quads - 1
        )
    }

    /// Which channels a thread makes, and where their weights and what they are made of begin.
    fn channels(&self) -> String {
        let channels = self.tile.channels;
        if self.of.groups == 1 {
            return format!(
                "let within = group * {channels}u;
let first = within;
let source_first = 0u;
let weights = WEIGHT + within * MADE_STEP;"
            );
        }
        let tiles = self.of.of_group()[0].div_ceil(channels);
        format!(
            "let of_group = group / {tiles}u;
let within = group % {tiles}u * {channels}u;
let first = of_group * MADE_GROUP + within;
let source_first = of_group * READ_GROUP;
let weights = WEIGHT + of_group * {}u + within * MADE_STEP;",
            self.of.of_group().iter().product::<usize>() * self.of.kernel * self.of.kernel
        )
    }

    /// Which pixels and vector of images a thread makes, and where the rows begin that it reads for them.
    fn place_on_map(&self) -> String {
        let pixels = self.tile.pixels;
        let rows = match self.adapter {
            Adapter::Hardware => "",
            Adapter::Software if self.of.dilation == 1 => {
                "let begin = u32(max(0, -i32(top)));
let end = u32(clamp(i32(READ_HEIGHT) - i32(top), 0, i32(KERNEL)));"
            }
            Adapter::Software => {
                "let begin = (u32(max(0, -i32(top))) + DILATION - 1u) / DILATION;
let end = (u32(clamp(i32(READ_HEIGHT) - i32(top), 0, i32(KERNEL * DILATION))) + DILATION - 1u) / DILATION;"
            }
        };
        let columns = self.of.columns(pixels);
        let guards = lines(columns.all().filter(|&column| columns.may_be_outside(column)), |column| {
            format!("let inside{column} = left + {column}u < READ_WIDTH;")
        });
        let x = if columns.across() == 1 {
            "let x = 0u;\nlet y = id / vectors;".to_owned()
        } else {
            format!("let x = id / vectors % ACROSS * {pixels}u;\nlet y = id / (vectors * ACROSS);")
        };
        let channels = self.channels();
        format!(
            "{x}
let vector = id % vectors;
{channels}
let top = y * STRIDE - PADDING;
let left = x * STRIDE - PADDING;
let above = ((source_first * READ_HEIGHT + top) * READ_WIDTH + left) * vectors + vector;
let along = READ_WIDTH * vectors;
let corner = ((first * MADE_HEIGHT + y) * MADE_WIDTH + x) * vectors + vector;
{rows}
{guards}"
        )
    }

    /// Adds up what one row of one channel gives, for each row of the kernel.
    fn walk_over_rows(&self) -> String {
        let columns = self.of.columns(self.tile.pixels);
        let row = lines(columns.all(), |column| {
            let cell = format!("source[row + {column}u * vectors]");
            if columns.may_be_outside(column) {
                format!("let a0_{column} = select(vec{}f(), {cell}, inside{column});", self.tile.lanes)
            } else {
                format!("let a0_{column} = {cell};")
            }
        });
        let ky = if self.of.flipped { "(KERNEL - 1u - ky)" } else { "ky" };
        // Where the weights' address is to be the same in all threads, so must be the row of the kernel.
        let open = match self.adapter {
            Adapter::Hardware if self.of.padding == 0 => "for (var ky = 0u; ky < KERNEL; ky++) { {",
            Adapter::Hardware => {
                "for (var ky = 0u; ky < KERNEL; ky++) { if (top + ky * DILATION < READ_HEIGHT) {"
            }
            Adapter::Software => "for (var ky = begin; ky < end; ky++) { {",
        };
        format!(
            "{open}
let row = above + (r * READ_HEIGHT + ky * DILATION) * along;
let w0 = weights + r * READ_STEP + {ky} * KERNEL;
{row}
{}
{}
}}
}}",
            self.weights(0),
            self.add()
        )
    }

    /// The same where there is one pixel: several channels for several vectors of images.
    fn walk_over_features(&self) -> String {
        let quads = self.tile.quads;
        let turns = lines(0..self.tile.unroll, |u| {
            let inputs =
                lines(0..quads, |q| format!("let a{u}_{q} = source[(r + {u}u) * vectors + vector{q}];"));
            format!("{inputs}\nlet w{u} = weights + (r + {u}u) * READ_STEP;\n{}", self.weights(u))
        });
        format!("{turns}\n{}", self.add())
    }

    fn weights(&self, u: usize) -> String {
        let Correlation { kernel, flipped, .. } = *self.of;
        let cells = (0..self.tile.channels).flat_map(|m| (0..kernel).map(move |kx| (m, kx)));
        lines(cells, |(m, kx)| {
            let tap = if flipped { kernel - 1 - kx } else { kx };
            format!("let w{u}_{m}_{kx} = parameters[w{u} + {m}u * MADE_STEP + {tap}u];")
        })
    }

    fn add(&self) -> String {
        let Tile { channels, pixels, lanes, unroll, .. } = *self.tile;
        let columns = self.of.columns(pixels);
        let places = (0..channels).flat_map(|m| (0..self.places()).map(move |p| (m, p)));
        lines(places, |(m, p)| {
            // The column of what is read, and that of the tap.
            let pairs: Vec<_> =
                if self.of.is_linear() { vec![(p, 0)] } else { columns.of_pixel(p).collect() };
            let terms = (0..unroll).flat_map(|u| pairs.iter().map(move |&(column, kx)| (u, column, kx)));
            let terms = terms.map(|(u, column, kx)| {
                (self.adapter.factor(&format!("w{u}_{m}_{kx}"), lanes), format!("a{u}_{column}"))
            });
            self.adapter.products(&format!("s{m}_{p}"), terms)
        })
    }

    fn finish(&self, m: usize, p: usize) -> String {
        let linear = self.of.is_linear();
        let at = if linear { format!("(first + {m}u) * vectors + vector{p}") } else { place(m, p) };
        let zero = format!("vec{}f()", self.tile.lanes);
        let mut value = format!("s{m}_{p}");
        if self.of.relu {
            value = format!("max({value}, {zero})");
        }
        if self.of.mask {
            value = format!("select({zero}, {value}, activation[{at}] > {zero})");
        }
        let mut conditions = Vec::new();
        if m > 0 && !self.of.of_group()[0].is_multiple_of(self.tile.channels) {
            conditions.push(format!("within + {m}u < MADE_GROUP"));
        }
        if linear && p > 0 {
            conditions.push(format!("vector{p} < vectors"));
        }
        if !linear && p > 0 && !self.of.made[2].is_multiple_of(self.tile.pixels) {
            conditions.push(format!("x + {p}u < MADE_WIDTH"));
        }
        if self.tally.is_none() {
            return when(&conditions, &format!("made[{at}] = {value};"));
        }
        conditions.push("there".to_owned());
        let keep = when(&conditions, &format!("t{m}_{p} = {value}; made[{at}] = t{m}_{p};"));
        format!("var t{m}_{p} = {zero};\n{keep}")
    }
}
