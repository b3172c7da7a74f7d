//! The layer table's texts.

use crate::{
    arch::{Geometry, Memory, Trace, TracedLayer},
    words::{count, grouped},
};

/// The columns: heading, and what it means in a few words.
pub const COLUMNS: [(&str, &str); 9] = [
    ("Layer", "name in the source, and PyTorch's kind"),
    ("In", "input channels or features"),
    ("Kernel / stride / pad", "kernel size, stride and padding, or the share that dropout zeroes"),
    ("Output", "channels × height × width, or features"),
    ("Parameters", "trained numbers"),
    ("FLOPs", "floating-point operations for one image; a multiply-add counts as two"),
    ("Jump", "input pixels from one unit's field to the next unit's"),
    ("True field", "side of the receptive field in input pixels"),
    ("Course", "the receptive field by the courses' shorthand"),
];

/// A row's cells after its name, in the order of [`COLUMNS`].
pub fn cells(layer: &TracedLayer) -> [String; 8] {
    [
        count(layer.input.channels() as u64),
        layer
            .op
            .geometry()
            .map_or_else(|| layer.op.details(), |window| window_text(window) + &layer.op.spread()),
        layer.output.to_string(),
        if layer.parameters == 0 { "–".to_owned() } else { count(layer.parameters as u64) },
        short(layer.flops),
        layer.jump.map_or_else(dash, |jump| jump.to_string()),
        layer.field_text(layer.receptive_field),
        layer.field_text(layer.course_receptive_field),
    ]
}

fn dash() -> String {
    "–".to_owned()
}

fn window_text(window: Geometry) -> String {
    format!("{0}×{0} / {1} / {2}", window.kernel, window.stride, window.padding)
}

/// A large count in short: `451.6 k`, `462.4 M`.
fn short(value: u64) -> String {
    match value {
        0 => dash(),
        1..10_000 => count(value),
        10_000..1_000_000 => format!("{} k", grouped(value as f64 / 1e3, 1)),
        _ => format!("{} M", grouped(value as f64 / 1e6, 1)),
    }
}

/// The totals: parameters and FLOPs.
pub fn totals(trace: &Trace) -> (String, String) {
    (count(trace.parameters as u64), short(trace.flops))
}

/// What is counted beside the rows.
pub fn counts_text(trace: &Trace) -> String {
    let weights = count((trace.parameters - trace.biases()) as u64);
    let channels = trace.channels_before_pool().map(|channels| {
        format!(
            " Before the first pool {} channels are in memory, the image's among them.",
            count(channels as u64)
        )
    });
    format!("{weights} parameters without biases.{}", channels.unwrap_or_default())
}

/// torchsummary's estimate in words.
pub fn memory_text(memory: &Memory) -> String {
    format!(
        "Memory for one image as torchsummary estimates it, in MB: input {:.2}, forward and backward pass {:.2}, \
         parameters {:.2}, total {:.2}",
        memory.input_mb, memory.forward_backward_mb, memory.parameters_mb, memory.total_mb
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Layer, Network, Op};
    use crate::zoo::{self, Row};

    fn trace(row: &Row) -> Trace {
        row.network().trace().unwrap()
    }

    #[test]
    fn a_convolution_reads_as_in_the_reference() {
        let trace = trace(&zoo::SESSION2);
        assert_eq!(
            cells(&trace.layers[0]),
            ["1", "3×3 / 1 / 1", "32×28×28", "320", "451.6 k", "1", "3", "3"].map(str::to_owned)
        );
        assert_eq!(totals(&trace).0, "6,379,786");
    }

    #[test]
    fn dilation_and_groups_stand_behind_the_window() {
        let op = Op::Conv2d {
            out_channels: 4,
            kernel: 3,
            stride: 1,
            padding: 2,
            dilation: 2,
            groups: 2,
            bias: true,
        };
        let layers = [Op::conv2d(2, 1, 1, 0, true), op].into_iter().enumerate();
        let layers = layers.map(|(at, op)| Layer { name: format!("conv{at}"), op, module: true }).collect();
        let trace = Network { layers, ..Network::default() }.trace().unwrap();
        assert_eq!(cells(&trace.layers[1])[1], "3×3 / 1 / 2, dilation 2, 2 groups");
    }

    #[test]
    fn what_is_counted_beside_the_rows_is_said() {
        let of = |row| counts_text(&trace(row));
        assert!(of(&zoo::MLP).ends_with("without biases."));
        assert!(of(&zoo::LENET).contains("Before the first pool 7 channels"), "{}", of(&zoo::LENET));
    }

    #[test]
    fn behind_the_flatten_a_unit_sees_everything() {
        let trace = trace(&zoo::LENET);
        let last = trace.layers.iter().rfind(|layer| layer.parameters > 0).unwrap();
        let cells = cells(last);
        assert_eq!((cells[5].as_str(), cells[6].as_str()), ("–", "all"));
    }

    #[test]
    fn short_counts_keep_four_digits() {
        assert_eq!(short(9_999), "9,999");
        assert_eq!(short(451_584), "451.6 k");
        assert_eq!(short(1_234_567_890), "1,234.6 M");
        assert_eq!(short(0), "–");
    }

    #[test]
    fn memory_is_torchsummarys() {
        let text = memory_text(&trace(&zoo::SESSION2).memory);
        assert!(text.contains("parameters 24.34"), "{text}");
    }
}
