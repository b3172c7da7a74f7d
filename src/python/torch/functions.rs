//! The functions of `torch` and `torch.nn.functional` that take the image.

use ruff_text_size::TextRange;

use super::arguments::Arguments;
use super::{layers, shapes, short};
use crate::arch::Op;
use crate::python::chain::{Chain, Tensor};
use crate::python::problem::{Followed, Problem};
use crate::python::value::Value;

/// What functions do not see: the names that the network's modules have, and the remarks about it.
pub struct Surroundings<'s> {
    pub chain: &'s mut Chain,
    pub remarks: &'s mut Vec<String>,
    pub is_declared: &'s dyn Fn(&str) -> bool,
    /// Where the network's class calls what calls the function.
    pub site: TextRange,
}

/// Calls the function with this name, whose first argument is a tensor.
///
/// # Errors
/// Functions that are not understood.
pub fn function<'a>(name: &str, arguments: Arguments<'a>, around: &mut Surroundings) -> Followed<Value<'a>> {
    let what = short(name);
    let call = arguments.call;
    let last = name.rsplit('.').next().unwrap_or(name);
    let names: &[&'static str] = match last {
        "relu" | "relu_" => &["input", "inplace"],
        "max_pool2d" | "avg_pool2d" => &[
            "input",
            "kernel_size",
            "stride",
            "padding",
            "dilation",
            "ceil_mode",
            "return_indices",
            "count_include_pad",
            "divisor_override",
        ],
        "adaptive_avg_pool2d" | "adaptive_max_pool2d" => &["input", "output_size"],
        "dropout" => &["input", "p", "training", "inplace"],
        "log_softmax" => &["input", "dim"],
        "flatten" => &["input", "start_dim", "end_dim"],
        "reshape" => &["input", "shape"],
        _ => return Err(Problem::new(call, refused(last, &what))),
    };
    let bound = arguments.bind(&what, names)?;
    let Value::Tensor(input) = bound.required("input")?.value else {
        return Err(Problem::new(call, format!("{what} is given something else than a tensor")));
    };
    let op = match last {
        "relu" | "relu_" => Op::Relu,
        "max_pool2d" => {
            let (kernel, stride) = layers::pool(&bound)?;
            Op::MaxPool2d { kernel, stride }
        }
        "avg_pool2d" => {
            let (kernel, stride) = layers::pool(&bound)?;
            Op::AvgPool2d { kernel, stride }
        }
        "adaptive_avg_pool2d" | "adaptive_max_pool2d" => {
            if bound.side("output_size", None)? != 1 {
                return Err(Problem::new(call, format!("{what} is computed to 1×1 only")));
            }
            layers::global(input, call, |kernel| match last {
                "adaptive_avg_pool2d" => Op::AvgPool2d { kernel, stride: kernel },
                _ => Op::MaxPool2d { kernel, stride: kernel },
            })?
        }
        "dropout" => {
            match bound.get("training").map(|given| &given.value) {
                Some(Value::Training) => {}
                Some(Value::Bool(false)) => return around.chain.newest(input, call).map(|()| Value::Tensor(input)),
                _ => around.remarks.push(
                    "F.dropout without `training=self.training` drops in PyTorch's tests too; here it does so while \
                     training alone."
                        .to_owned(),
                ),
            }
            Op::Dropout { p: bound.number("p", 0.5)? as f32 }
        }
        "log_softmax" => Op::LogSoftmax,
        "flatten" => {
            bound.only("start_dim", 1.0)?;
            bound.only("end_dim", -1.0)?;
            return shapes::flatten(around, input, call);
        }
        _ => {
            let sizes = bound.required("shape")?;
            let sizes = Arguments::of(vec![sizes.value.clone()], call);
            return shapes::view(around, input, &sizes, &what);
        }
    };
    applied(around, op, input, call)
}

/// An operation of the chain, as a value.
pub fn applied<'a>(around: &mut Surroundings, op: Op, input: Tensor, call: TextRange) -> Followed<Value<'a>> {
    around.chain.apply(op, input, (call, around.site), around.is_declared).map(Value::Tensor)
}

fn refused(last: &str, what: &str) -> String {
    match last {
        "cat" | "concat" | "stack" | "add" => {
            format!("{what} joins tensors: graphs with branches are not computed yet")
        }
        _ => format!(
            "{what} is not computed yet; there are F.relu, F.max_pool2d, F.avg_pool2d, F.adaptive_avg_pool2d, F.dropout, \
             F.log_softmax, torch.flatten and torch.reshape, and as modules {}",
            super::modules::supported().trim_start_matches("there are ")
        ),
    }
}
