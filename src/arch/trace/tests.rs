//! What does not fit is refused, and windows are held against brute force.

use proptest::prelude::*;

use super::*;

fn network(ops: &[Op]) -> Network {
    let layers = ops.iter().enumerate();
    let layers = layers.map(|(n, &op)| Layer { name: format!("layer{n}"), op, module: true }).collect();
    Network { layers, ..Network::default() }
}

fn conv(kernel: usize, stride: usize, padding: usize) -> Op {
    Op::Conv2d { out_channels: 2, kernel, stride, padding, bias: true }
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
