//! Batch normalisation, and dropout where it follows at once or stands alone.

use super::kernel::{Grid, Kernel, REDUCING_WORKGROUP, Slot, WORKGROUP, shader};
use crate::data::rng::drop_threshold;

const KEEP_ALL: &str = include_str!("kernels/keep_all.wgsl");
const DROPOUT: &str = include_str!("kernels/dropout.wgsl");

/// `nn.BatchNorm2d`'s ε and momentum, the share of the batch in the running statistics.
const NORM_CONSTANTS: &str = "const EPSILON: f32 = 1e-5;\nconst RUNNING_SHARE: f32 = 0.1;\n";

/// Dropout with probability `p`; `layer` is its number in the network and seeds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dropout {
    pub p: f32,
    pub layer: usize,
}

/// A batch normalisation with what follows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Norm {
    pub channels: usize,
    /// Rows × columns.
    pub area: usize,
    /// Where γ begins among the parameters; β follows it.
    pub gamma: usize,
    /// Where the mean begins among the running statistics; the variance follows it.
    pub running: usize,
    pub relu: bool,
    pub dropout: Option<Dropout>,
}

/// Dropout or ReLU by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drop {
    pub units: usize,
    pub relu: bool,
    pub dropout: Option<Dropout>,
}

impl Norm {
    /// Measures the batch: x → statistics.
    pub fn measure(&self, x: Slot, statistics: Slot) -> Kernel {
        let code = include_str!("kernels/norm_statistics.wgsl");
        Kernel {
            name: "norm_statistics",
            code: self.shader(REDUCING_WORKGROUP, &[], &[NORM_CONSTANTS, code]),
            bindings: vec![x, statistics, Slot::Running],
            grid: Grid::Workgroups(self.channels, 1),
        }
    }

    /// Takes the running statistics: → statistics.
    pub fn freeze(&self, statistics: Slot) -> Kernel {
        let code = include_str!("kernels/norm_frozen.wgsl");
        Kernel {
            name: "norm_frozen",
            code: self.shader(WORKGROUP, &[], &[NORM_CONSTANTS, code]),
            bindings: vec![statistics, Slot::Running],
            grid: Grid::Each(self.channels),
        }
    }

    /// x, statistics → y. Dropout drops in training alone.
    pub fn apply(&self, x: Slot, statistics: Slot, y: Slot, training: bool) -> Kernel {
        let code = include_str!("kernels/norm_apply.wgsl");
        let dropout = self.dropout.filter(|_| training);
        Kernel {
            name: "norm_apply",
            code: self.shader(WORKGROUP, &[], &[&relu(self.relu), &keeping(dropout), code]),
            bindings: vec![x, statistics, Slot::Parameters, y],
            grid: Grid::EachQuad(self.channels * self.area),
        }
    }

    /// x, dy → sums in the statistics, and the gradients of γ and β from `partial` on.
    pub fn sums(&self, x: Slot, dy: Slot, statistics: Slot, partial: usize) -> Kernel {
        let code = include_str!("kernels/norm_sums.wgsl");
        let constants = [("PARTIAL", partial)];
        Kernel {
            name: "norm_sums",
            code: self.shader(REDUCING_WORKGROUP, &constants, &[&keeping(self.dropout), code]),
            bindings: vec![x, dy, statistics, Slot::Partials],
            grid: Grid::Workgroups(self.channels, 1),
        }
    }

    /// x, dy, statistics → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, statistics: Slot, dx: Slot, mask: bool) -> Kernel {
        let code = include_str!("kernels/norm_input_gradient.wgsl");
        Kernel {
            name: "norm_input_gradient",
            code: self.shader(WORKGROUP, &[], &[&masked(mask), &keeping(self.dropout), code]),
            bindings: vec![x, dy, statistics, Slot::Parameters, dx],
            grid: Grid::EachQuad(self.channels * self.area),
        }
    }

    fn shader(&self, workgroup: u32, constants: &[(&str, usize)], parts: &[&str]) -> String {
        let shape = [
            ("CHANNELS", self.channels),
            ("AREA", self.area),
            ("UNITS", self.channels * self.area),
            ("GAMMA", self.gamma),
            ("BETA", self.gamma + self.channels),
            ("RUNNING", self.running),
        ];
        shader(workgroup, &[&shape, constants].concat(), parts)
    }
}

impl Drop {
    /// x → y. Dropout drops in training alone.
    pub fn forward(&self, x: Slot, y: Slot, training: bool) -> Kernel {
        let code = include_str!("kernels/drop.wgsl");
        let dropout = self.dropout.filter(|_| training);
        Kernel {
            name: "drop",
            code: shader(WORKGROUP, &[("UNITS", self.units)], &[&relu(self.relu), &keeping(dropout), code]),
            bindings: vec![x, y],
            grid: Grid::EachQuad(self.units),
        }
    }

    /// x, dy → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, dx: Slot, mask: bool) -> Kernel {
        let code = include_str!("kernels/drop_gradient.wgsl");
        Kernel {
            name: "drop_gradient",
            code: shader(WORKGROUP, &[("UNITS", self.units)], &[&masked(mask), &keeping(self.dropout), code]),
            bindings: vec![x, dy, dx],
            grid: Grid::EachQuad(self.units),
        }
    }
}

/// WGSL of the function `kept`.
fn keeping(dropout: Option<Dropout>) -> String {
    let Some(Dropout { p, layer }) = dropout else { return KEEP_ALL.to_owned() };
    let scale = 1.0 / (1.0 - p);
    format!(
        "const DROPOUT_LAYER: u32 = {layer}u;\nconst DROPOUT_THRESHOLD: u32 = {}u;\n\
         const DROPOUT_SCALE: f32 = {scale:?}f;\n{DROPOUT}",
        drop_threshold(p)
    )
}

fn relu(on: bool) -> String {
    format!("const RELU: bool = {on};\n")
}

pub(super) fn masked(on: bool) -> String {
    format!("const MASK: bool = {on};\n")
}
