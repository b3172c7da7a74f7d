//! Work on pieces of slices: on all cores natively, one after the other in the browser.

#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;

/// Bytes below which handing pieces to other cores costs more than it saves.
#[cfg(not(target_arch = "wasm32"))]
const WORTHWHILE: usize = 1 << 16;

/// Hands each piece of `size` values, with its number, to `work`; the last piece may be shorter.
pub(crate) fn each<T: Send>(values: &mut [T], size: usize, work: impl Fn(usize, &mut [T]) + Sync) {
    #[cfg(not(target_arch = "wasm32"))]
    if size_of_val(values) >= WORTHWHILE {
        values.par_chunks_mut(size).enumerate().for_each(|(index, piece)| work(index, piece));
        return;
    }
    values.chunks_mut(size).enumerate().for_each(|(index, piece)| work(index, piece));
}

/// Hands each two pieces of `sizes` values to `work`, with memory of its own that `memory` makes.
pub(crate) fn each_with<M>(
    from: &[f32],
    to: &mut [f32],
    sizes: (usize, usize),
    memory: impl Fn() -> M + Send + Sync,
    work: impl Fn(&mut M, &[f32], &mut [f32]) + Send + Sync,
) {
    #[cfg(not(target_arch = "wasm32"))]
    from.par_chunks(sizes.0)
        .zip(to.par_chunks_mut(sizes.1))
        .for_each_init(memory, |memory, (from, to)| work(memory, from, to));
    #[cfg(target_arch = "wasm32")]
    {
        let mut memory = memory();
        from.chunks(sizes.0).zip(to.chunks_mut(sizes.1)).for_each(|(from, to)| work(&mut memory, from, to));
    }
}

/// What `work` makes of each two pieces of `sizes` values, in order.
pub(crate) fn map<R: Send>(
    a: &[f32],
    b: &[f32],
    sizes: (usize, usize),
    work: impl Fn(&[f32], &[f32]) -> R + Send + Sync,
) -> Vec<R> {
    #[cfg(not(target_arch = "wasm32"))]
    let pieces = a.par_chunks(sizes.0).zip(b.par_chunks(sizes.1));
    #[cfg(target_arch = "wasm32")]
    let pieces = a.chunks(sizes.0).zip(b.chunks(sizes.1));
    pieces.map(|(a, b)| work(a, b)).collect()
}
