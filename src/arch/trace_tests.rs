//! Traces against the figures of the sources, and windows against brute force.

use proptest::prelude::*;

use super::*;
use crate::arch::{NetworkChoice, NetworkId};

fn trace(id: NetworkId) -> Trace {
    NetworkChoice::new(id).network().trace().unwrap()
}

fn network(ops: &[Op]) -> Network {
    let layers = ops.iter().enumerate();
    let layers = layers.map(|(n, &op)| Layer { name: format!("layer{n}"), op, module: true }).collect();
    Network { id: NetworkId::Cnn, label: "", source: "", lesson: "", layers }
}

fn conv(kernel: usize, stride: usize, padding: usize) -> Op {
    Op::Conv2d { out_channels: 2, kernel, stride, padding, bias: true }
}

/// A column of the table, convolutions and pools only.
fn column(trace: &Trace, number: impl Fn(&TracedLayer) -> Option<usize>) -> Vec<usize> {
    trace.layers.iter().filter(|layer| layer.op.geometry().is_some()).filter_map(number).collect()
}

#[test]
fn parameter_totals() {
    let totals = NetworkId::ALL.map(|id| trace(id).parameters);
    assert_eq!(totals, [6_379_786, 6_379_786, 17_054, 567_434, 106_154, 98_442, 101_770, 225_034, 7_432]);
}

#[test]
fn true_receptive_fields() {
    let field = |id| column(&trace(id), |layer| layer.receptive_field);
    let session = [3, 5, 6, 10, 14, 16, 24, 32, 40];
    assert_eq!(field(NetworkId::Session2), session);
    assert_eq!(field(NetworkId::Session1LastRelu), session);
    assert_eq!(field(NetworkId::Session6), [3, 5, 7, 8, 12, 16, 20, 24, 28, 32, 38, 38]);
    assert!(field(NetworkId::Mlp).is_empty());
    assert_eq!(field(NetworkId::Lenet), [3, 4, 8, 10]);
    assert_eq!(field(NetworkId::Cnn), [3, 4, 8, 10, 18, 22]);
    assert!(field(NetworkId::Nn2).is_empty());
    assert_eq!(field(NetworkId::Cnn2), [3, 4, 8, 10]);
    assert_eq!(field(NetworkId::Tiny), [3, 5, 6, 6, 10, 14, 18, 28, 28]);
    assert_eq!(column(&trace(NetworkId::Session2), |layer| layer.jump), [1, 1, 2, 2, 2, 4, 4, 4, 4]);
}

#[test]
fn course_shorthand() {
    let field = |id| column(&trace(id), |layer| layer.course_receptive_field);
    let session = [3, 5, 10, 12, 14, 28, 30, 32, 34];
    assert_eq!(field(NetworkId::Session2), session);
    assert_eq!(field(NetworkId::Session1LastRelu), session);
    assert_eq!(field(NetworkId::Session6), [3, 5, 7, 14, 16, 18, 20, 22, 24, 26, 104, 104]);
    assert_eq!(field(NetworkId::Lenet), [3, 6, 8, 16]);
    assert_eq!(field(NetworkId::Cnn), [3, 6, 8, 16, 18, 36]);
    assert_eq!(field(NetworkId::Cnn2), [3, 6, 8, 16]);
    assert_eq!(field(NetworkId::Tiny), [3, 5, 10, 10, 12, 14, 16, 96, 96]);
}

#[test]
fn shapes_are_those_of_torchsummary() {
    let shapes = |id| {
        let modules = trace(id).layers.into_iter().filter(|layer| layer.module);
        modules.map(|layer| format!("{} {}", layer.op.kind(), layer.output)).collect::<Vec<_>>()
    };
    assert_eq!(
        shapes(NetworkId::Session2),
        [
            "Conv2d 32×28×28",
            "Conv2d 64×28×28",
            "MaxPool2d 64×14×14",
            "Conv2d 128×14×14",
            "Conv2d 256×14×14",
            "MaxPool2d 256×7×7",
            "Conv2d 512×5×5",
            "Conv2d 1024×3×3",
            "Conv2d 10×1×1",
        ]
    );
    assert_eq!(
        shapes(NetworkId::Cnn),
        ["Conv2d 16×28×28", "Conv2d 32×14×14", "Conv2d 64×7×7", "Linear 128", "Linear 10"]
    );
    let session6 = shapes(NetworkId::Session6);
    assert_eq!(session6.len(), 39);
    assert_eq!(session6[..4], ["Conv2d 2×26×26", "ReLU 2×26×26", "BatchNorm2d 2×26×26", "Dropout 2×26×26"]);
    assert_eq!(session6[12], "MaxPool2d 16×12×12");
    assert_eq!(session6[37..], ["AvgPool2d 32×1×1", "Conv2d 10×1×1"]);
}

#[test]
fn memory_is_that_of_torchsummary() {
    let printed = |id| {
        let memory = trace(id).memory;
        [memory.input_mb, memory.forward_backward_mb, memory.parameters_mb, memory.total_mb]
            .map(|mb| format!("{mb:.2}"))
    };
    assert_eq!(printed(NetworkId::Session2), ["0.00", "1.51", "24.34", "25.85"]);
    assert_eq!(printed(NetworkId::Session6), ["0.00", "0.56", "0.07", "0.63"]);
    assert_eq!(printed(NetworkId::Mlp), ["0.00", "0.01", "2.16", "2.17"]);
    assert_eq!(printed(NetworkId::Lenet), ["0.00", "0.06", "0.40", "0.47"]);
    assert_eq!(printed(NetworkId::Cnn), ["0.00", "0.17", "0.38", "0.55"]);
}

#[test]
fn arithmetic_adds_up() {
    // 784·128 and 128·10 multiply-adds, and 128 comparisons between.
    assert_eq!(trace(NetworkId::Nn2).flops, 2 * (784 * 128 + 128 * 10) + 128);
}

#[test]
fn relu_keeps_the_receptive_field_and_flatten_ends_it() {
    let layers = trace(NetworkId::Lenet).layers;
    let named = |name: &str| layers.iter().find(|layer| layer.name == name).unwrap();
    assert_eq!(named("relu2").window(3, 4), named("conv2").window(3, 4));
    assert_eq!(named("relu2").receptive_field, Some(8));
    for name in ["flatten", "fc1", "relu3"] {
        let layer = named(name);
        assert_eq!((layer.jump, layer.receptive_field, layer.course_receptive_field), (None, None, None));
        assert_eq!((layer.window(0, 0), layer.centre_window()), (None, None));
    }
}

#[test]
fn windows_of_session2() {
    let layers = trace(NetworkId::Session2).layers;
    let named = |name: &str| layers.iter().find(|layer| layer.name == name).unwrap();
    assert_eq!(named("conv1").window(0, 27), Some(Window { top: -1, left: 26, size: 3 }));
    assert_eq!(named("conv1").window(0, 28), None);
    assert_eq!(named("pool1").centre_window(), Some(Window { top: 12, left: 12, size: 6 }));
    assert_eq!(named("conv7").centre_window(), Some(Window { top: -6, left: -6, size: 40 }));
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let refused = |ops: &[Op]| network(ops).trace().unwrap_err();
    let layer = || "layer0".to_owned();
    let (one, two) = (conv(3, 1, 0), "layer1".to_owned());
    assert_eq!(refused(&[conv(0, 1, 0)]), TraceError::Zero { layer: layer(), what: "kernel" });
    assert_eq!(refused(&[conv(3, 0, 0)]), TraceError::Zero { layer: layer(), what: "stride" });
    let none = Op::Conv2d { out_channels: 0, kernel: 3, stride: 1, padding: 0, bias: false };
    assert_eq!(refused(&[none]), TraceError::Zero { layer: layer(), what: "output channels" });
    assert_eq!(
        refused(&[conv(31, 1, 1)]),
        TraceError::KernelTooLarge { layer: layer(), kernel: 31, height: 30, width: 30 }
    );
    assert!(network(&[conv(30, 1, 1)]).trace().is_ok());
    assert_eq!(
        refused(&[Op::Flatten, one]),
        TraceError::NeedsMap { layer: two.clone(), kind: "Conv2d", features: 784 }
    );
    let input = Shape::Map { channels: 2, height: 26, width: 26 };
    assert_eq!(
        refused(&[one, Op::Linear { out_features: 10 }]),
        TraceError::NeedsVector { layer: two, kind: "Linear", input }
    );
    assert!(matches!(refused(&[Op::Dropout { p: 1.0 }]), TraceError::DropoutShare { .. }));
    let mut twins = network(&[one, one]);
    twins.layers[1].name = layer();
    assert_eq!(twins.trace(), Err(TraceError::DuplicateName { layer: layer() }));
}

/// A convolution or a pool with small numbers.
fn small_layer() -> impl Strategy<Value = Op> {
    (1usize..5, 1usize..4, 0usize..3, 0..3).prop_map(|(kernel, stride, padding, kind)| match kind {
        0 => Op::MaxPool2d { kernel, stride },
        1 => Op::Relu,
        _ => conv(kernel, stride, padding),
    })
}

/// As many of the layers as fit on one another.
fn fitting(mut ops: Vec<Op>) -> Trace {
    loop {
        match network(&ops).trace() {
            Ok(trace) => return trace,
            Err(_) => ops.pop(),
        };
    }
}

/// Rows of its input that the row `unit` of a layer reads, padding included.
fn reads(op: &Op, unit: isize) -> Vec<isize> {
    let Some(slide) = op.geometry() else { return vec![unit] };
    let first = unit * slide.stride as isize - slide.padding as isize;
    (first..first + slide.kernel as isize).collect()
}

/// Rows of the network's input that `unit` of the last of `layers` reads, directly or through others;
/// with `crop`, only through rows that exist.
fn rows_seen(layers: &[TracedLayer], unit: usize, crop: bool) -> Vec<isize> {
    let mut rows = vec![unit as isize];
    for layer in layers.iter().rev() {
        let Shape::Map { height, .. } = layer.input else { unreachable!("no flatten in these stacks") };
        rows = rows.iter().flat_map(|&row| reads(&layer.op, row)).collect();
        rows.retain(|row| !crop || (0..height as isize).contains(row));
        rows.sort_unstable();
        rows.dedup();
    }
    rows
}

proptest! {
    #[test]
    fn windows_are_what_units_read(ops in prop::collection::vec(small_layer(), 1..6), pick in any::<prop::sample::Index>()) {
        let trace = fitting(ops);
        for (n, layer) in trace.layers.iter().enumerate() {
            let Shape::Map { height, width, .. } = layer.output else { unreachable!("no flatten in these stacks") };
            let (row, col) = (pick.index(height), pick.index(width));
            let window = layer.window(row, col).unwrap();
            let below = window.top + window.size as isize;

            let seen = rows_seen(&trace.layers[..=n], row, false);
            prop_assert_eq!((seen.first(), seen.last()), (Some(&window.top), Some(&(below - 1))));
            prop_assert!(rows_seen(&trace.layers[..=n], row, true).iter().all(|row| (window.top..below).contains(row)));
            prop_assert_eq!(layer.window(col, row), Some(Window { top: window.left, left: window.top, ..window }));
        }
    }

    #[test]
    fn any_numbers_are_traced_or_refused(numbers in prop::collection::vec(prop::array::uniform4(prop_oneof![0usize..9, any::<usize>()]), 0..6)) {
        let ops: Vec<Op> = numbers
            .iter()
            .map(|&[out_channels, kernel, stride, padding]| Op::Conv2d { out_channels, kernel, stride, padding, bias: true })
            .chain([Op::Flatten, Op::Linear { out_features: numbers.first().map_or(1, |first| first[0]) }])
            .collect();
        if let Ok(trace) = network(&ops).trace() {
            prop_assert_eq!(trace.layers.len(), ops.len());
            for layer in &trace.layers {
                layer.centre_window();
            }
        }
    }
}
