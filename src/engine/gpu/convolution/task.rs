//! What the kernel of a correlation is to do, before a tile is chosen for it.

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
}

impl Correlation {
    /// Whether it is a linear layer: each image is one pixel with many channels.
    pub fn is_linear(&self) -> bool {
        self.kernel == 1
            && self.padding == 0
            && self.read[1] * self.read[2] * self.made[1] * self.made[2] == 1
    }

    /// Columns of a row that a thread reads for so many neighbouring pixels: none that is outside in every thread.
    pub fn columns(&self, pixels: usize) -> impl Iterator<Item = usize> {
        (0..(pixels - 1) * self.stride + self.kernel).filter(move |&column| !self.is_outside(pixels, column))
    }

    /// Terms in the sums of so many neighbouring pixels for one row of one channel.
    pub fn terms(&self, pixels: usize) -> usize {
        let terms = (0..pixels).flat_map(|p| (0..self.kernel).map(move |kx| p * self.stride + kx));
        terms.filter(|&column| !self.is_outside(pixels, column)).count()
    }

    /// Whether a column is outside of the map in some thread.
    pub fn may_be_outside(&self, pixels: usize, column: usize) -> bool {
        let last_start = (self.made[2].div_ceil(pixels) - 1) * pixels * self.stride;
        column < self.padding || last_start + column >= self.read[2] + self.padding
    }

    /// Whether it is so in every thread, since each makes the whole width.
    pub fn is_outside(&self, pixels: usize, column: usize) -> bool {
        self.made[2] <= pixels && self.may_be_outside(pixels, column)
    }
}
