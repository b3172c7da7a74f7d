//! Linear layers, pooling and what is done to single values, against plain loops.

use fovea_cpu_kernels::{
    LinearShape, NormGradients, NormShape, PoolShape, Update, adam, batch_norm, batch_norm_gradient, linear,
    linear_bias_gradient, linear_input_gradient, linear_weight_gradient, max_pool2d, max_pool2d_gradient,
    moments, relu_gradient, sgd,
};
use proptest::prelude::*;

mod support;
use support::{assert_close, poisoned, values};

fn check_linear(s: &LinearShape, relu: bool) {
    let (x, weight) = (values(s.batch * s.inputs, 1), values(s.outputs * s.inputs, 2));
    let (bias, dy) = (values(s.outputs, 3), values(s.batch * s.outputs, 4));
    let mut expected = vec![0.0; dy.len()];
    let (mut dx, mut dw) = (vec![0.0; x.len()], vec![0.0; weight.len()]);
    let mut db = vec![0.0; s.outputs];
    for row in 0..s.batch {
        for output in 0..s.outputs {
            let at = row * s.outputs + output;
            expected[at] += f64::from(bias[output]);
            db[output] += f64::from(dy[at]);
            for input in 0..s.inputs {
                let (x_at, w_at) = (row * s.inputs + input, output * s.inputs + input);
                expected[at] += f64::from(x[x_at]) * f64::from(weight[w_at]);
                dx[x_at] += f64::from(dy[at]) * f64::from(weight[w_at]);
                dw[w_at] += f64::from(dy[at]) * f64::from(x[x_at]);
            }
        }
    }
    if relu {
        expected.iter_mut().for_each(|value| *value = value.max(0.0));
    }
    let mut out = poisoned(dy.len());
    linear(&x, &weight, &bias, s, relu, &mut out);
    assert_close(&out, &expected, "output");
    let mut out = poisoned(x.len());
    linear_input_gradient(&dy, &weight, s, &mut out);
    assert_close(&out, &dx, "input gradient");
    let mut out = poisoned(weight.len());
    linear_weight_gradient(&x, &dy, s, &mut out);
    assert_close(&out, &dw, "weight gradient");
    let mut out = poisoned(s.outputs);
    linear_bias_gradient(&dy, &mut out);
    assert_close(&out, &db, "bias gradient");
}

proptest! {
    #[test]
    fn linear_layers((batch, inputs, outputs) in (1usize..140, 1usize..70, 1usize..70), relu in any::<bool>()) {
        check_linear(&LinearShape { batch, inputs, outputs }, relu);
    }

    #[test]
    fn pools((images, height, width) in (1usize..5, 2usize..12, 2usize..12)) {
        let shape = PoolShape { images, height, width };
        // Few different values, so that there are ties.
        let x: Vec<f32> = values(images * height * width, 1).iter().map(|x| (x * 4.0).round()).collect();
        let (out_height, out_width) = (height / 2, width / 2);
        let dy = values(images * out_height * out_width, 2);
        let mut expected = vec![f64::NEG_INFINITY; dy.len()];
        let mut dx = vec![0.0; x.len()];
        for at in 0..dy.len() {
            let corner = at / (out_height * out_width) * height * width
                + at / out_width % out_height * 2 * width + at % out_width * 2;
            let mut best = corner;
            for place in [corner, corner + 1, corner + width, corner + width + 1] {
                if x[place] > x[best] {
                    best = place;
                }
            }
            expected[at] = x[best].into();
            dx[best] = f64::from(dy[at]);
        }
        let mut out = poisoned(dy.len());
        max_pool2d(&x, &shape, &mut out);
        assert_close(&out, &expected, "output");
        let mut out = poisoned(x.len());
        max_pool2d_gradient(&x, &dy, &shape, &mut out);
        assert_close(&out, &dx, "gradient");
    }
}

/// Batch normalisation with ε = 0.1 of one channel, and the loss `Σ dy · y`, in `f64`.
fn normalised(x: &[f64], gamma: f64, beta: f64, dy: &[f64]) -> (Vec<f64>, f64) {
    let count = x.len() as f64;
    let mean = x.iter().sum::<f64>() / count;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
    let y: Vec<f64> = x.iter().map(|x| gamma * (x - mean) / (variance + 0.1).sqrt() + beta).collect();
    let loss = y.iter().zip(dy).map(|(y, dy)| y * dy).sum();
    (y, loss)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn batch_norms((batch, channels, area) in (1usize..5, 1usize..5, 1usize..20)) {
        let shape = NormShape { batch, channels, area };
        let (x, dy) = (values(batch * channels * area, 1), values(batch * channels * area, 2));
        let (gamma, beta) = (values(channels, 3), values(channels, 4));
        let measured = moments(&x, &shape);
        let mut y = poisoned(x.len());
        batch_norm(&x, &gamma, &beta, &measured, 0.1, &shape, &mut y);
        let (mut dx, mut d_gamma, mut d_beta) = (poisoned(x.len()), poisoned(channels), poisoned(channels));
        let gradients = NormGradients { x: &mut dx, gamma: &mut d_gamma, beta: &mut d_beta };
        batch_norm_gradient(&x, &gamma, &measured, 0.1, &shape, &dy, gradients);
        for channel in 0..channels {
            let of_channel = |all: &[f32]| -> Vec<f64> {
                let images = all.chunks_exact(channels * area);
                images.flat_map(|image| &image[channel * area..][..area]).map(|value| f64::from(*value)).collect()
            };
            let (x, dy) = (of_channel(&x), of_channel(&dy));
            let (g, b) = (f64::from(gamma[channel]), f64::from(beta[channel]));
            let close = |found: Vec<f64>, expected: &[f64], what| {
                let found: Vec<f32> = found.iter().map(|value| *value as f32).collect();
                assert_close(&found, expected, what);
            };
            close(of_channel(&y), &normalised(&x, g, b, &dy).0, "output");
            let slope = |at: &dyn Fn(f64) -> f64| (at(1e-4) - at(-1e-4)) / 2e-4;
            let by_x: Vec<f64> = (0..x.len()).map(|index| slope(&|step| {
                let mut x = x.clone();
                x[index] += step;
                normalised(&x, g, b, &dy).1
            })).collect();
            close(of_channel(&dx), &by_x, "input gradient");
            let by_gamma = slope(&|step| normalised(&x, g + step, b, &dy).1);
            let by_beta = slope(&|step| normalised(&x, g, b + step, &dy).1);
            close(vec![d_gamma[channel].into()], &[by_gamma], "gradient of γ");
            close(vec![d_beta[channel].into()], &[by_beta], "gradient of β");
        }
    }
}

#[test]
fn large_linear_layers() {
    check_linear(&LinearShape { batch: 31, inputs: 1024, outputs: 513 }, true);
}

#[test]
fn a_relu_lets_no_gradient_through_where_it_is_0() {
    let mut dy = [1.0, 2.0, 3.0];
    relu_gradient(&[0.0, 0.5, 1.0], &mut dy);
    assert_eq!(dy, [0.0, 2.0, 3.0]);
}

const SGD: Update = Update {
    rate: 0.1,
    momentum: 0.5,
    share: 1.0,
    decay: 0.0,
    keep: 1.0,
    nesterov: 0.0,
    second_momentum: 0.0,
    second_share: 0.0,
    scale: 0.0,
    epsilon: 0.0,
};

#[test]
fn nesterov_looks_ahead_along_the_velocity() {
    let (mut weights, mut velocities) = ([1.0f32; 5], [0.5f32; 5]);
    sgd(&mut weights, &mut velocities, &[1.0; 5], &Update { nesterov: 0.5, ..SGD });
    assert_eq!((weights, velocities), ([1.0 - 0.1 * (1.0 + 0.5 * 1.25); 5], [1.25; 5]));
}

#[test]
fn adam_divides_by_the_root_of_its_second_moment() {
    let (mut weights, mut first, mut second) = ([2.0f32; 5], [0.0f32; 5], [0.0f32; 5]);
    let update = Update {
        momentum: 0.5,
        share: 0.5,
        keep: 0.75,
        second_momentum: 0.75,
        second_share: 0.25,
        scale: 2.0,
        ..SGD
    };
    adam(&mut weights, &mut first, &mut second, &[4.0; 5], &update);
    assert_eq!((first, second), ([2.0; 5], [4.0; 5]));
    assert_eq!(weights, [1.5 - 0.1 * (2.0 / 4.0); 5]);
}

#[test]
fn gradient_descent_with_momentum_and_decay() {
    let (mut weights, mut velocities) = ([1.0f32, -2.0], [0.5f32, 0.0]);
    sgd(&mut weights, &mut velocities, &[1.0, 1.0], &Update { decay: 0.25, ..SGD });
    assert_eq!(velocities, [0.25 + 1.25, 0.5]);
    assert_eq!(weights, [1.0 - 0.1 * 1.5, -2.0 - 0.1 * 0.5]);
}
