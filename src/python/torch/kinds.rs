//! The layers that are computed: what `torch.nn` and `torch.nn.functional` call them, and what their arguments mean.

use super::arguments::Bound;
use crate::arch::Op;
use crate::python::problem::{Followed, Problem};
use crate::python::value::{Computes, Value};

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
        make: norm,
    },
    Kind {
        class: "nn.LazyBatchNorm2d",
        arguments: NORM.split_at(1).1,
        input: None,
        function: None,
        make: norm,
    },
    Kind {
        class: "nn.Dropout",
        arguments: &["p", "inplace"],
        input: None,
        function: function("F.dropout", &["p", "training", "inplace"]),
        make: dropout,
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
        class: "nn.LogSoftmax",
        arguments: &["dim"],
        input: None,
        function: function("F.log_softmax", &["dim"]),
        make: |_| Ok(Computes::Op(Op::LogSoftmax)),
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

/// A window that slides over each channel.
fn pool(bound: &Bound, op: fn(usize, usize) -> Op) -> Followed<Computes> {
    let kernel = bound.side("kernel_size", None)?;
    // Whether an average counts the border changes nothing where there is none.
    let only = [
        ("padding", 0.0),
        ("dilation", 1.0),
        ("return_indices", 0.0),
        ("ceil_mode", 0.0),
        ("divisor_override", 0.0),
    ];
    for (name, only) in only {
        bound.only(name, only)?;
    }
    Ok(Computes::Op(op(kernel, bound.side("stride", Some(kernel))?)))
}

fn dropout(bound: &Bound) -> Followed<Computes> {
    Ok(Computes::Op(Op::Dropout { p: bound.number("p", 0.5)? as f32 }))
}

fn flatten(bound: &Bound) -> Followed<Computes> {
    bound.only("start_dim", 1.0)?;
    bound.only("end_dim", -1.0)?;
    Ok(Computes::Op(Op::Flatten))
}

fn convolution(bound: &Bound) -> Followed<Computes> {
    let (out_channels, _) = bound.required_size("out_channels")?;
    let kernel = bound.side("kernel_size", None)?;
    let stride = bound.side("stride", Some(1))?;
    bound.only("dilation", 1.0)?;
    bound.only("groups", 1.0)?;
    if let Some(mode) = bound.get("padding_mode")
        && !matches!(&mode.value, Value::Text(mode) if &**mode == "zeros")
    {
        return Err(Problem::new(mode.range, "nn.Conv2d pads with zeros only; leave `padding_mode` out"));
    }
    let padding = match bound.get("padding").map(|padding| (&padding.value, padding.range)) {
        Some((Value::Text(word), range)) => match (&**word, kernel % 2, stride) {
            ("valid", ..) => 0,
            ("same", 1, 1) => (kernel - 1) / 2,
            ("same", ..) => {
                let message = "padding='same' is computed for odd kernels with stride 1; write a number";
                return Err(Problem::new(range, message));
            }
            _ => return Err(Problem::new(range, "a padding is a number, 'same' or 'valid'")),
        },
        _ => bound.side("padding", Some(0))?,
    };
    let bias = bound.switch("bias", true)?;
    Ok(Computes::Op(Op::Conv2d { out_channels, kernel, stride, padding, bias }))
}

fn linear(bound: &Bound) -> Followed<Computes> {
    let (out_features, _) = bound.required_size("out_features")?;
    if !bound.switch("bias", true)? {
        let message = "nn.Linear without bias is not computed yet; leave `bias=False` out";
        return Err(Problem::new(bound.call, message));
    }
    Ok(Computes::Op(Op::Linear { out_features }))
}

fn norm(bound: &Bound) -> Followed<Computes> {
    for (name, only) in [("eps", 1e-5), ("momentum", 0.1), ("affine", 1.0), ("track_running_stats", 1.0)] {
        bound.only(name, only)?;
    }
    Ok(Computes::Op(Op::BatchNorm2d))
}

/// A pool to one place.
fn to_one(bound: &Bound, computes: Computes) -> Followed<Computes> {
    match bound.side("output_size", None)? {
        1 => Ok(computes),
        size => Err(Problem::new(
            bound.call,
            format!("an adaptive pool to {size}×{size} is not computed; to 1×1 it is"),
        )),
    }
}
