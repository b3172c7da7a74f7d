//! The inner loops in Rust, for browsers without relaxed SIMD.

use super::{Block, COLUMNS, ROWS};
use crate::simd::F32x4;

/// A row of a tile.
type Row = [F32x4; 2];

/// See [`super::multiply`].
pub(super) fn multiply(block: &Block, c: &mut [f32]) {
    let row = block.b_panels * COLUMNS;
    let panels = block.a.chunks(block.a_stride).take(block.a_panels).map(|panel| &panel[..block.depth]);
    for (a, c) in panels.zip(c.chunks_exact_mut(ROWS * row)) {
        for (index, b) in block.b.chunks_exact(block.depth).enumerate() {
            for (sums, c) in tile(a, b).into_iter().zip(c.chunks_exact_mut(row)) {
                for (sum, c) in sums.into_iter().zip(&mut c.as_chunks_mut().0[2 * index..]) {
                    *c = if block.accumulate { F32x4::load(c) + sum } else { sum }.store();
                }
            }
        }
    }
}

/// A panel of `A` times a panel of `B`. Each row has its own variable, so that it stays in registers.
fn tile(a: &[[f32; ROWS]], b: &[[f32; COLUMNS]]) -> [Row; ROWS] {
    let [mut first, mut second, mut third, mut fourth] = [[F32x4::splat(0.0); 2]; ROWS];
    for (a, b) in a.iter().zip(b) {
        let [low, high] = b.as_chunks().0 else { continue };
        let b = [F32x4::load(low), F32x4::load(high)];
        first = multiply_add(a[0], b, first);
        second = multiply_add(a[1], b, second);
        third = multiply_add(a[2], b, third);
        fourth = multiply_add(a[3], b, fourth);
    }
    [first, second, third, fourth]
}

#[inline]
fn multiply_add(a: f32, [low, high]: Row, sums: Row) -> Row {
    let a = F32x4::splat(a);
    [a * low + sums[0], a * high + sums[1]]
}
