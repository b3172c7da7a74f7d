//! What the kernel of a correlation is to do, before a tile is chosen for it.

use super::columns::Columns;

/// What is made out of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correlation {
    /// `[channels, height, width]`.
    pub read: [usize; 3],
    /// `[channels, height, width]`.
    pub made: [usize; 3],
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
    pub groups: usize,
    /// Where the weights begin.
    pub weight: usize,
    /// From the weights of one made channel to the next.
    pub made_step: usize,
    /// From the weights of one read channel to the next.
    pub read_step: usize,
    /// Whether the kernel is turned by 180°.
    pub flipped: bool,
    /// Where the bias begins.
    pub bias: Option<usize>,
    pub relu: bool,
    /// Whether a fourth binding says by its sign where the result is zero.
    pub mask: bool,
    /// Whether what it makes is to be tallied, for which threads make whole quads.
    pub tallied: bool,
}

impl Correlation {
    /// Whether it is a linear layer: each image is one pixel with many channels.
    pub fn is_linear(&self) -> bool {
        self.kernel == 1
            && self.padding == 0
            && self.groups == 1
            && self.read[1] * self.read[2] * self.made[1] * self.made[2] == 1
    }

    /// Made channels of a group, and read ones.
    pub fn of_group(&self) -> [usize; 2] {
        [self.made[0], self.read[0]].map(|channels| channels / self.groups)
    }

    /// Tiles of so many channels, none of which has channels of two groups.
    pub fn tiles(&self, channels: usize) -> usize {
        self.groups * self.of_group()[0].div_ceil(channels)
    }

    /// What a thread that makes so many neighbours reads of a row.
    pub fn columns(&self, pixels: usize) -> Columns {
        let Correlation { kernel, stride, padding, dilation, .. } = *self;
        Columns { pixels, kernel, stride, padding, dilation, read: self.read[2], made: self.made[2] }
    }
}
