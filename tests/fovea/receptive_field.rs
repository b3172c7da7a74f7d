//! The receptive fields of the formula against measured ones: the pixels that have a gradient from
//! one output unit are exactly those of its window.

use burn::tensor::{Device, Tensor, TensorData};
use fovea::arch::{Op, Shape};
use fovea::data::{Rng, Stream};
use fovea::engine::{State, burn_model::BurnModel};
use fovea::zoo;

const SIDE: usize = 28;

/// Zero-free input and positive weights let no gradient vanish by accident, and average pooling in the
/// place of max pooling, and no ReLU, let it pass through every unit.
#[test]
fn measured_receptive_fields_are_those_of_the_formula() {
    for row in zoo::ROWS {
        let mut network = row.network();
        let spatial = network.layers.iter().position(|layer| layer.op == Op::Flatten);
        network.layers.truncate(spatial.unwrap_or(network.layers.len()));
        network.layers.retain(|layer| {
            !matches!(layer.op, Op::Relu | Op::Dropout { .. } | Op::BatchNorm2d | Op::LogSoftmax)
        });
        for layer in &mut network.layers {
            match &mut layer.op {
                Op::Conv2d { out_channels, bias, .. } => {
                    *out_channels = 2;
                    *bias = false;
                }
                Op::MaxPool2d { kernel, stride } => {
                    layer.op = Op::AvgPool2d { kernel: *kernel, stride: *stride };
                }
                _ => {}
            }
        }
        for depth in 1..=network.layers.len() {
            let mut front = network.clone();
            front.layers.truncate(depth);
            let trace = front.trace().expect("a front of a network fits together");
            let layer = trace.layers.last().expect("at least one layer");
            let window = layer.centre_window().expect("a spatial layer");
            let Shape::Map { height, width, .. } = layer.output else { panic!("a spatial layer") };
            let seen = pixels_with_gradient(&front, height / 2, width / 2);
            let inside = |at: usize, from: isize| {
                let at = at as isize;
                from <= at && at < from + window.size as isize
            };
            for (pixel, seen) in seen.into_iter().enumerate() {
                let (y, x) = (pixel / SIDE, pixel % SIDE);
                let expected = inside(y, window.top) && inside(x, window.left);
                assert_eq!(seen, expected, "{}, {}: row {y}, column {x}", row.name, layer.name);
            }
        }
    }
}

fn pixels_with_gradient(network: &fovea::arch::Network, row: usize, column: usize) -> Vec<bool> {
    let mut rng = Rng::stream(7, Stream::Weights, 0);
    let parameters = network.parameters().expect("fits");
    let count = parameters.iter().map(|parameter| parameter.elements()).sum();
    let weights = std::iter::repeat_with(|| rng.range(0.5, 1.0)).take(count).collect();
    let state = State::with_weights(network, weights).expect("fits");
    let model = BurnModel::new(network.clone().into(), &state).expect("fits");
    let pixels = TensorData::new(vec![1.0f32; SIDE * SIDE], [1, 1, SIDE, SIDE]);
    let input = Tensor::<4>::from_data(pixels, &Device::flex()).autodiff().require_grad();
    let output = model.features(input.clone());
    let unit = output.slice([0..1, 0..1, row..row + 1, column..column + 1]).sum();
    let mut gradients = unit.backward();
    let gradient = input.grad_remove(&mut gradients).expect("the input is tracked");
    gradient.into_data().iter::<f32>().map(|value| value != 0.0).collect()
}
