//! What a correlation or a pool adds up, for each channel, of what it makes, so that a batch normalisation need not read all of it
//! for that: each workgroup leaves its part, and who normalises adds up the parts.

use super::text::{lines, place};
use crate::engine::gpu::grid::{Threads, WORKGROUP};
use crate::engine::gpu::kernel::Slot;

/// What is added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::gpu) enum Tally {
    /// What a batch norm measures: how many numbers there are, their mean, and the squares about it.
    Moments,
    /// Where the gradient of what a batch norm gave is made: Σ dy and Σ dy · x̂, x̂ being its normalised input `x`. `kept`
    /// is WGSL of the function that says what dropout keeps.
    Slopes { x: Slot, statistics: Slot, kept: String },
}

impl Tally {
    /// What it binds, from `first` on, and where its parts go, in WGSL and as slots.
    pub fn bindings(&self, first: usize) -> (String, Vec<Slot>) {
        let (reads, mut slots) = match self {
            Tally::Moments => (String::new(), Vec::new()),
            Tally::Slopes { x, statistics, kept } => (
                format!(
                    "@group(0) @binding({first}) var<storage, read> before: array<vec4f>;
@group(0) @binding({}) var<storage, read> statistics: array<f32>;
{kept}",
                    first + 1
                ),
                vec![*x, *statistics],
            ),
        };
        let tally = first + slots.len();
        slots.push(Slot::Tally);
        let parts = format!("@group(0) @binding({tally}) var<storage, read_write> tally: array<vec4f>;\n");
        (reads + &parts, slots)
    }

    /// Memory of the workgroup for so many channels.
    pub fn memory(&self, channels: usize) -> String {
        let pairs = self.rows(channels) * WORKGROUP as usize;
        let level = match self {
            Tally::Moments => format!("var<workgroup> level: array<f32, {channels}>;\n"),
            Tally::Slopes { .. } => String::new(),
        };
        format!("{level}var<workgroup> rows: array<vec2f, {pairs}>;\n")
    }

    /// Pairs of numbers that each thread adds: one for each channel, and for moments one that counts.
    fn rows(&self, channels: usize) -> usize {
        match self {
            Tally::Moments => channels + 1,
            Tally::Slopes { .. } => channels,
        }
    }

    /// Adds up the numbers `t{m}_{p}` of a tile, zero where they are none of the map's; `threads` are those of a group.
    /// `ragged` says whether tiles may hang over the edge of the map.
    pub fn text(&self, channels: usize, pixels: usize, ragged: bool, threads: Threads) -> String {
        let of_thread = match self {
            Tally::Moments => moments(channels, pixels, ragged),
            Tally::Slopes { .. } => slopes(channels, pixels),
        };
        let rows = self.rows(channels);
        let give = lines(0..rows, |row| format!("rows[{row}u * WORKGROUP + local] = row{row};"));
        let add = lines(0..rows, |row| {
            format!("rows[{row}u * WORKGROUP + local] += rows[{row}u * WORKGROUP + local + half];")
        });
        let total = match self {
            // Numbers are summed as they differ from one of them, which is near their mean: their squares stay small.
            Tally::Moments => format!(
                "let count = rows[{channels}u * WORKGROUP].x;
let total = vec4f(count, level[local] + sum.x / count, max(sum.y - sum.x * sum.x / count, 0.0), 0.0);"
            ),
            Tally::Slopes { .. } => "let total = vec4f(sum, 0.0, 0.0);".to_owned(),
        };
        format!(
            "{of_thread}
{give}
for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {{
workgroupBarrier();
if (local < half) {{
{add}
}}
}}
workgroupBarrier();
if (local < {channels}u && within + local < MADE_GROUP) {{
let sum = rows[local * WORKGROUP];
{total}
tally[(first + local) * ({}) + part] = total;
}}",
            threads.workgroups_wgsl()
        )
    }
}

/// A thread's sums, and sums of squares, of how far its numbers are from the first of the workgroup, which is an image's.
fn moments(channels: usize, pixels: usize, ragged: bool) -> String {
    let levels = lines(0..channels, |m| format!("level[{m}u] = t{m}_0.x;"));
    let alive = lines(0..pixels, |p| {
        let inside = if ragged && p > 0 { format!(" && x + {p}u < MADE_WIDTH") } else { String::new() };
        format!("let alive{p} = live(vector) & vec4<bool>(there{inside});")
    });
    let rows = lines(0..channels, |m| {
        let add = lines(0..pixels, |p| {
            format!(
                "let d{m}_{p} = select(vec4f(), t{m}_{p} - level[{m}u], alive{p});
sum += d{m}_{p};
squares = fma(d{m}_{p}, d{m}_{p}, squares);"
            )
        });
        format!(
            "var row{m} = vec2f();
{{
var sum = vec4f();
var squares = vec4f();
{add}
row{m} = vec2f(dot(sum, vec4f(1.0)), dot(squares, vec4f(1.0)));
}}"
        )
    });
    let counted = (0..pixels).map(|p| format!("select(vec4f(), vec4f(1.0), alive{p})"));
    let counted = counted.collect::<Vec<_>>().join(" + ");
    format!(
        "if (local == 0u) {{
{levels}
}}
{alive}
workgroupBarrier();
{rows}
let row{channels} = vec2f(dot({counted}, vec4f(1.0)), 0.0);"
    )
}

/// A thread's sums of dy and dy · x̂. Where dy is zero, x may be anything.
fn slopes(channels: usize, pixels: usize) -> String {
    lines(0..channels, |m| {
        let add = lines(0..pixels, |p| {
            format!(
                "let slope{p} = t{m}_{p} * kept(unit + {p}u, vector);
sum += slope{p};
products = fma(slope{p}, before[{}] - mean, products);",
                place(m, p)
            )
        });
        format!(
            "var row{m} = vec2f();
{{
let mean = statistics[first + {m}u];
let unit = ((first + {m}u) * MADE_HEIGHT + y) * MADE_WIDTH + x;
var sum = vec4f();
var products = vec4f();
{add}
let inverse_deviation = statistics[MADE_CHANNELS + first + {m}u];
row{m} = vec2f(dot(sum, vec4f(1.0)), dot(products, vec4f(1.0)) * inverse_deviation);
}}"
        )
    })
}
