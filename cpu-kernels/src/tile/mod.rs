//! The innermost loops of the matrix product, over blocks of packed panels.

#[cfg(target_arch = "wasm32")]
mod fused;
#[cfg(target_arch = "wasm32")]
mod plain;
#[cfg(not(target_arch = "wasm32"))]
mod vector;

/// Rows of `A` in a panel.
pub const ROWS: usize = 4;

/// Columns of `B` in a panel. A tile of [`ROWS`] times so many sums takes eight vectors of wasm or of AVX2: they
/// stay in the registers.
pub(super) const COLUMNS: usize = if cfg!(target_arch = "wasm32") { 8 } else { MOST_COLUMNS };

/// The same where they are most.
pub const MOST_COLUMNS: usize = 16;

/// Panels that are multiplied: `C = A·B`.
pub(super) struct Block<'a> {
    /// Panels of `A` one after the other, each `a_stride` deep in memory; the last may end after `depth`.
    pub a: &'a [[f32; ROWS]],
    pub a_stride: usize,
    pub a_panels: usize,
    /// Panels of `B` one after the other, each `depth` deep.
    pub b: &'a [[f32; COLUMNS]],
    pub b_panels: usize,
    /// What is summed over; not 0.
    pub depth: usize,
    /// Whether the product is added to `C` or takes its place.
    pub accumulate: bool,
}

/// Multiplies a block into `c`: `a_panels · ROWS` rows of `b_panels · COLUMNS`.
pub(super) fn multiply(block: &Block, c: &mut [f32]) {
    #[cfg(target_arch = "wasm32")]
    if !fused::multiply(block, c) {
        plain::multiply(block, c);
    }
    #[cfg(not(target_arch = "wasm32"))]
    vector::multiply(block, c);
}
