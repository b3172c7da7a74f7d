//! Max and average pooling.

use super::convolution::{Budget, Tally};
use super::grid::{Grid, Threads};
use super::kernel::{Kernel, Slot, switch};

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
        let grid = Grid::each_quad(self.output.iter().product());
        self.kernel(name, grid, bindings, &[code])
    }

    /// x, dy, winners → dx; with `mask`, zero where x is not positive; with the sums of slopes where a batch norm comes
    /// before.
    pub fn input_gradient(
        &self,
        budget: &Budget,
        [x, dy, dx]: [Slot; 3],
        winners: Slot,
        mask: bool,
        tally: Option<Tally>,
    ) -> Kernel {
        let mut bindings = vec![x, dy, dx];
        let passed = match self.kind {
            PoolKind::Max => {
                bindings.push(winners);
                include_str!("kernels/max_passed.wgsl")
            }
            PoolKind::Average => include_str!("kernels/average_passed.wgsl"),
        };
        let gradient = include_str!("kernels/pool_gradient.wgsl");
        let parts = [&switch("MASK", mask), gradient, passed];
        let name = "pool_gradient";
        match (tally, self.tallies_input_gradient(budget)) {
            (Some(tally), Some(threads)) => {
                let (declarations, slots) = tally.bindings(bindings.len() + 1);
                bindings.extend(slots);
                let run = include_str!("kernels/pool_gradient_tallied.wgsl");
                let run = run.replace("// tally", &tally.text(1, 1, false, threads));
                let tallied = [&declarations, &tally.memory(1), &run];
                let parts = [&parts[..], &tallied.map(String::as_str)].concat();
                self.kernel(name, Grid::Whole(self.input[0], threads), bindings, &parts)
            }
            _ => {
                let parts = [&parts[..], &[include_str!("kernels/pool_gradient_each.wgsl")]].concat();
                self.kernel(name, Grid::each_quad(self.input.iter().product()), bindings, &parts)
            }
        }
    }

    /// The threads that tally dx, for each channel; None where it is not tallied.
    pub fn tallies_input_gradient(&self, budget: &Budget) -> Option<Threads> {
        budget.tallies().then_some(Threads::EachQuad(self.input[1] * self.input[2]))
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
