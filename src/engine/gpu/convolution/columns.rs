//! Which columns of a row neighbouring pixels of a convolution's output look at, and which of them are padding.

/// What one thread has to do with the columns of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Neighbours that it makes, or sums over.
    pub pixels: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
    /// Width of the map that is read.
    pub read: usize,
    /// Width of the map that the pixels are of.
    pub made: usize,
}

impl Columns {
    /// How many threads there are along a row.
    pub fn across(self) -> usize {
        self.made.div_ceil(self.pixels)
    }

    /// Columns of pixel `p`, counted from the first of pixel 0, each with the column of the kernel that meets it.
    pub fn of_pixel(self, p: usize) -> impl Iterator<Item = (usize, usize)> {
        let columns = (0..self.kernel).map(move |kx| (p * self.stride + kx * self.dilation, kx));
        columns.filter(move |&(column, _)| !self.is_outside(column))
    }

    /// Those of pixel `p` that no pixel before it has.
    pub fn fresh(self, p: usize) -> impl Iterator<Item = usize> {
        let is_known =
            move |column| (0..p).any(|before| self.of_pixel(before).any(|(known, _)| known == column));
        self.of_pixel(p).map(|(column, _)| column).filter(move |&column| !is_known(column))
    }

    /// All columns.
    pub fn all(self) -> impl Iterator<Item = usize> {
        (0..self.pixels).flat_map(move |p| self.fresh(p))
    }

    /// Pairs of a pixel and one of its columns.
    pub fn terms(self) -> usize {
        (0..self.pixels).map(|p| self.of_pixel(p).count()).sum()
    }

    /// Whether a column is outside of the map in some thread.
    pub fn may_be_outside(self, column: usize) -> bool {
        let last_start = (self.across() - 1) * self.pixels * self.stride;
        column < self.padding || last_start + column >= self.read + self.padding
    }

    /// Whether it is so in every thread, since there is one alone. Nobody reads it.
    fn is_outside(self, column: usize) -> bool {
        self.across() == 1 && self.may_be_outside(column)
    }
}
