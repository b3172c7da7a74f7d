//! Traces against the figures of the sources.

use crate::arch::{Trace, TracedLayer, Window};
use crate::zoo::{
    CNN, CNN_STRIDED, CNN2, LENET, MLP, NN2, ROWS, Row, SESSION1_LAST_RELU, SESSION2, SESSION6, TINY,
};

fn trace(row: &Row) -> Trace {
    row.network().trace().unwrap()
}

/// A column of the table, convolutions and pools only.
fn column(trace: &Trace, number: impl Fn(&TracedLayer) -> Option<usize>) -> Vec<usize> {
    trace.layers.iter().filter(|layer| layer.op.geometry().is_some()).filter_map(number).collect()
}

#[test]
fn parameter_totals() {
    let totals = ROWS.map(|row| trace(row).parameters);
    assert_eq!(
        totals,
        [6_379_786, 6_379_786, 17_054, 567_434, 106_154, 98_442, 98_442, 101_770, 225_034, 7_432]
    );
}

#[test]
fn true_receptive_fields() {
    let field = |row| column(&trace(row), |layer| layer.receptive_field);
    let session = [3, 5, 6, 10, 14, 16, 24, 32, 40];
    assert_eq!(field(&SESSION2), session);
    assert_eq!(field(&SESSION1_LAST_RELU), session);
    assert_eq!(field(&SESSION6), [3, 5, 7, 8, 12, 16, 20, 24, 28, 32, 38, 38]);
    assert!(field(&MLP).is_empty());
    assert_eq!(field(&LENET), [3, 4, 8, 10]);
    assert_eq!(field(&CNN), [3, 4, 8, 10, 18, 22]);
    assert_eq!(field(&CNN_STRIDED), [3, 7, 15]);
    assert!(field(&NN2).is_empty());
    assert_eq!(field(&CNN2), [3, 4, 8, 10]);
    assert_eq!(field(&TINY), [3, 5, 6, 6, 10, 14, 18, 28, 28]);
    assert_eq!(column(&trace(&SESSION2), |layer| layer.jump), [1, 1, 2, 2, 2, 4, 4, 4, 4]);
}

#[test]
fn course_shorthand() {
    let field = |row| column(&trace(row), |layer| layer.course_receptive_field);
    let session = [3, 5, 10, 12, 14, 28, 30, 32, 34];
    assert_eq!(field(&SESSION2), session);
    assert_eq!(field(&SESSION1_LAST_RELU), session);
    assert_eq!(field(&SESSION6), [3, 5, 7, 14, 16, 18, 20, 22, 24, 26, 104, 104]);
    assert_eq!(field(&LENET), [3, 6, 8, 16]);
    assert_eq!(field(&CNN), [3, 6, 8, 16, 18, 36]);
    assert_eq!(field(&CNN2), [3, 6, 8, 16]);
    assert_eq!(field(&TINY), [3, 5, 10, 10, 12, 14, 16, 96, 96]);
}

#[test]
fn shapes_are_those_of_torchsummary() {
    let shapes = |row| {
        let modules = trace(row).layers.into_iter().filter(|layer| layer.module);
        modules.map(|layer| format!("{} {}", layer.op.kind(), layer.output)).collect::<Vec<_>>()
    };
    assert_eq!(
        shapes(&SESSION2),
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
        shapes(&CNN),
        ["Conv2d 16×28×28", "Conv2d 32×14×14", "Conv2d 64×7×7", "Linear 128", "Linear 10"]
    );
    let session6 = shapes(&SESSION6);
    assert_eq!(session6.len(), 39);
    assert_eq!(session6[..4], ["Conv2d 2×26×26", "ReLU 2×26×26", "BatchNorm2d 2×26×26", "Dropout 2×26×26"]);
    assert_eq!(session6[12], "MaxPool2d 16×12×12");
    assert_eq!(session6[37..], ["AvgPool2d 32×1×1", "Conv2d 10×1×1"]);
}

#[test]
fn memory_is_that_of_torchsummary() {
    let printed = |row| {
        let memory = trace(row).memory;
        [memory.input_mb, memory.forward_backward_mb, memory.parameters_mb, memory.total_mb]
            .map(|mb| format!("{mb:.2}"))
    };
    assert_eq!(printed(&SESSION2), ["0.00", "1.51", "24.34", "25.85"]);
    assert_eq!(printed(&SESSION6), ["0.00", "0.56", "0.07", "0.63"]);
    assert_eq!(printed(&MLP), ["0.00", "0.01", "2.16", "2.17"]);
    assert_eq!(printed(&LENET), ["0.00", "0.06", "0.40", "0.47"]);
    assert_eq!(printed(&CNN), ["0.00", "0.17", "0.38", "0.55"]);
}

#[test]
fn arithmetic_adds_up() {
    // 784·128 and 128·10 multiply-adds, and 128 comparisons between.
    assert_eq!(trace(&NN2).flops, 2 * (784 * 128 + 128 * 10) + 128);
}

#[test]
fn relu_keeps_the_receptive_field_and_flatten_ends_it() {
    let layers = trace(&LENET).layers;
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
    let layers = trace(&SESSION2).layers;
    let named = |name: &str| layers.iter().find(|layer| layer.name == name).unwrap();
    assert_eq!(named("conv1").window(0, 27), Some(Window { top: -1, left: 26, size: 3 }));
    assert_eq!(named("conv1").window(0, 28), None);
    assert_eq!(named("pool1").centre_window(), Some(Window { top: 12, left: 12, size: 6 }));
    assert_eq!(named("conv7").centre_window(), Some(Window { top: -6, left: -6, size: 40 }));
}
