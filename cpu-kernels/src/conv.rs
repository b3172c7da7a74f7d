//! Convolution and its gradients as matrix products. The patches that a convolution sees are the columns
//! of a matrix (Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks for Document
//! Processing", 2006) that is never written down: panels are packed straight from the padded images.

mod shape;

use crate::elementwise;
use crate::gemm::{Packed, Products, add_rows, copy_rows, row_length};
use crate::operand::{DepthTogether, LanesTogether, Offsets};
use crate::parallel;
use crate::simd::{self, F32x4};
pub use shape::ConvShape;

/// `out = weight ∗ x + bias`, or no less than 0 with `relu`.
///
/// `x` is `[batch, channels, height, width]`, `weight` `[out_channels, channels / groups, kernel, kernel]`, `bias`
/// `[out_channels]` and `out` `[batch, out_channels, out_height, out_width]`.
#[inline(never)]
pub fn conv2d(
    x: &[f32],
    weight: &[f32],
    bias: Option<&[f32]>,
    shape: &ConvShape,
    relu: bool,
    out: &mut [f32],
) {
    let depth = shape.taps();
    let weights = weight.chunks_exact(shape.out_group() * depth);
    let weights: Vec<_> = weights.map(|values| Packed::new(&DepthTogether { values, depth })).collect();
    let group = shape.at_a_time(shape.out_group());
    let (pixels, taps) = (shape.pixel_offsets(group), shape.tap_offsets());
    let (area, image) = (shape.out_area(), shape.out_channels * shape.out_area());
    let memory = || (shape.border(group), Products::default());
    let sizes = (group * shape.image(), group * image);
    parallel::each_with(x, out, sizes, memory, |(padded, products), x, out| {
        let columns = out.len() / shape.out_channels;
        let values = shape.pad(x, padded);
        for (of_group, weights) in weights.iter().enumerate() {
            let values = &values[shape.group_offset(of_group)..];
            let patches = Offsets { values, lanes: &pixels[..columns], depths: &taps, run: 1 };
            let rows = products.multiply(weights, &patches).chunks_exact(row_length(columns));
            for (channel, sums) in (of_group * shape.out_group()..).zip(rows.take(shape.out_group())) {
                let bias = F32x4::splat(bias.map_or(0.0, |bias| bias[channel]));
                for (out, sums) in out.chunks_exact_mut(image).zip(sums.chunks_exact(area)) {
                    let out = &mut out[channel * area..][..area];
                    simd::apply(out, [&sums[..area]], |_, [sum]| sum + bias);
                    if relu {
                        elementwise::relu(out);
                    }
                }
            }
        }
    });
}

/// Gradient of the loss for the input: `dy` is the one for the output.
#[inline(never)]
pub fn conv2d_input_gradient(dy: &[f32], weight: &[f32], shape: &ConvShape, dx: &mut [f32]) {
    let lanes = shape.taps();
    let weights = weight.chunks_exact(shape.out_group() * lanes);
    let weights: Vec<_> = weights.map(|values| Packed::new(&LanesTogether { values, lanes })).collect();
    let group = shape.at_a_time(lanes);
    let (pixels, channels) = (shape.out_pixel_offsets(group), shape.out_channel_offsets());
    let taps = shape.tap_offsets();
    let (area, padded_image) = (shape.out_area(), shape.channels * shape.padded_area());
    let memory = || (vec![0.0; group * padded_image], Products::default());
    let sizes = (group * shape.out_channels * area, group * shape.image());
    parallel::each_with(dy, dx, sizes, memory, |(padded, products), dy, dx| {
        let columns = dy.len() / shape.out_channels;
        padded.fill(0.0);
        for (of_group, weights) in weights.iter().enumerate() {
            let values = &dy[of_group * shape.out_group() * area..];
            let b = Offsets { values, lanes: &pixels[..columns], depths: &channels, run: 1 };
            let sums = products.multiply(weights, &b);
            let first = shape.group_offset(of_group);
            for (tap, sums) in taps.iter().zip(sums.chunks_exact(row_length(columns))) {
                for (image, sums) in padded.chunks_exact_mut(padded_image).zip(sums.chunks_exact(area)) {
                    shape.add_tap(sums, &mut image[first + tap..]);
                }
            }
        }
        shape.crop(padded, dx);
    });
}

/// Gradient of the loss for the weight.
#[inline(never)]
pub fn conv2d_weight_gradient(x: &[f32], dy: &[f32], shape: &ConvShape, dw: &mut [f32]) {
    let images = shape.batch.div_ceil(shape.parts());
    let sizes = (images * shape.image(), images * shape.out_channels * shape.out_area());
    let sums = parallel::map(x, dy, sizes, |x, dy| weight_gradient_sums(x, dy, shape));
    let Some((total, others)) = sums.split_first() else { return };
    for (of_group, dw) in dw.chunks_exact_mut(shape.out_group() * shape.taps()).enumerate() {
        copy_rows(total[of_group].sum(), shape.taps(), dw);
        for sums in others {
            add_rows(sums[of_group].sum(), shape.taps(), dw);
        }
    }
}

/// The weight gradient of some images, in rows of a product for each group.
fn weight_gradient_sums(x: &[f32], dy: &[f32], shape: &ConvShape) -> Vec<Products> {
    let group = shape.at_a_time(1);
    let (patches, taps) = (shape.pixel_offsets(group), shape.tap_offsets());
    let (pixels, channels) = (shape.out_pixel_offsets(group), shape.out_channel_offsets());
    let area = shape.out_area();
    let run = if shape.stride == 1 { shape.out_width() } else { 1 };
    let mut padded = shape.border(group);
    let mut a = Packed::default();
    let mut products: Vec<_> = (0..shape.groups).map(|_| Products::default()).collect();
    for (x, dy) in x.chunks(group * shape.image()).zip(dy.chunks(group * shape.out_channels * area)) {
        let depth = dy.len() / shape.out_channels;
        let x = shape.pad(x, &mut padded);
        for (of_group, products) in products.iter_mut().enumerate() {
            let values = &dy[of_group * shape.out_group() * area..];
            a.fill(&Offsets { values, lanes: &channels, depths: &pixels[..depth], run: area }, 0..depth);
            let values = &x[shape.group_offset(of_group)..];
            products.add(&a, &Offsets { values, lanes: &taps, depths: &patches[..depth], run });
        }
    }
    products
}

/// Gradient of the loss for the bias, `[out_channels]`.
#[inline(never)]
pub fn conv2d_bias_gradient(dy: &[f32], shape: &ConvShape, db: &mut [f32]) {
    db.fill(0.0);
    let area = shape.out_area();
    for image in dy.chunks_exact(shape.out_channels * area) {
        for (db, channel) in db.iter_mut().zip(image.chunks_exact(area)) {
            *db += simd::sum([channel], |[dy]| dy);
        }
    }
}
