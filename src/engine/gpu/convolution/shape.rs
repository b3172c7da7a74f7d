//! What a convolution is, before anything is made of it.

use super::columns::Columns;
use crate::engine::gpu::kernel::Work;

/// Multiply-adds for one image from which on a layer fills a device.
const FILLING: usize = 500_000;

/// A convolution, with the ReLU that follows it if one does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine::gpu) struct Convolution {
    /// `[channels, height, width]`.
    pub input: [usize; 3],
    /// `[channels, height, width]`.
    pub output: [usize; 3],
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
    pub groups: usize,
    /// Where the weights `[out, in / groups, kernel, kernel]` begin among the parameters; the bias follows them.
    pub weight: usize,
    pub bias: bool,
    pub relu: bool,
}

impl Convolution {
    pub(super) fn constants(&self) -> [(&'static str, usize); 10] {
        [
            ("IN_GROUP", self.in_group()),
            ("IN_HEIGHT", self.input[1]),
            ("IN_WIDTH", self.input[2]),
            ("OUT_GROUP", self.out_group()),
            ("OUT_HEIGHT", self.output[1]),
            ("OUT_WIDTH", self.output[2]),
            ("KERNEL", self.kernel),
            ("STRIDE", self.stride),
            ("PADDING", self.padding),
            ("DILATION", self.dilation),
        ]
    }

    /// Input channels of a group.
    pub(super) fn in_group(&self) -> usize {
        self.input[0] / self.groups
    }

    /// Output channels of a group.
    pub(super) fn out_group(&self) -> usize {
        self.output[0] / self.groups
    }

    /// Weights of one input channel for one output channel.
    pub(super) fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    pub(super) fn weights(&self) -> usize {
        self.in_group() * self.output[0] * self.taps()
    }

    /// Weights and biases.
    pub(super) fn part(&self) -> usize {
        self.weights() + if self.bias { self.output[0] } else { 0 }
    }

    /// What a thread that sums over so many neighbours of the output reads of a row of the input.
    pub(super) fn columns(&self, pixels: usize) -> Columns {
        let Convolution { kernel, stride, padding, dilation, .. } = *self;
        Columns { pixels, kernel, stride, padding, dilation, read: self.input[2], made: self.output[2] }
    }

    /// What it does in each direction.
    pub(super) fn work(&self) -> Work {
        let [_, height, width] = self.output;
        Work { multiply_adds: self.weights() * height * width, parameters: self.part() }
    }

    /// Whether each of its kernels fills a device by itself. Beside another it would gain nothing, and an adapter that
    /// divides a dispatch among its threads in advance, as Mesa's lavapipe, would be idle in part.
    pub fn fills_device(&self) -> bool {
        self.work().multiply_adds >= FILLING
    }

    /// Whether it works on single pixels, as a linear layer does.
    pub(super) fn is_linear(&self) -> bool {
        let pixels = self.input[1] * self.input[2] * self.output[1] * self.output[2];
        self.kernel == 1 && self.padding == 0 && self.groups == 1 && pixels == 1
    }
}
