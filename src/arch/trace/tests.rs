//! What does not fit is refused, and windows are held against brute force.

use proptest::prelude::*;

use super::*;

fn network(ops: &[Op]) -> Network {
    let layers = ops.iter().enumerate();
    let layers = layers.map(|(n, &op)| Layer { name: format!("layer{n}"), op, module: true }).collect();
    Network { layers, ..Network::default() }
}

fn conv(kernel: usize, stride: usize, padding: usize) -> Op {
    Op::conv2d(2, kernel, stride, padding, true)
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let refused = |ops: &[Op]| network(ops).trace().unwrap_err();
    let layer = || "layer0".to_owned();
    let (one, two) = (conv(3, 1, 0), "layer1".to_owned());
    assert_eq!(refused(&[conv(0, 1, 0)]), TraceError::Zero { layer: layer(), what: "kernel" });
    assert_eq!(refused(&[conv(3, 0, 0)]), TraceError::Zero { layer: layer(), what: "stride" });
    let none = Op::conv2d(0, 3, 1, 0, false);
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
        refused(&[one, Op::Linear { out_features: 10, bias: true }]),
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
            .map(|&[out_channels, kernel, stride, padding]| Op::conv2d(out_channels, kernel, stride, padding, true))
            .chain([Op::Flatten, Op::Linear { out_features: numbers.first().map_or(1, |first| first[0]), bias: true }])
            .collect();
        if let Ok(trace) = network(&ops).trace() {
            prop_assert_eq!(trace.layers.len(), ops.len());
            for layer in &trace.layers {
                layer.centre_window();
            }
        }
    }
}

/// The answers that document 000 gives to its quiz; where a kernel of its network reads fewer channels than there are, it
/// is a slip of the document's.
#[test]
fn the_quizzes_of_the_course_come_out() {
    let kernels = |out_channels, bias| Op::conv2d(out_channels, 3, 1, 0, bias);
    let of = |ops: &[Op], input| network(ops).trace_from(input).unwrap();
    let made = of(&[kernels(1, true)], [1, 47, 49]);
    assert_eq!(made.layers[0].output, Shape::Map { channels: 1, height: 45, width: 47 });

    let layers = |count| of(&vec![kernels(1, true); count], [1, 100, 100]).layers[count - 1].receptive_field;
    assert_eq!((layers(9), layers(10)), (Some(19), Some(21)));

    let trace = of(&[kernels(512, true)], [256, 49, 49]);
    assert_eq!(trace.parameters - trace.biases(), 1_179_648);
    assert_eq!(of(&[kernels(512, false)], [256, 49, 49]).parameters, 1_179_648);

    let pool = Op::MaxPool2d { kernel: 2, stride: 2 };
    let convolutions = [32, 64, 128, 256, 512, 1024].map(|channels| kernels(channels, true));
    let trace = of(&[&convolutions[..], &[pool]].concat(), [3, 400, 400]);
    assert_eq!(trace.channels_before_pool(), Some(2_019));
    assert!(trace.layers[..6].iter().all(|layer| layer.output.sides().0 > 350));
    assert_eq!(of(&convolutions, [3, 400, 400]).channels_before_pool(), None);

    let conv = kernels(1, true);
    let layout = [conv, conv, pool, conv, conv, pool, conv, conv, pool, conv, conv, conv, conv];
    let trace = of(&layout, [1, 100, 100]);
    assert_eq!(trace.layers.last().unwrap().output, Shape::Map { channels: 1, height: 1, width: 1 });
}
