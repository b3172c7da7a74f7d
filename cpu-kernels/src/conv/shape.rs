//! The sizes of a convolution, and where in memory its pixels and taps are.

use crate::simd;

/// Columns of a product that are computed together at most, and at least.
const COLUMNS: (usize, usize) = (64, 512);

/// Values of a product that stay in the L2 cache: 1 MiB.
const PRODUCT: usize = 1 << 18;

/// Values of the weight gradients, 4 MiB in all, that are summed side by side and then added up.
#[cfg(not(target_arch = "wasm32"))]
const SUMS: usize = 1 << 20;

/// What is convolved with what: images `[batch, channels, height, width]` with weights `[out_channels,
/// channels / groups, kernel, kernel]`. Padding, by zeros, stride and dilation are the same in both directions; `groups`
/// divides both numbers of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct ConvShape {
    pub batch: usize,
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub out_channels: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
    pub groups: usize,
}

impl ConvShape {
    /// Rows of the output.
    pub fn out_height(&self) -> usize {
        (self.height + 2 * self.padding - self.extent()) / self.stride + 1
    }

    /// Columns of the output.
    pub fn out_width(&self) -> usize {
        (self.width + 2 * self.padding - self.extent()) / self.stride + 1
    }

    /// Rows from the first that the kernel sees to the last, both included.
    fn extent(&self) -> usize {
        self.dilation * (self.kernel - 1) + 1
    }

    /// Input channels of a group.
    fn in_group(&self) -> usize {
        self.channels / self.groups
    }

    /// Output channels of a group.
    pub(super) fn out_group(&self) -> usize {
        self.out_channels / self.groups
    }

    /// Where in a padded image a group's channels begin.
    pub(super) fn group_offset(&self, group: usize) -> usize {
        group * self.in_group() * self.padded_area()
    }

    /// Pixels of an output channel.
    pub(super) fn out_area(&self) -> usize {
        self.out_height() * self.out_width()
    }

    /// Values of an input image.
    pub(super) fn image(&self) -> usize {
        self.channels * self.height * self.width
    }

    /// Pixels of an input channel with its border.
    pub(super) fn padded_area(&self) -> usize {
        (self.height + 2 * self.padding) * self.padded_width()
    }

    fn padded_width(&self) -> usize {
        self.width + 2 * self.padding
    }

    /// Weights of an output channel.
    pub(super) fn taps(&self) -> usize {
        self.in_group() * self.kernel * self.kernel
    }

    /// How many images are computed at a time, so that a product of so many rows stays in the cache.
    pub(super) fn at_a_time(&self, rows: usize) -> usize {
        let columns = (PRODUCT / rows).clamp(COLUMNS.0, COLUMNS.1);
        columns.div_ceil(self.out_area()).min(self.batch)
    }

    /// In how many parts the batch is for the weight gradient. Their number does not depend on the machine's,
    /// so that the gradient is the same on all.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn parts(&self) -> usize {
        const MOST: usize = 8;
        (SUMS / (self.out_channels * self.taps())).clamp(1, MOST).min(self.batch)
    }

    /// One: there are no threads.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn parts(&self) -> usize {
        1
    }

    /// For each output pixel of some images, where in the padded images its first tap is.
    pub(super) fn pixel_offsets(&self, images: usize) -> Vec<usize> {
        let mut offsets = Vec::with_capacity(images * self.out_area());
        for image in 0..images {
            for y in 0..self.out_height() {
                let row = image * self.channels * self.padded_area() + y * self.stride * self.padded_width();
                offsets.extend((0..self.out_width()).map(|x| row + x * self.stride));
            }
        }
        offsets
    }

    /// For each tap of an output pixel of the first group, how far in the padded images it is from the first.
    pub(super) fn tap_offsets(&self) -> Vec<usize> {
        let mut offsets = Vec::with_capacity(self.taps());
        for channel in 0..self.in_group() {
            for y in 0..self.kernel {
                let row = channel * self.padded_area() + y * self.dilation * self.padded_width();
                offsets.extend((0..self.kernel).map(|x| row + x * self.dilation));
            }
        }
        offsets
    }

    /// For each output pixel of some images, where in the output its first channel is.
    pub(super) fn out_pixel_offsets(&self, images: usize) -> Vec<usize> {
        let area = self.out_area();
        (0..images)
            .flat_map(|image| (0..area).map(move |pixel| image * self.out_channels * area + pixel))
            .collect()
    }

    /// For each output channel of a group, how far in the output it is from the first.
    pub(super) fn out_channel_offsets(&self) -> Vec<usize> {
        (0..self.out_group()).map(|channel| channel * self.out_area()).collect()
    }

    /// Memory for some padded images, if they need a border.
    pub(super) fn border(&self, images: usize) -> Vec<f32> {
        if self.padding == 0 { Vec::new() } else { vec![0.0; images * self.channels * self.padded_area()] }
    }

    /// The images with their border, in the memory that [`ConvShape::border`] made.
    pub(super) fn pad<'a>(&self, images: &'a [f32], padded: &'a mut [f32]) -> &'a [f32] {
        if self.padding == 0 {
            return images;
        }
        let channels = images.chunks_exact(self.height * self.width);
        for (channel, padded) in channels.zip(padded.chunks_exact_mut(self.padded_area())) {
            let inner = &mut padded[self.padding * (self.padded_width() + 1)..];
            for (row, padded) in channel.chunks_exact(self.width).zip(inner.chunks_mut(self.padded_width())) {
                simd::copy(row, &mut padded[..self.width]);
            }
        }
        padded
    }

    /// Copies padded images without their border.
    pub(super) fn crop(&self, padded: &[f32], images: &mut [f32]) {
        let channels = images.chunks_exact_mut(self.height * self.width);
        for (channel, padded) in channels.zip(padded.chunks_exact(self.padded_area())) {
            let inner = &padded[self.padding * (self.padded_width() + 1)..];
            for (row, padded) in channel.chunks_exact_mut(self.width).zip(inner.chunks(self.padded_width())) {
                simd::copy(padded, row);
            }
        }
    }

    /// Adds what each output pixel says about one tap to the pixel that this tap saw; `padded` is a padded
    /// image from the tap's offset on.
    pub(super) fn add_tap(&self, values: &[f32], padded: &mut [f32]) {
        let rows = padded.chunks_mut(self.padded_width() * self.stride);
        for (to, values) in rows.zip(values.chunks_exact(self.out_width())) {
            if self.stride == 1 {
                simd::apply(&mut to[..values.len()], [values], |to, [value]| to + value);
            } else {
                to.iter_mut().step_by(self.stride).zip(values).for_each(|(to, value)| *to += value);
            }
        }
    }
}
