//! Batch normalisation, and dropout where it follows at once or stands alone.

use super::convolution::QUADS;
use super::grid::{Grid, Threads};
use super::kernel::{Kernel, REDUCE, Slot, switch};
use crate::data::rng::{HASH_MULTIPLIERS, drop_threshold};
use crate::engine::batch_norm::{EPSILON, RUNNING_SHARE};

const KEEP_ALL: &str = include_str!("kernels/keep_all.wgsl");
const DROPOUT: &str = include_str!("kernels/dropout.wgsl");

/// Quads of a channel that a workgroup takes, where it does not need all of them.
const SHARE: usize = 512;

/// Dropout with probability `p`; `layer` is its number in the network and seeds it. It keeps or drops `area` neighbours
/// together: 1, or a channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dropout {
    pub p: f32,
    pub layer: usize,
    pub area: usize,
}

/// A batch normalisation with what follows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Norm {
    pub channels: usize,
    /// Rows × columns.
    pub area: usize,
    /// Whether its channels are those of the stages around it, as in `nn.BatchNorm2d`: only then can those tally them.
    pub of_maps: bool,
    /// Where γ begins among the parameters; β follows it.
    pub gamma: usize,
    /// Where the mean begins among the running statistics; the variance follows it.
    pub running: usize,
    pub relu: bool,
    pub dropout: Option<Dropout>,
}

/// What was tallied for a batch normalisation, in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tallied {
    pub channels: usize,
    /// Each workgroup of these, for each group of channels, left a part.
    pub threads: Threads,
}

impl Tallied {
    /// Parts of all channels, for a batch of so many quads.
    pub fn parts(&self, quads: u64) -> u64 {
        self.threads.workgroups(quads).saturating_mul(self.channels as u64)
    }

    /// WGSL of the function `parts`, of one channel.
    fn wgsl(&self) -> String {
        format!("\nfn parts() -> u32 {{ return {}; }}\n", self.threads.workgroups_wgsl())
    }
}

/// Dropout or ReLU by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drop {
    pub units: usize,
    pub relu: bool,
    pub dropout: Option<Dropout>,
}

impl Norm {
    /// x → y by the statistics of the batch, which are measured unless they were tallied; the running ones follow, and
    /// dropout drops.
    pub fn forward(&self, x: Slot, y: Slot, statistics: Slot, moments: Option<Tallied>) -> Kernel {
        let mut bindings = vec![x, Slot::Parameters, y, Slot::Running, statistics];
        let keep = include_str!("kernels/norm_kept.wgsl");
        let Some(tallied) = moments else {
            let measured = include_str!("kernels/norm_measured.wgsl");
            return self.apply("norm", 1, bindings, self.dropout, &[keep, REDUCE, measured]);
        };
        bindings.push(Slot::Tally);
        let parts = tallied.wgsl();
        let parts = [keep, REDUCE, &parts, include_str!("kernels/norm_tallied.wgsl")];
        self.apply("norm", self.shares(), bindings, self.dropout, &parts)
    }

    /// x → y by the running statistics; dropout keeps all.
    pub fn frozen_forward(&self, x: Slot, y: Slot) -> Kernel {
        let frozen = include_str!("kernels/norm_frozen.wgsl");
        let bindings = vec![x, Slot::Parameters, y, Slot::Running];
        self.apply("norm_frozen", self.shares(), bindings, None, &[frozen])
    }

    /// So many workgroups for each channel.
    fn apply(
        &self,
        name: &'static str,
        shares: usize,
        bindings: Vec<Slot>,
        dropout: Option<Dropout>,
        normalising: &[&str],
    ) -> Kernel {
        let switches = [of_shares(shares), switch("RELU", self.relu), norm_constants(), keeping(dropout)];
        let forward = include_str!("kernels/norm_forward.wgsl");
        let parts = [&switches.each_ref().map(String::as_str)[..], &[forward], normalising].concat();
        self.kernel(name, Grid::Reducing(self.channels, shares), bindings, &parts)
    }

    /// x, dy, statistics → dx, and the gradients of γ and β from `partial` on; with `mask`, zero where x is not positive.
    /// The sums of slopes are made unless they were tallied.
    pub fn backward(
        &self,
        [x, dy, dx]: [Slot; 3],
        statistics: Slot,
        partial: usize,
        mask: bool,
        slopes: Option<Tallied>,
    ) -> Kernel {
        let mut bindings = vec![x, dy, statistics, Slot::Parameters, Slot::Partials, dx];
        let (shares, summed) = match slopes {
            None => (1, include_str!("kernels/slopes_summed.wgsl").to_owned()),
            Some(tallied) => {
                bindings.push(Slot::Tally);
                (self.shares(), tallied.wgsl() + include_str!("kernels/slopes_tallied.wgsl"))
            }
        };
        let partial = format!("const PARTIAL: u32 = {partial}u;\n{}", of_shares(shares));
        let backward = include_str!("kernels/norm_backward.wgsl");
        let parts = [&partial, &switch("MASK", mask), &keeping(self.dropout), REDUCE, backward, &summed];
        self.kernel("norm_gradient", Grid::Reducing(self.channels, shares), bindings, &parts)
    }

    /// WGSL of the function `kept`, for another kernel.
    pub fn keeping(&self) -> String {
        format!("const UNITS: u32 = {}u;\n{}", self.channels * self.area, keeping(self.dropout))
    }

    /// Workgroups for each channel, where each need not know all of it.
    fn shares(&self) -> usize {
        (self.area * QUADS).div_ceil(SHARE)
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
        Kernel::new(name, Grid::each_quad(self.units), bindings, &[("UNITS", self.units)], parts)
    }
}

fn of_shares(shares: usize) -> String {
    format!("const SHARES: u32 = {shares}u;\n")
}

/// WGSL of the constants of batch normalisation.
fn norm_constants() -> String {
    let epsilon = EPSILON as f32;
    format!("const EPSILON: f32 = {epsilon:?}f;\nconst RUNNING_SHARE: f32 = {RUNNING_SHARE:?}f;\n")
}

/// WGSL of the function `kept`.
fn keeping(dropout: Option<Dropout>) -> String {
    let Some(Dropout { p, layer, area }) = dropout else { return KEEP_ALL.to_owned() };
    let scale = 1.0 / (1.0 - p);
    let threshold = drop_threshold(p);
    let [first, second] = HASH_MULTIPLIERS;
    format!(
        "const DROPOUT_LAYER: u32 = {layer}u;\nconst DROPOUT_AREA: u32 = {area}u;\nconst DROPOUT_THRESHOLD: u32 = {threshold}u;\n\
         const DROPOUT_SCALE: f32 = {scale:?}f;\nconst HASH_MULTIPLIERS = vec2u({first}u, {second}u);\n{DROPOUT}"
    )
}
