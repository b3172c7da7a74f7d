//! The inner loops for native targets, in the widest vectors that the processor has.

use std::array::from_fn;

use pulp::{Arch, Scalar, Simd, WithSimd};

use super::{Block, COLUMNS, ROWS};

/// See [`super::multiply`].
pub(super) fn multiply(block: &Block, c: &mut [f32]) {
    Arch::new().dispatch(Product { block, c });
}

struct Product<'a> {
    block: &'a Block<'a>,
    c: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { block, c } = self;
        match S::F32_LANES {
            16 => tiles::<S, { COLUMNS / 16 }>(simd, block, c),
            8 => tiles::<S, { COLUMNS / 8 }>(simd, block, c),
            4 => tiles::<S, { COLUMNS / 4 }>(simd, block, c),
            _ => tiles::<Scalar, COLUMNS>(Scalar, block, c),
        }
    }
}

/// All tiles of a block; a row of one is `VECTORS` vectors long.
#[inline(always)]
fn tiles<S: Simd, const VECTORS: usize>(simd: S, block: &Block, c: &mut [f32]) {
    let row = block.b_panels * COLUMNS;
    let panels = block.a.chunks(block.a_stride).take(block.a_panels).map(|panel| &panel[..block.depth]);
    for (a, c) in panels.zip(c.chunks_exact_mut(ROWS * row)) {
        for (index, b) in block.b.chunks_exact(block.depth).enumerate() {
            let sums = tile::<S, VECTORS>(simd, a, b);
            for (sums, c) in sums.into_iter().zip(c.chunks_exact_mut(row)) {
                let (c, _) = S::as_mut_simd_f32s(&mut c[index * COLUMNS..][..COLUMNS]);
                for (sum, c) in sums.into_iter().zip(c) {
                    *c = if block.accumulate { simd.add_f32s(*c, sum) } else { sum };
                }
            }
        }
    }
}

/// A panel of `A` times a panel of `B`.
#[inline(always)]
fn tile<S: Simd, const VECTORS: usize>(
    simd: S,
    a: &[[f32; ROWS]],
    b: &[[f32; COLUMNS]],
) -> [[S::f32s; VECTORS]; ROWS] {
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
    for (a, b) in a.iter().zip(b) {
        let (b, _) = S::as_simd_f32s(b);
        let b: [_; VECTORS] = from_fn(|index| b[index]);
        for (sums, a) in sums.iter_mut().zip(a) {
            let a = simd.splat_f32s(*a);
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = multiply_add(simd, a, b, *sum);
            }
        }
    }
    sums
}

/// In one instruction where there is one: a processor without it would call a function.
#[inline(always)]
fn multiply_add<S: Simd>(simd: S, a: S::f32s, b: S::f32s, sum: S::f32s) -> S::f32s {
    if S::F32_LANES == 1 { simd.add_f32s(simd.mul_f32s(a, b), sum) } else { simd.mul_add_f32s(a, b, sum) }
}
