//! Turns a drawing into an image like MNIST's: cropped, scaled to 20 pixels, centred by its mass.

use super::{PIXELS, SIDE};

/// The longer side of a digit in MNIST, in pixels.
const DIGIT_SIDE: f32 = 20.0;

/// A drawing: `width` × `height` bytes, row by row, 0 background, 255 ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ink {
    width: usize,
    height: usize,
    values: Vec<u8>,
}

impl Ink {
    /// An empty drawing.
    pub fn new(width: usize, height: usize) -> Self {
        Ink { width, height, values: vec![0; width * height] }
    }

    /// From bytes row by row; None when they are not `width` × `height`.
    pub fn from_values(width: usize, height: usize, values: Vec<u8>) -> Option<Self> {
        (width.checked_mul(height) == Some(values.len())).then_some(Ink { width, height, values })
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    pub fn values(&self) -> &[u8] {
        &self.values
    }

    pub fn values_mut(&mut self) -> &mut [u8] {
        &mut self.values
    }

    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|&value| value == 0)
    }

    /// Softens the drawing by a Gaussian of this standard deviation in pixels, so that strokes look like
    /// the training set's. What is outside the drawing counts as background.
    pub fn blur(&mut self, deviation: f32) {
        if self.is_empty() || deviation.is_nan() || deviation <= 0.0 {
            return;
        }
        let kernel = gaussian(deviation);
        let rows: Vec<f32> = self.values.iter().map(|&value| f32::from(value)).collect();
        let columns = transpose(&convolve_rows(&rows, self.width, &kernel), self.width);
        let blurred = transpose(&convolve_rows(&columns, self.height, &kernel), self.height);
        self.values = blurred.iter().map(|&value| value.round() as u8).collect();
    }

    /// Rows with their number.
    fn rows(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.values.chunks(self.width.max(1)).enumerate()
    }
}

/// The drawing as MNIST would have it: the longer side 20 pixels, the centre of mass in the centre of the
/// 28 × 28 pixels unless ink would be lost at the border. None when there is no ink.
pub fn to_mnist(ink: &Ink) -> Option<[u8; PIXELS]> {
    let (columns, rows) = bounds(ink)?;
    let (mass_x, mass_y) = centre_of_mass(ink)?;
    let scale = DIGIT_SIDE / columns.length().max(rows.length());
    let place = |mass: f32, extent: Extent| {
        let centred = SIDE as f32 / 2.0 - mass * scale;
        centred.clamp(-extent.start * scale, SIDE as f32 - extent.end * scale)
    };
    Some(scaled(ink, scale, place(mass_x, columns), place(mass_y, rows)))
}

/// The whole drawing area made 28 × 28 pixels, nothing moved; centred when it is not square.
pub fn downscale(ink: &Ink) -> [u8; PIXELS] {
    let scale = SIDE as f32 / ink.width.max(ink.height).max(1) as f32;
    let place = |length: usize| (SIDE as f32 - length as f32 * scale) / 2.0;
    scaled(ink, scale, place(ink.width), place(ink.height))
}

/// From where to where, in pixels.
#[derive(Debug, Clone, Copy)]
struct Extent {
    start: f32,
    end: f32,
}

impl Extent {
    fn length(self) -> f32 {
        self.end - self.start
    }
}

/// Columns and rows of the ink. What is fainter than a quarter of the darkest counts as the edge of a
/// stroke: a blurred drawing keeps its size.
fn bounds(ink: &Ink) -> Option<(Extent, Extent)> {
    let darkest = ink.values.iter().copied().max().filter(|&value| value > 0)?;
    let is_ink = |&value: &u8| value > darkest / 4;
    let mut columns: Option<(usize, usize)> = None;
    let mut rows: Option<(usize, usize)> = None;
    for (y, row) in ink.rows() {
        let (Some(left), Some(right)) = (row.iter().position(is_ink), row.iter().rposition(is_ink)) else {
            continue;
        };
        columns = Some(columns.map_or((left, right), |(first, last)| (first.min(left), last.max(right))));
        rows = Some((rows.map_or(y, |(first, _)| first), y));
    }
    let extent = |(first, last): (usize, usize)| Extent { start: first as f32, end: last as f32 + 1.0 };
    Some((extent(columns?), extent(rows?)))
}

/// Where the ink balances, x and y in pixels from the top left corner.
fn centre_of_mass(ink: &Ink) -> Option<(f32, f32)> {
    let (mut mass, mut moment_x, mut moment_y) = (0u64, 0u64, 0u64);
    for (y, row) in ink.rows() {
        for (x, &value) in row.iter().enumerate() {
            mass += u64::from(value);
            moment_x += u64::from(value) * x as u64;
            moment_y += u64::from(value) * y as u64;
        }
    }
    let mean = |moment: u64| (moment as f64 / mass as f64 + 0.5) as f32;
    (mass > 0).then(|| (mean(moment_x), mean(moment_y)))
}

/// The drawing multiplied by `scale` and moved by (`left`, `top`) pixels of the result. Each pixel's ink
/// goes where the pixel comes to lie, so the result is the mean over each area.
fn scaled(ink: &Ink, scale: f32, left: f32, top: f32) -> [u8; PIXELS] {
    let mut sums = [[0.0f32; SIDE]; SIDE];
    for (y, row) in ink.rows() {
        let mut across = [0.0; SIDE];
        for (x, &value) in row.iter().enumerate().filter(|&(_, &value)| value > 0) {
            for (column, share) in overlaps(x, scale, left) {
                across[column] += f32::from(value) * share;
            }
        }
        for (line, share) in overlaps(y, scale, top) {
            sums[line].iter_mut().zip(across).for_each(|(sum, value)| *sum += value * share);
        }
    }
    let mut out = [0; PIXELS];
    out.iter_mut().zip(sums.as_flattened()).for_each(|(pixel, &sum)| *pixel = sum.round() as u8);
    out
}

/// The pixels of the result that pixel `index` of the drawing falls on, with how much of each it covers.
fn overlaps(index: usize, scale: f32, offset: f32) -> impl Iterator<Item = (usize, f32)> {
    let start = (index as f32 * scale + offset).max(0.0);
    let end = ((index + 1) as f32 * scale + offset).min(SIDE as f32);
    (start as usize..end.ceil() as usize).map(move |pixel| {
        let share = end.min(pixel as f32 + 1.0) - start.max(pixel as f32);
        (pixel, share.max(0.0))
    })
}

/// Weights of a Gaussian out to three deviations, of sum 1.
fn gaussian(deviation: f32) -> Vec<f32> {
    let radius = (3.0 * deviation).ceil().min(512.0) as i32;
    let weight = |at: i32| (-0.5 * (at as f32 / deviation).powi(2)).exp();
    let weights: Vec<f32> = (-radius..=radius).map(weight).collect();
    let sum: f32 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Each row, `width` long, convolved with the kernel.
fn convolve_rows(values: &[f32], width: usize, kernel: &[f32]) -> Vec<f32> {
    let radius = kernel.len() / 2;
    let mut out = vec![0.0; values.len()];
    for (row, target) in values.chunks(width).zip(out.chunks_mut(width)) {
        for (x, &value) in row.iter().enumerate().filter(|&(_, &value)| value > 0.0) {
            let first = x.saturating_sub(radius);
            let reach = target[first..width.min(x + radius + 1)].iter_mut();
            reach.zip(&kernel[first + radius - x..]).for_each(|(sum, weight)| *sum += value * weight);
        }
    }
    out
}

/// Rows of length `width` become columns.
fn transpose(values: &[f32], width: usize) -> Vec<f32> {
    (0..width).flat_map(|x| values.iter().skip(x).step_by(width).copied()).collect()
}

#[cfg(test)]
mod tests;
