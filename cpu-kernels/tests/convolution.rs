//! Convolutions of any size against five nested loops.

use fovea_cpu_kernels::{
    ConvShape, conv2d, conv2d_bias_gradient, conv2d_input_gradient, conv2d_weight_gradient,
};
use proptest::prelude::*;

mod support;
use support::{assert_close, poisoned, values};

/// Calls `visit` with the places of input, weight and output in their slices for each product.
fn for_each_product(s: &ConvShape, mut visit: impl FnMut(usize, usize, usize)) {
    let (out_height, out_width) = (s.out_height(), s.out_width());
    for image in 0..s.batch {
        for out_channel in 0..s.out_channels {
            for pixel in 0..out_height * out_width {
                let in_group = s.channels / s.groups;
                let first = out_channel / (s.out_channels / s.groups) * in_group;
                for tap in 0..in_group * s.kernel * s.kernel {
                    let (channel, tap_y, tap_x) =
                        (first + tap / (s.kernel * s.kernel), tap / s.kernel % s.kernel, tap % s.kernel);
                    let y = (pixel / out_width * s.stride + tap_y * s.dilation).wrapping_sub(s.padding);
                    let x = (pixel % out_width * s.stride + tap_x * s.dilation).wrapping_sub(s.padding);
                    if y < s.height && x < s.width {
                        visit(
                            ((image * s.channels + channel) * s.height + y) * s.width + x,
                            out_channel * in_group * s.kernel * s.kernel + tap,
                            (image * s.out_channels + out_channel) * out_height * out_width + pixel,
                        );
                    }
                }
            }
        }
    }
}

fn check(s: &ConvShape, bias: bool, relu: bool) {
    let x = values(s.batch * s.channels * s.height * s.width, 1);
    let weight = values(s.out_channels * s.channels / s.groups * s.kernel * s.kernel, 2);
    let bias = bias.then(|| values(s.out_channels, 3));
    let area = s.out_height() * s.out_width();
    let dy = values(s.batch * s.out_channels * area, 4);
    let channel_of = |at: usize| at / area % s.out_channels;

    let mut expected: Vec<f64> =
        (0..dy.len()).map(|at| bias.as_ref().map_or(0.0, |bias| bias[channel_of(at)].into())).collect();
    let (mut dx, mut dw) = (vec![0.0; x.len()], vec![0.0; weight.len()]);
    for_each_product(s, |i, w, o| {
        expected[o] += f64::from(x[i]) * f64::from(weight[w]);
        dx[i] += f64::from(dy[o]) * f64::from(weight[w]);
        dw[w] += f64::from(dy[o]) * f64::from(x[i]);
    });
    let mut db = vec![0.0; s.out_channels];
    dy.iter().enumerate().for_each(|(at, dy)| db[channel_of(at)] += f64::from(*dy));
    if relu {
        expected.iter_mut().for_each(|value| *value = value.max(0.0));
    }

    let mut out = poisoned(dy.len());
    conv2d(&x, &weight, bias.as_deref(), s, relu, &mut out);
    assert_close(&out, &expected, "output");
    let mut out = poisoned(x.len());
    conv2d_input_gradient(&dy, &weight, s, &mut out);
    assert_close(&out, &dx, "input gradient");
    let mut out = poisoned(weight.len());
    conv2d_weight_gradient(&x, &dy, s, &mut out);
    assert_close(&out, &dw, "weight gradient");
    let mut out = poisoned(s.out_channels);
    conv2d_bias_gradient(&dy, s, &mut out);
    assert_close(&out, &db, "bias gradient");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn small_convolutions_of_any_kind(
        (batch, channels, out_channels) in (1usize..6, 1usize..20, 1usize..20),
        (height, width) in (5usize..14, 5usize..14),
        (kernel, stride, padding) in (prop::sample::select(vec![1usize, 3, 5]), 1usize..3, 0usize..3),
        (bias, relu) in any::<(bool, bool)>(),
    ) {
        let shape = ConvShape { batch, channels, height, width, out_channels, kernel, stride, padding, dilation: 1, groups: 1 };
        check(&shape, bias, relu);
    }

    #[test]
    fn dilated_and_grouped_ones(
        (batch, groups, in_group, out_group) in (1usize..6, 1usize..6, 1usize..4, 1usize..4),
        (height, width) in (7usize..14, 7usize..14),
        (kernel, stride, padding, dilation) in (1usize..=3, 1usize..3, 0usize..3, 1usize..=3),
        (bias, relu) in any::<(bool, bool)>(),
    ) {
        let (channels, out_channels) = (groups * in_group, groups * out_group);
        let shape =
            ConvShape { batch, channels, height, width, out_channels, kernel, stride, padding, dilation, groups };
        check(&shape, bias, relu);
    }
}

#[test]
fn batches_that_fill_no_group() {
    for batch in [1, 31, 128] {
        for (channels, size, out_channels) in [(1, 28, 6), (6, 7, 5), (3, 3, 4)] {
            let shape = ConvShape {
                batch,
                channels,
                height: size,
                width: size + 1,
                out_channels,
                kernel: 3,
                stride: 1,
                padding: 1,
                dilation: 1,
                groups: 1,
            };
            check(&shape, true, true);
        }
    }
}

#[test]
fn many_channels() {
    for (channels, out_channels) in [(1024, 10), (33, 1024)] {
        let shape = ConvShape {
            batch: 2,
            channels,
            height: 5,
            width: 3,
            out_channels,
            kernel: 3,
            stride: 1,
            padding: 0,
            dilation: 1,
            groups: 1,
        };
        check(&shape, true, false);
    }
}
