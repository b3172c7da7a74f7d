//! Batch normalisation by the batch's own statistics, and its gradients (Ioffe and Szegedy, "Batch
//! Normalization", 2015).

use std::iter::zip;

use crate::simd::{self, F32x4};

/// Images `[batch, channels, area]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct NormShape {
    pub batch: usize,
    pub channels: usize,
    /// Height times width.
    pub area: usize,
}

impl NormShape {
    /// Values in a channel.
    fn count(&self) -> f32 {
        (self.batch * self.area) as f32
    }

    /// Where in the images a channel is.
    fn places(&self, channel: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
        let (channels, area) = (self.channels, self.area);
        (0..self.batch).map(move |image| {
            let start = (image * channels + channel) * area;
            start..start + area
        })
    }
}

/// Mean and variance of each channel, `[channels]` both; the variance is divided by the number of values.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say all")]
pub struct Moments {
    pub mean: Vec<f32>,
    pub variance: Vec<f32>,
}

/// Measures each channel of a batch.
#[inline(never)]
pub fn moments(x: &[f32], shape: &NormShape) -> Moments {
    let mut moments = Moments { mean: Vec::new(), variance: Vec::new() };
    for channel in 0..shape.channels {
        let total: f32 = shape.places(channel).map(|at| simd::sum([&x[at]], |[x]| x)).sum();
        let mean = total / shape.count();
        let shift = F32x4::splat(-mean);
        let square = |[x]: [F32x4; 1]| (x + shift) * (x + shift);
        let squares: f32 = shape.places(channel).map(|at| simd::sum([&x[at]], square)).sum();
        moments.mean.push(mean);
        moments.variance.push(squares / shape.count());
    }
    moments
}

/// `out = γ · (x − mean) / √(variance + ε) + β` with γ and β for each channel.
#[inline(never)]
pub fn batch_norm(
    x: &[f32],
    gamma: &[f32],
    beta: &[f32],
    moments: &Moments,
    epsilon: f32,
    shape: &NormShape,
    out: &mut [f32],
) {
    for (channel, (gamma, beta)) in zip(gamma, beta).enumerate() {
        let scale = gamma / (moments.variance[channel] + epsilon).sqrt();
        let (scale, shift) = (F32x4::splat(scale), F32x4::splat(beta - moments.mean[channel] * scale));
        for at in shape.places(channel) {
            simd::apply(&mut out[at.clone()], [&x[at]], |_, [x]| x * scale + shift);
        }
    }
}

/// Gradients of the loss for x, γ and β; `dy` is the one for the output.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say all")]
pub struct NormGradients<'a> {
    pub x: &'a mut [f32],
    pub gamma: &'a mut [f32],
    pub beta: &'a mut [f32],
}

/// Fills in the gradients of [`batch_norm`], through the moments too.
#[inline(never)]
pub fn batch_norm_gradient(
    x: &[f32],
    gamma: &[f32],
    moments: &Moments,
    epsilon: f32,
    shape: &NormShape,
    dy: &[f32],
    gradients: NormGradients,
) {
    for (channel, gamma) in gamma.iter().enumerate() {
        let mean = F32x4::splat(-moments.mean[channel]);
        let inverse = 1.0 / (moments.variance[channel] + epsilon).sqrt();
        let (mut d_beta, mut d_gamma) = (0.0, 0.0);
        for at in shape.places(channel) {
            d_beta += simd::sum([&dy[at.clone()]], |[dy]| dy);
            d_gamma += inverse * simd::sum([&x[at.clone()], &dy[at]], |[x, dy]| (x + mean) * dy);
        }
        let scale = F32x4::splat(gamma * inverse);
        let shift = F32x4::splat(-d_beta / shape.count());
        let slope = F32x4::splat(-d_gamma * inverse / shape.count());
        for at in shape.places(channel) {
            let inputs = [&x[at.clone()], &dy[at.clone()]];
            simd::apply(&mut gradients.x[at], inputs, |_, [x, dy]| scale * (dy + shift + slope * (x + mean)));
        }
        gradients.beta[channel] = d_beta;
        gradients.gamma[channel] = d_gamma;
    }
}
