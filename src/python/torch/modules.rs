//! The modules of `torch.nn`: how each is made.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::arguments::{Arguments, Bound};
use super::{layers, short};
use crate::arch::Op;
use crate::python::problem::{Followed, Problem};
use crate::python::value::{Child, Computes, Layer, Module, ModuleKind, Value};

/// One kind of layer: its class in `torch.nn`, the names of its arguments, and what it becomes.
struct Kind {
    class: &'static str,
    arguments: &'static [&'static str],
    make: fn(&Bound) -> Followed<Made>,
}

/// What a layer computes, and which argument says how many channels or features it was made for.
type Made = (Computes, Option<&'static str>);

const NONE: &[&str] = &["inplace"];
const DIM: &[&str] = &["dim"];
const NORM: &[&str] =
    &["num_features", "eps", "momentum", "affine", "track_running_stats", "device", "dtype"];
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

/// All that is computed, in the order in which messages name them.
const KINDS: &[Kind] = &[
    Kind { class: "nn.Conv2d", arguments: CONV, make: |bound| Ok((conv(bound)?, Some("in_channels"))) },
    Kind { class: "nn.LazyConv2d", arguments: CONV.split_at(1).1, make: |bound| Ok((conv(bound)?, None)) },
    Kind { class: "nn.Linear", arguments: LINEAR, make: |bound| Ok((linear(bound)?, Some("in_features"))) },
    Kind {
        class: "nn.LazyLinear",
        arguments: LINEAR.split_at(1).1,
        make: |bound| Ok((linear(bound)?, None)),
    },
    Kind {
        class: "nn.MaxPool2d",
        arguments: layers::POOL,
        make: |bound| {
            let (kernel, stride) = layers::pool(bound)?;
            Ok((Computes::Op(Op::MaxPool2d { kernel, stride }), None))
        },
    },
    Kind {
        class: "nn.AvgPool2d",
        arguments: layers::POOL,
        make: |bound| {
            let (kernel, stride) = layers::pool(bound)?;
            Ok((Computes::Op(Op::AvgPool2d { kernel, stride }), None))
        },
    },
    Kind {
        class: "nn.AdaptiveAvgPool2d",
        arguments: &["output_size"],
        make: |bound| Ok((to_one(bound, Computes::GlobalAverage)?, None)),
    },
    Kind {
        class: "nn.AdaptiveMaxPool2d",
        arguments: &["output_size"],
        make: |bound| Ok((to_one(bound, Computes::GlobalMaximum)?, None)),
    },
    Kind { class: "nn.BatchNorm2d", arguments: NORM, make: |bound| Ok((norm(bound)?, Some("num_features"))) },
    Kind {
        class: "nn.LazyBatchNorm2d",
        arguments: NORM.split_at(1).1,
        make: |bound| Ok((norm(bound)?, None)),
    },
    Kind {
        class: "nn.Dropout",
        arguments: &["p", "inplace"],
        make: |bound| Ok((Computes::Op(Op::Dropout { p: bound.number("p", 0.5)? as f32 }), None)),
    },
    Kind {
        class: "nn.Flatten",
        arguments: &["start_dim", "end_dim"],
        make: |bound| {
            bound.only("start_dim", 1.0)?;
            bound.only("end_dim", -1.0)?;
            Ok((Computes::Op(Op::Flatten), None))
        },
    },
    Kind { class: "nn.ReLU", arguments: NONE, make: |_| Ok((Computes::Op(Op::Relu), None)) },
    Kind { class: "nn.LogSoftmax", arguments: DIM, make: |_| Ok((Computes::Op(Op::LogSoftmax), None)) },
    Kind { class: "nn.Identity", arguments: &[], make: |_| Ok((Computes::Nothing, None)) },
];

/// What there is, in a phrase.
pub fn supported() -> String {
    let (last, others) = KINDS.split_last().map_or(("", KINDS), |(last, others)| (last.class, others));
    let others: Vec<_> =
        others.iter().map(|kind| kind.class).filter(|class| !class.contains("Lazy")).collect();
    format!("there are {} and {last}", others.join(", "))
}

/// Whether a library's name is `nn.Module`, or a container that a class can be made from.
pub fn is_module(name: &str) -> bool {
    matches!(name, "torch.nn.Module" | "torch.nn.Sequential")
}

/// A module that `torch.nn` makes at a place of the network's class; none for a name that is no module of it.
///
/// # Errors
/// Arguments that are not understood.
pub fn constructor<'a>(name: &str, arguments: Arguments<'a>, site: TextRange) -> Option<Followed<Value<'a>>> {
    let class = name.strip_prefix("torch.nn.").filter(|class| class.starts_with(char::is_uppercase))?;
    let range = arguments.call;
    let module = |kind| Value::Module(Rc::new(Module { kind, range, site }));
    let of_children = |children: Followed<Vec<Child<'a>>>,
                       kind: fn(RefCell<Vec<Child<'a>>>) -> ModuleKind<'a>| {
        children.map(|children| module(kind(RefCell::new(children))))
    };
    match class {
        "Sequential" => return Some(of_children(children(&arguments), ModuleKind::Sequential)),
        "ModuleList" => return Some(of_children(children(&arguments), ModuleKind::List)),
        // Losses are made beside networks and are no part of them.
        _ if class.ends_with("Loss") => return None,
        _ => {}
    }
    let Some(kind) = KINDS.iter().find(|kind| kind.class == short(name)) else {
        let class = class.to_owned();
        let layer = Layer { class: unsupported_name(&class), computes: Computes::Unsupported, expects: None };
        return Some(Ok(module(ModuleKind::Layer(layer))));
    };
    let made = arguments.bind(kind.class, kind.arguments).and_then(|bound| {
        let (computes, input) = (kind.make)(&bound)?;
        let expects = input.map(|name| bound.required_size(name)).transpose()?;
        Ok(module(ModuleKind::Layer(Layer { class: kind.class, computes, expects })))
    });
    Some(made)
}

/// Modules that students meet and Fovea does not have, so that messages can name them.
fn unsupported_name(class: &str) -> &'static str {
    const KNOWN: &[&str] = &[
        "nn.BatchNorm1d",
        "nn.Dropout2d",
        "nn.LeakyReLU",
        "nn.PReLU",
        "nn.ELU",
        "nn.GELU",
        "nn.SiLU",
        "nn.Sigmoid",
        "nn.Tanh",
        "nn.Softmax",
        "nn.Conv1d",
        "nn.Conv3d",
        "nn.ConvTranspose2d",
        "nn.LSTM",
        "nn.GRU",
        "nn.RNN",
        "nn.LayerNorm",
        "nn.GroupNorm",
        "nn.InstanceNorm2d",
        "nn.Embedding",
        "nn.MultiheadAttention",
        "nn.Upsample",
        "nn.MaxPool1d",
        "nn.AvgPool1d",
        "nn.ReLU6",
        "nn.Hardswish",
        "nn.Mish",
        "nn.Softplus",
        "nn.Unflatten",
        "nn.ZeroPad2d",
        "nn.Bilinear",
        "nn.AlphaDropout",
        "nn.ModuleDict",
        "nn.ParameterList",
    ];
    KNOWN.iter().find(|known| known.strip_prefix("nn.") == Some(class)).unwrap_or(&"this module")
}

/// The modules in an `nn.Sequential` or `nn.ModuleList`, by name.
fn children<'a>(arguments: &Arguments<'a>) -> Followed<Vec<Child<'a>>> {
    let given = match arguments.positional.as_slice() {
        [one] => match &one.value {
            Value::Dict(items) => {
                let items = items.borrow();
                let named = |(key, value): &(Value<'a>, Value<'a>)| match key {
                    Value::Text(name) => Ok((name.to_string(), value.clone())),
                    _ => Err(Problem::new(one.range, "the names of an OrderedDict's modules must be texts")),
                };
                return items.iter().map(named).collect();
            }
            Value::List(values) => values.borrow().clone(),
            Value::Tuple(values) => values.to_vec(),
            value => vec![value.clone()],
        },
        many => many.iter().map(|argument| argument.value.clone()).collect(),
    };
    let numbered = |(nth, value): (usize, Value<'a>)| match value {
        Value::Module(_) => Ok((nth.to_string(), value)),
        other => {
            Err(Problem::new(arguments.call, format!("number {nth} in it is {}, no module", other.kind())))
        }
    };
    given.into_iter().enumerate().map(numbered).collect()
}

fn conv(bound: &Bound) -> Followed<Computes> {
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
