//! Max and average pooling.

use super::kernel::{Grid, Kernel, Slot, switch};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PoolKind {
    Max,
    Average,
}

/// A pool over square windows, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pool {
    pub kind: PoolKind,
    /// `[channels, height, width]`.
    pub input: [usize; 3],
    /// `[channels, height, width]`.
    pub output: [usize; 3],
    pub kernel: usize,
    pub stride: usize,
}

impl Pool {
    /// x → y, and of a max pool the winners.
    pub fn forward(&self, x: Slot, y: Slot, winners: Slot) -> Kernel {
        let (name, code, bindings) = match self.kind {
            PoolKind::Max => ("max_pool", include_str!("kernels/max_pool.wgsl"), vec![x, y, winners]),
            PoolKind::Average => ("average_pool", include_str!("kernels/average_pool.wgsl"), vec![x, y]),
        };
        let grid = Grid::EachQuad(self.output.iter().product());
        self.kernel(name, grid, bindings, &[code])
    }

    /// x, dy, winners → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, winners: Slot, dx: Slot, mask: bool) -> Kernel {
        let gradient = include_str!("kernels/pool_gradient.wgsl");
        let mut bindings = vec![x, dy, dx];
        let passed = match self.kind {
            PoolKind::Max => {
                bindings.push(winners);
                include_str!("kernels/max_passed.wgsl")
            }
            PoolKind::Average => include_str!("kernels/average_passed.wgsl"),
        };
        let grid = Grid::EachQuad(self.input.iter().product());
        self.kernel("pool_gradient", grid, bindings, &[&switch("MASK", mask), gradient, passed])
    }

    fn kernel(&self, name: &'static str, grid: Grid, bindings: Vec<Slot>, parts: &[&str]) -> Kernel {
        let constants = [
            ("CHANNELS", self.input[0]),
            ("HEIGHT", self.input[1]),
            ("WIDTH", self.input[2]),
            ("OUT_HEIGHT", self.output[1]),
            ("OUT_WIDTH", self.output[2]),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
        ];
        Kernel::new(name, grid, bindings, &constants, parts)
    }
}
