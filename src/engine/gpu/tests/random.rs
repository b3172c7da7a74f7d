//! Networks that are made at random.

use super::*;
use crate::arch::Activation;

fn activation() -> impl Strategy<Value = Op> {
    let activations = [
        Activation::LeakyRelu { slope: 0.2 },
        Activation::Elu { alpha: 0.7 },
        Activation::Gelu,
        Activation::Silu,
        Activation::Sigmoid,
        Activation::Tanh,
    ];
    prop::sample::select(activations.map(Op::Activation).to_vec())
}

/// A convolution in groups, dilated or both, behind one that makes channels for it.
fn grouped() -> impl Strategy<Value = Vec<Op>> {
    let numbers = (1..=4usize, 1..=3usize, 1..=3usize, 1..=3usize);
    let slide = (prop::sample::select(vec![1, 3]), 1..=2usize, 0..=3usize);
    (numbers, slide, any::<bool>(), any::<bool>()).prop_map(
        |((groups, inputs, outputs, dilation), (kernel, stride, padding), bias, relu)| {
            let out_channels = groups * outputs;
            let of_groups = Op::Conv2d { out_channels, kernel, stride, padding, dilation, groups, bias };
            let mut ops = vec![convolution(groups * inputs, 3, 2, 0, true), of_groups];
            ops.extend(relu.then_some(Op::Relu));
            ops
        },
    )
}

/// What works on features.
fn of_features() -> impl Strategy<Value = Vec<Op>> {
    let layer = prop_oneof![
        2 => (1..=20usize, any::<bool>()).prop_map(|(out_features, bias)| Op::Linear { out_features, bias }),
        1 => Just(Op::BatchNorm1d),
        1 => Just(Op::Relu),
        1 => Just(Op::Softmax),
        1 => Just(Op::Dropout { p: 0.25 }),
        1 => activation(),
    ];
    prop::collection::vec(layer, 0..4)
}

fn layer() -> impl Strategy<Value = Vec<Op>> {
    let window = (2..=3usize, 1..=3usize);
    prop_oneof![
        4 => (1..=9usize, prop::sample::select(vec![1, 3, 5]), 1..=2usize, 0..=2usize, any::<bool>(), any::<bool>())
            .prop_map(|(channels, kernel, stride, padding, bias, relu)| {
                let mut ops = vec![convolution(channels, kernel, stride, padding, bias)];
                ops.extend(relu.then_some(Op::Relu));
                ops
            }),
        1 => window.clone().prop_map(|(kernel, stride)| vec![Op::MaxPool2d { kernel, stride }]),
        1 => window.prop_map(|(kernel, stride)| vec![Op::AvgPool2d { kernel, stride }]),
        1 => any::<bool>().prop_map(|relu| {
            let mut ops = vec![Op::BatchNorm2d];
            ops.extend(relu.then_some(Op::Relu));
            ops.push(Op::Dropout { p: 0.25 });
            ops
        }),
        2 => grouped(),
        1 => Just(vec![Op::Dropout { p: 0.5 }]),
        1 => Just(vec![Op::Dropout2d { p: 0.5 }]),
        1 => Just(vec![Op::BatchNorm2d, Op::Dropout2d { p: 0.25 }]),
        1 => Just(vec![Op::Relu]),
        2 => activation().prop_map(|activation| vec![activation]),
    ]
}

/// Networks of a few random layers.
pub fn networks() -> impl Strategy<Value = Network> {
    let layers = (prop::collection::vec(layer(), 1..5), of_features(), any::<bool>());
    let networks = layers.prop_map(|(layers, of_features, softmax)| {
        let ends = [Op::Flatten, Op::Linear { out_features: CLASSES, bias: true }];
        let ops = [layers.concat(), vec![Op::Flatten], of_features, ends.to_vec()].concat();
        network([&ops[..], if softmax { &[Op::Softmax] } else { &[Op::LogSoftmax] }].concat())
    });
    networks.prop_filter("the layers must fit", |network| network.trace().is_ok())
}
