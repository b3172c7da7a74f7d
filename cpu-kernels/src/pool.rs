//! Max-pooling in windows of 2 × 2 that do not overlap, and its gradient.

use std::iter::zip;

use crate::simd::{F32x4, load};

/// Images `[images, height, width]`. A last row or column that fills no window is left out, as in PyTorch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct PoolShape {
    /// Batch times channels.
    pub images: usize,
    pub height: usize,
    pub width: usize,
}

impl PoolShape {
    fn area(&self) -> usize {
        self.height * self.width
    }

    fn out_area(&self) -> usize {
        (self.height / 2) * (self.width / 2)
    }
}

/// The maximum of each window: `out` is `[images, height / 2, width / 2]`.
#[inline(never)]
pub fn max_pool2d(x: &[f32], shape: &PoolShape, out: &mut [f32]) {
    for (x, out) in zip(x.chunks_exact(shape.area()), out.chunks_exact_mut(shape.out_area())) {
        for (rows, out) in zip(x.chunks_exact(2 * shape.width), out.chunks_exact_mut(shape.width / 2)) {
            let (upper, lower) = rows.split_at(shape.width);
            for (index, out) in out.chunks_mut(4).enumerate() {
                let [a, b, c, d] = windows(upper, lower, index);
                a.max(b).max(c.max(d)).store_first(out);
            }
        }
    }
}

/// Gradient of the loss for the input: each of `dy` goes to the first maximum of its window, as in PyTorch.
#[inline(never)]
pub fn max_pool2d_gradient(x: &[f32], dy: &[f32], shape: &PoolShape, dx: &mut [f32]) {
    dx.fill(0.0);
    let images = zip(x.chunks_exact(shape.area()), dx.chunks_exact_mut(shape.area()));
    for ((x, dx), dy) in zip(images, dy.chunks_exact(shape.out_area())) {
        let rows = zip(x.chunks_exact(2 * shape.width), dx.chunks_exact_mut(2 * shape.width));
        for ((x, dx), dy) in zip(rows, dy.chunks_exact(shape.width / 2)) {
            let (upper, lower) = x.split_at(shape.width);
            let (dx_upper, dx_lower) = dx.split_at_mut(shape.width);
            for (index, dy) in dy.chunks(4).enumerate() {
                let [a, b, c, d] = windows(upper, lower, index);
                let (to_upper, to_lower) = load(dy).to_larger(a.max(b), c.max(d));
                let (to_a, to_b) = to_upper.to_larger(a, b);
                let (to_c, to_d) = to_lower.to_larger(c, d);
                for (dx, (low, high)) in
                    [(&mut *dx_upper, F32x4::zip(to_a, to_b)), (&mut *dx_lower, F32x4::zip(to_c, to_d))]
                {
                    let dx = &mut dx[8 * index..8 * index + 2 * dy.len()];
                    let (dx_low, dx_high) = dx.split_at_mut(dx.len().min(4));
                    low.store_first(dx_low);
                    high.store_first(dx_high);
                }
            }
        }
    }
}

/// Upper left, upper right, lower left and lower right of the four windows from `4 · index` on.
#[inline]
fn windows(upper: &[f32], lower: &[f32], index: usize) -> [F32x4; 4] {
    let pairs = |row: &[f32]| {
        let row = &row[8 * index..];
        F32x4::unzip(load(row), load(row.get(4..).unwrap_or_default()))
    };
    let ((a, b), (c, d)) = (pairs(upper), pairs(lower));
    [a, b, c, d]
}
