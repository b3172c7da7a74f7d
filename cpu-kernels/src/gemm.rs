//! The matrix product that convolutions and linear layers are made of: `C = A·B`, with `A` and `B`
//! packed into panels so that the innermost loop reads both in order (Goto and van de Geijn,
//! "Anatomy of High-Performance Matrix Multiplication", 2008).

use std::ops::Range;

use crate::parallel;
use crate::simd;
use crate::tile::{self, Block, COLUMNS, ROWS};

/// How deep the panels are that a tile is computed from: 12 KiB of `B` stay in the L1 cache meanwhile.
const DEPTH: usize = 384;

/// Panels of `A` that each panel of `B` meets in turn: 192 KiB, which stay in the L2 cache.
const PANELS: usize = 32;

/// One factor of a product, its values numbered by lane and depth. The lanes of `A` are its rows and
/// those of `B` its columns; the depth is what the product sums over.
pub(crate) trait Operand: Sync {
    /// Number of lanes.
    fn lanes(&self) -> usize;

    /// Number of products in a sum.
    fn depth(&self) -> usize;

    /// Fills a panel: `panel[i][j]` becomes lane `first + j` at depth `depth.start + i`. What stands for a
    /// lane that does not exist is of no interest.
    fn pack<const LANES: usize>(&self, first: usize, depth: Range<usize>, panel: &mut [[f32; LANES]]);
}

/// An operand in panels, `[panel][depth][lane]`.
#[derive(Default)]
pub(crate) struct Packed<const LANES: usize> {
    values: Vec<[f32; LANES]>,
    panels: usize,
    depth: usize,
}

impl<const LANES: usize> Packed<LANES> {
    /// Packs a whole operand.
    pub fn new(operand: &impl Operand) -> Self {
        let mut packed = Self::default();
        packed.fill(operand, 0..operand.depth());
        packed
    }

    /// Packs the given depth of an operand, over whatever was here.
    pub fn fill(&mut self, operand: &impl Operand, depth: Range<usize>) {
        self.panels = operand.lanes().div_ceil(LANES);
        self.depth = depth.len();
        self.values.resize(self.panels * self.depth, [0.0; LANES]);
        parallel::each(&mut self.values, self.depth, |index, panel| {
            operand.pack(index * LANES, depth.clone(), panel);
        });
    }
}

/// Values in a row of a product with so many columns: tiles are computed whole.
pub(crate) fn row_length(columns: usize) -> usize {
    columns.next_multiple_of(COLUMNS)
}

/// Copies the rows of a product with so many columns.
pub(crate) fn copy_rows(sums: &[f32], columns: usize, out: &mut [f32]) {
    for (out, sums) in out.chunks_exact_mut(columns).zip(sums.chunks_exact(row_length(columns))) {
        out.copy_from_slice(&sums[..columns]);
    }
}

/// Adds the rows of a product with so many columns.
pub(crate) fn add_rows(sums: &[f32], columns: usize, out: &mut [f32]) {
    for (out, sums) in out.chunks_exact_mut(columns).zip(sums.chunks_exact(row_length(columns))) {
        simd::apply(out, [&sums[..columns]], |out, [sum]| out + sum);
    }
}

/// The memory that products need, kept from one to the next.
#[derive(Default)]
pub(crate) struct Products {
    b: Packed<COLUMNS>,
    c: Vec<f32>,
}

impl Products {
    /// `A·B`: a row of [`row_length`] values for each lane of `A`, and some more at the end.
    pub fn multiply(&mut self, a: &Packed<ROWS>, b: &impl Operand) -> &[f32] {
        self.c.resize(a.panels * ROWS * row_length(b.lanes()), 0.0);
        add_product(a, b, false, &mut self.b, &mut self.c);
        &self.c
    }

    /// The sum of products of the same size, one for each [`Products::add`].
    pub fn sum(&self) -> &[f32] {
        &self.c
    }

    /// Adds a product to the sum.
    pub fn add(&mut self, a: &Packed<ROWS>, b: &impl Operand) {
        let first = self.c.is_empty();
        self.c.resize(a.panels * ROWS * row_length(b.lanes()), 0.0);
        add_product(a, b, !first, &mut self.b, &mut self.c);
    }
}

fn add_product(
    a: &Packed<ROWS>,
    b: &impl Operand,
    accumulate: bool,
    packed: &mut Packed<COLUMNS>,
    c: &mut [f32],
) {
    let row = row_length(b.lanes());
    let blocks = a.depth.div_ceil(DEPTH);
    for start in (0..a.depth).step_by(a.depth.div_ceil(blocks)) {
        let depth = start..a.depth.min(start + a.depth.div_ceil(blocks));
        packed.fill(b, depth.clone());
        parallel::each(c, PANELS * ROWS * row, |index, c| {
            let first = index * PANELS;
            let block = Block {
                a: &a.values[first * a.depth + start..],
                a_stride: a.depth,
                a_panels: PANELS.min(a.panels - first),
                b: &packed.values,
                b_panels: packed.panels,
                depth: depth.len(),
                accumulate: accumulate || start > 0,
            };
            tile::multiply(&block, c);
        });
    }
}
