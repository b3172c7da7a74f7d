//! How much memory training on the CPU takes, estimated before anything is allocated, and the largest batch
//! that fits.
//!
//! The estimate adds up what [`super::burn_model`] and the kernels hold at the worst moment of a step, the backward
//! pass of the costliest layer:
//!
//! - for each image: its pixels, twice (assembled, and as a tensor); what every layer yields, which is kept for
//!   the backward pass (a ReLU behind a convolution or a linear layer works in its place; dropout keeps its
//!   mask too, and a pool other than 2 × 2 the places of its maxima, in 64 bits); and for the costliest layer
//!   the gradients of what it yields and of what it was given, with the packed panels and the product of a
//!   linear layer, which hold the whole batch;
//! - for each parameter: fourteen numbers, see `COPIES`;
//! - what the product of a convolution needs, which is computed group by group of images and does not grow
//!   with the batch: its packed weights, its sums, and 32 MiB for the rest.
//!
//! What other threads need for their groups, the data set and what the allocator loses between its blocks are
//! not in the estimate: [`Limits::total`] leaves room for them.

use fovea_cpu_kernels::{MOST_COLUMNS, ROWS};

use super::error::{EngineError, Place};
use crate::arch::{CLASSES, Network, Op, Shape, TraceError, TracedLayer};
use crate::data::PIXELS;

/// Numbers for each parameter. Weights and Adam's two moments are there once to compute with, twice in checkpoints, and
/// once as the training loop last found them good; the gradients make thirteen. While a snapshot is written, they are
/// read, copied on the way and put into a file: seven more.
const COPIES: u64 = 20;

/// Bytes for the panels, offsets and padded images of one group of a convolution.
const GROUP: u64 = 32 << 20;

/// Numbers for each image that the loss takes: logits, softmax, labels, and what leads from one to the other.
const LOSS: u64 = 10 * CLASSES as u64;

/// Bytes of a number.
const NUMBER: u64 = 4;

/// Images in a batch at most that anybody asks about.
const MOST: usize = 1 << 24;

/// Bytes that a place has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For one tensor.
    pub tensor: u64,
    /// For everything that the estimate counts.
    pub total: u64,
}

impl Limits {
    /// WebAssembly's: an allocation stays below 2 GiB and the whole memory within 4 GiB, of which one is left
    /// to the data set, to other networks and to fragmentation.
    pub const WASM: Limits = Limits { tensor: i32::MAX as u64, total: 3 << 30 };

    /// Those of the place where this runs.
    #[cfg(target_arch = "wasm32")]
    pub fn here() -> Self {
        Self::WASM
    }

    /// Those of the place where this runs: nine tenths of the memory that is free now, in a container of what
    /// it may have.
    #[cfg(all(not(target_arch = "wasm32"), feature = "cli"))]
    pub fn here() -> Self {
        use sysinfo::{MemoryRefreshKind, RefreshKind, System};
        let memory = MemoryRefreshKind::nothing().with_ram();
        let system = System::new_with_specifics(RefreshKind::nothing().with_memory(memory));
        let machine = system.available_memory();
        // Not its own `free_memory`: that counts the files that the system keeps in memory as used.
        let container = system.cgroup_limits().map(|limits| limits.total_memory.saturating_sub(limits.rss));
        match machine.min(container.unwrap_or(u64::MAX)) {
            // A system that does not tell.
            0 => Self::UNKNOWN,
            available => Limits { total: available / 10 * 9, ..Self::UNKNOWN },
        }
    }

    /// Those of the place where this runs, of which nothing is known.
    #[cfg(all(not(target_arch = "wasm32"), not(feature = "cli")))]
    pub fn here() -> Self {
        Self::UNKNOWN
    }

    #[cfg(not(target_arch = "wasm32"))]
    const UNKNOWN: Limits = Limits { tensor: i64::MAX as u64, total: u64::MAX };
}

/// Bytes that training a network on the CPU takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    fixed: u64,
    per_image: u64,
    /// Of the largest tensor that does not grow with the batch.
    fixed_tensor: u64,
    /// Of the largest tensor that does.
    tensor_per_image: u64,
}

impl Need {
    /// What training `network` takes.
    ///
    /// # Errors
    /// When the layers do not fit together.
    pub fn of(network: &Network) -> Result<Self, TraceError> {
        let trace = network.trace()?;
        let weights = trace.parameters as u64;
        let largest = trace.layers.iter().map(|layer| layer.parameters as u64).max().unwrap_or(0);
        let layers: Vec<PerImage> = per_image(&trace.layers).collect();
        let kept = layers.iter().fold(0, |sum: u64, layer| sum.saturating_add(layer.kept));
        let passing = layers.iter().map(|layer| layer.passing).max().unwrap_or(0);
        let tensor = layers.iter().map(|layer| layer.tensor).max().unwrap_or(0).max(PIXELS as u64);
        let numbers = (2 * PIXELS as u64 + LOSS).saturating_add(kept).saturating_add(passing);
        let parameters = weights.saturating_mul(COPIES).saturating_add(largest.saturating_mul(2));
        Ok(Need {
            fixed: parameters.saturating_mul(NUMBER).saturating_add(GROUP),
            per_image: numbers.saturating_mul(NUMBER),
            // A snapshot: weights and moments in one file.
            fixed_tensor: weights.saturating_mul(3 * NUMBER),
            tensor_per_image: tensor.saturating_mul(NUMBER),
        })
    }

    /// Bytes that a step with so many images takes.
    pub fn bytes(&self, batch: usize) -> u64 {
        self.per_image.saturating_mul(rows(batch)).saturating_add(self.fixed)
    }

    /// Bytes of the largest tensor in such a step.
    pub fn largest_tensor(&self, batch: usize) -> u64 {
        self.tensor_per_image.saturating_mul(rows(batch)).max(self.fixed_tensor)
    }

    /// Whether a step with so many images stays within `limits`.
    pub fn fits(&self, batch: usize, limits: &Limits) -> bool {
        self.bytes(batch) <= limits.total && self.largest_tensor(batch) <= limits.tensor
    }

    /// Images in the largest batch within `limits`; 0 when there is none.
    pub fn largest_batch(&self, limits: &Limits) -> usize {
        largest(|batch| self.fits(batch, limits))
    }

    /// Lets a batch pass that stays within `limits`.
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`].
    pub fn admit(&self, batch: usize, limits: &Limits) -> Result<(), EngineError> {
        if self.fits(batch, limits) {
            return Ok(());
        }
        Err(EngineError::too_large(batch, self.largest_batch(limits), Place::Memory))
    }
}

/// The largest batch, up to [`MOST`], that `fits`; 0 when none does. With a batch every smaller one fits.
pub(super) fn largest(fits: impl Fn(usize) -> bool) -> usize {
    let (mut fitting, mut too_large) = (0, MOST + 1);
    while too_large - fitting > 1 {
        let middle = fitting + (too_large - fitting) / 2;
        if fits(middle) {
            fitting = middle;
        } else {
            too_large = middle;
        }
    }
    fitting
}

/// Numbers that one layer takes for each image.
#[derive(Default)]
struct PerImage {
    /// Until the backward pass has come by.
    kept: u64,
    /// In the layer's own backward pass.
    passing: u64,
    /// Of the largest tensor.
    tensor: u64,
}

fn per_image(layers: &[TracedLayer]) -> impl Iterator<Item = PerImage> {
    let before = [None].into_iter().chain(layers.iter().map(|layer| Some(layer.op)));
    layers.iter().zip(before).map(|(layer, before)| {
        let (x, y) = (elements(layer.input), elements(layer.output));
        let gradients = x.saturating_add(y);
        match layer.op {
            Op::Relu if matches!(before, Some(Op::Conv2d { .. } | Op::Linear { .. })) => PerImage::default(),
            Op::Flatten | Op::LogSoftmax => PerImage::default(),
            Op::Linear { .. } => {
                let tiled = |numbers: u64| numbers.next_multiple_of(MOST_COLUMNS as u64);
                let (from, to) = (tiled(x), tiled(y));
                let passing = gradients.saturating_add(from).saturating_add(to);
                PerImage { kept: y, passing, tensor: from.max(to) }
            }
            Op::Dropout { .. } | Op::Dropout2d { .. } => {
                PerImage { kept: y.saturating_mul(2), passing: gradients, tensor: y }
            }
            Op::MaxPool2d { kernel, stride } if (kernel, stride) != (2, 2) => {
                PerImage { kept: y.saturating_mul(3), passing: gradients, tensor: y.saturating_mul(2) }
            }
            // The terms of the function, each of which burn keeps.
            Op::Activation(_) | Op::Softmax => {
                PerImage { kept: y.saturating_mul(4), passing: gradients, tensor: y }
            }
            Op::Conv2d { .. }
            | Op::Relu
            | Op::BatchNorm1d
            | Op::BatchNorm2d
            | Op::MaxPool2d { .. }
            | Op::AvgPool2d { .. } => PerImage { kept: y, passing: gradients, tensor: y },
        }
    })
}

fn elements(shape: Shape) -> u64 {
    shape.dimensions().into_iter().fold(1, |product: u64, size| product.saturating_mul(size as u64))
}

/// Rows of a product with so many images: they are computed in panels.
fn rows(batch: usize) -> u64 {
    (batch as u64).div_ceil(ROWS as u64).saturating_mul(ROWS as u64)
}
