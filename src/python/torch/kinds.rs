//! The layers that are computed: what `torch.nn` and `torch.nn.functional` call them, and what their arguments mean.

use super::arguments::Bound;
use super::making::{
    activation, convolution, dropout, finite, flatten, gelu, linear, norm, over_classes, pool, to_one,
};
use crate::arch::{Activation, Op};
use crate::python::problem::Followed;
use crate::python::value::Computes;

/// One kind of layer.
pub struct Kind {
    /// The modules that are it, as in `nn.Conv2d`.
    class: &'static str,
    /// What the module is given, in order.
    pub arguments: &'static [&'static str],
    /// Which of them says how many channels or features it was made for.
    pub input: Option<&'static str>,
    pub function: Option<Function>,
    pub make: fn(&Bound) -> Followed<Computes>,
}

/// A layer that may be called as a function.
pub struct Function {
    /// As in `F.relu`; what else leads to it, as `torch.relu` and `x.relu` do, ends in the same word.
    name: &'static str,
    /// What it is given behind its input, in order.
    pub arguments: &'static [&'static str],
}

const fn function(name: &'static str, arguments: &'static [&'static str]) -> Option<Function> {
    Some(Function { name, arguments })
}

const CONV: &[&str] = &[
    "in_channels",
    "out_channels",
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "groups",
    "bias",
    "padding_mode",
    "device",
    "dtype",
];
const LINEAR: &[&str] = &["in_features", "out_features", "bias", "device", "dtype"];
const NORM: &[&str] =
    &["num_features", "eps", "momentum", "affine", "track_running_stats", "device", "dtype"];
const MAX_POOL: &[&str] = &["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"];
const MAX_POOL_FUNCTION: &[&str] =
    &["kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices"];
const AVERAGE_POOL: &[&str] =
    &["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"];
const SOFTMAX_FUNCTION: &[&str] = &["dim", "_stacklevel", "dtype"];
const OUTPUT: &[&str] = &["output_size"];

/// All of them, in the order in which messages name them.
const KINDS: &[Kind] = &[
    Kind {
        class: "nn.Conv2d",
        arguments: CONV,
        input: Some("in_channels"),
        function: None,
        make: convolution,
    },
    Kind {
        class: "nn.LazyConv2d",
        arguments: CONV.split_at(1).1,
        input: None,
        function: None,
        make: convolution,
    },
    Kind { class: "nn.Linear", arguments: LINEAR, input: Some("in_features"), function: None, make: linear },
    Kind {
        class: "nn.LazyLinear",
        arguments: LINEAR.split_at(1).1,
        input: None,
        function: None,
        make: linear,
    },
    Kind {
        class: "nn.MaxPool2d",
        arguments: MAX_POOL,
        input: None,
        function: function("F.max_pool2d", MAX_POOL_FUNCTION),
        make: |bound| pool(bound, |kernel, stride| Op::MaxPool2d { kernel, stride }),
    },
    Kind {
        class: "nn.AvgPool2d",
        arguments: AVERAGE_POOL,
        input: None,
        function: function("F.avg_pool2d", AVERAGE_POOL),
        make: |bound| pool(bound, |kernel, stride| Op::AvgPool2d { kernel, stride }),
    },
    Kind {
        class: "nn.AdaptiveAvgPool2d",
        arguments: OUTPUT,
        input: None,
        function: function("F.adaptive_avg_pool2d", OUTPUT),
        make: |bound| to_one(bound, Computes::GlobalAverage),
    },
    Kind {
        class: "nn.AdaptiveMaxPool2d",
        arguments: OUTPUT,
        input: None,
        function: function("F.adaptive_max_pool2d", OUTPUT),
        make: |bound| to_one(bound, Computes::GlobalMaximum),
    },
    Kind {
        class: "nn.BatchNorm2d",
        arguments: NORM,
        input: Some("num_features"),
        function: None,
        make: |bound| norm(bound, Op::BatchNorm2d),
    },
    Kind {
        class: "nn.LazyBatchNorm2d",
        arguments: NORM.split_at(1).1,
        input: None,
        function: None,
        make: |bound| norm(bound, Op::BatchNorm2d),
    },
    Kind {
        class: "nn.BatchNorm1d",
        arguments: NORM,
        input: Some("num_features"),
        function: None,
        make: |bound| norm(bound, Op::BatchNorm1d),
    },
    Kind {
        class: "nn.LazyBatchNorm1d",
        arguments: NORM.split_at(1).1,
        input: None,
        function: None,
        make: |bound| norm(bound, Op::BatchNorm1d),
    },
    Kind {
        class: "nn.Dropout",
        arguments: &["p", "inplace"],
        input: None,
        function: function("F.dropout", &["p", "training", "inplace"]),
        make: |bound| dropout(bound, |p| Op::Dropout { p }),
    },
    Kind {
        class: "nn.Dropout2d",
        arguments: &["p", "inplace"],
        input: None,
        function: function("F.dropout2d", &["p", "training", "inplace"]),
        make: |bound| dropout(bound, |p| Op::Dropout2d { p }),
    },
    Kind {
        class: "nn.Flatten",
        arguments: &["start_dim", "end_dim"],
        input: None,
        function: function("torch.flatten", &["start_dim", "end_dim"]),
        make: flatten,
    },
    Kind {
        class: "nn.ReLU",
        arguments: &["inplace"],
        input: None,
        function: function("F.relu", &["inplace"]),
        make: |_| Ok(Computes::Op(Op::Relu)),
    },
    Kind {
        class: "nn.LeakyReLU",
        arguments: &["negative_slope", "inplace"],
        input: None,
        function: function("F.leaky_relu", &["negative_slope", "inplace"]),
        make: |bound| activation(Activation::LeakyRelu { slope: finite(bound, "negative_slope", 0.01)? }),
    },
    Kind {
        class: "nn.ELU",
        arguments: &["alpha", "inplace"],
        input: None,
        function: function("F.elu", &["alpha", "inplace"]),
        make: |bound| activation(Activation::Elu { alpha: finite(bound, "alpha", 1.0)? }),
    },
    Kind {
        class: "nn.GELU",
        arguments: &["approximate"],
        input: None,
        function: function("F.gelu", &["approximate"]),
        make: gelu,
    },
    Kind {
        class: "nn.SiLU",
        arguments: &["inplace"],
        input: None,
        function: function("F.silu", &["inplace"]),
        make: |_| activation(Activation::Silu),
    },
    Kind {
        class: "nn.Sigmoid",
        arguments: &[],
        input: None,
        function: function("F.sigmoid", &[]),
        make: |_| activation(Activation::Sigmoid),
    },
    Kind {
        class: "nn.Tanh",
        arguments: &[],
        input: None,
        function: function("F.tanh", &[]),
        make: |_| activation(Activation::Tanh),
    },
    Kind {
        class: "nn.Softmax",
        arguments: &["dim"],
        input: None,
        function: function("F.softmax", SOFTMAX_FUNCTION),
        make: |bound| over_classes(bound, Op::Softmax),
    },
    Kind {
        class: "nn.LogSoftmax",
        arguments: &["dim"],
        input: None,
        function: function("F.log_softmax", SOFTMAX_FUNCTION),
        make: |bound| over_classes(bound, Op::LogSoftmax),
    },
    Kind {
        class: "nn.Identity",
        arguments: &[],
        input: None,
        function: None,
        make: |_| Ok(Computes::Nothing),
    },
];

/// The kind of a module, as in `nn.Conv2d`.
pub fn of_module(class: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.class == class)
}

/// The kind of a function, as in `relu`, and what it is given.
pub fn of_function(name: &str) -> Option<(&'static Kind, &'static Function)> {
    // In place or not, what comes out is the same.
    let name = name.trim_end_matches('_');
    let called = |kind: &'static Kind| {
        Some((kind, kind.function.as_ref().filter(|called| called.name.ends_with(&format!(".{name}")))?))
    };
    KINDS.iter().find_map(called)
}

/// The modules that there are, in a phrase.
pub fn modules() -> String {
    listed(KINDS.iter().map(|kind| kind.class.to_owned()).filter(|class| !class.contains("Lazy")))
}

/// The functions that there are.
pub fn functions() -> String {
    let called = KINDS.iter().filter_map(|kind| kind.function.as_ref());
    listed(called.map(|called| called.name.to_owned()).chain(["torch.reshape".to_owned()]))
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
