//! Batch normalisation, and dropout where it follows at once or stands alone.

use super::kernel::{Grid, Kernel, REDUCE, Slot, switch};
use crate::data::rng::{HASH_MULTIPLIERS, drop_threshold};
use crate::engine::batch_norm::{EPSILON, RUNNING_SHARE};

const KEEP_ALL: &str = include_str!("kernels/keep_all.wgsl");
const DROPOUT: &str = include_str!("kernels/dropout.wgsl");

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
        let bindings = vec![x, statistics, Slot::Running];
        self.kernel("norm_statistics", self.each_channel(), bindings, &[&norm_constants(), REDUCE, code])
    }

    /// Takes the running statistics: → statistics.
    pub fn freeze(&self, statistics: Slot) -> Kernel {
        let code = include_str!("kernels/norm_frozen.wgsl");
        let bindings = vec![statistics, Slot::Running];
        self.kernel("norm_frozen", Grid::Each(self.channels), bindings, &[&norm_constants(), code])
    }

    /// x, statistics → y. Dropout drops in training alone.
    pub fn apply(&self, x: Slot, statistics: Slot, y: Slot, training: bool) -> Kernel {
        let code = include_str!("kernels/norm_apply.wgsl");
        let dropout = self.dropout.filter(|_| training);
        let bindings = vec![x, statistics, Slot::Parameters, y];
        let parts = [&switch("RELU", self.relu), &keeping(dropout), code];
        self.kernel("norm_apply", self.each_unit(), bindings, &parts)
    }

    /// x, dy → sums in the statistics, and the gradients of γ and β from `partial` on.
    pub fn sums(&self, x: Slot, dy: Slot, statistics: Slot, partial: usize) -> Kernel {
        let code = include_str!("kernels/norm_sums.wgsl");
        let bindings = vec![x, dy, statistics, Slot::Partials];
        let partial = format!("const PARTIAL: u32 = {partial}u;\n");
        self.kernel(
            "norm_sums",
            self.each_channel(),
            bindings,
            &[&partial, &keeping(self.dropout), REDUCE, code],
        )
    }

    /// x, dy, statistics → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, statistics: Slot, dx: Slot, mask: bool) -> Kernel {
        let code = include_str!("kernels/norm_input_gradient.wgsl");
        let bindings = vec![x, dy, statistics, Slot::Parameters, dx];
        let parts = [&switch("MASK", mask), &keeping(self.dropout), code];
        self.kernel("norm_input_gradient", self.each_unit(), bindings, &parts)
    }

    fn each_channel(&self) -> Grid {
        Grid::Reducing(self.channels)
    }

    fn each_unit(&self) -> Grid {
        Grid::EachQuad(self.channels * self.area)
    }

    fn kernel(&self, name: &'static str, grid: Grid, bindings: Vec<Slot>, parts: &[&str]) -> Kernel {
        let shape = [
            ("CHANNELS", self.channels),
            ("AREA", self.area),
            ("UNITS", self.channels * self.area),
            ("GAMMA", self.gamma),
            ("BETA", self.gamma + self.channels),
            ("RUNNING", self.running),
        ];
        Kernel::new(name, grid, bindings, &shape, parts)
    }
}

impl Drop {
    /// x → y. Dropout drops in training alone.
    pub fn forward(&self, x: Slot, y: Slot, training: bool) -> Kernel {
        let code = include_str!("kernels/drop.wgsl");
        let dropout = self.dropout.filter(|_| training);
        self.kernel("drop", vec![x, y], &[&switch("RELU", self.relu), &keeping(dropout), code])
    }

    /// x, dy → dx; with `mask`, zero where x is not positive.
    pub fn input_gradient(&self, x: Slot, dy: Slot, dx: Slot, mask: bool) -> Kernel {
        let code = include_str!("kernels/drop_gradient.wgsl");
        let parts = [&switch("MASK", mask), &keeping(self.dropout), code];
        self.kernel("drop_gradient", vec![x, dy, dx], &parts)
    }

    fn kernel(&self, name: &'static str, bindings: Vec<Slot>, parts: &[&str]) -> Kernel {
        Kernel::new(name, Grid::EachQuad(self.units), bindings, &[("UNITS", self.units)], parts)
    }
}

/// WGSL of the constants of batch normalisation.
fn norm_constants() -> String {
    let epsilon = EPSILON as f32;
    format!("const EPSILON: f32 = {epsilon:?}f;\nconst RUNNING_SHARE: f32 = {RUNNING_SHARE:?}f;\n")
}

/// WGSL of the function `kept`.
fn keeping(dropout: Option<Dropout>) -> String {
    let Some(Dropout { p, layer }) = dropout else { return KEEP_ALL.to_owned() };
    let scale = 1.0 / (1.0 - p);
    let threshold = drop_threshold(p);
    let [first, second] = HASH_MULTIPLIERS;
    format!(
        "const DROPOUT_LAYER: u32 = {layer}u;\nconst DROPOUT_THRESHOLD: u32 = {threshold}u;\n\
         const DROPOUT_SCALE: f32 = {scale:?}f;\nconst HASH_MULTIPLIERS = vec2u({first}u, {second}u);\n{DROPOUT}"
    )
}
