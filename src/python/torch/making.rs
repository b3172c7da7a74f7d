//! What the arguments of a layer mean.

use super::arguments::Bound;
use crate::arch::{Activation, Op};
use crate::python::problem::{Followed, Problem};
use crate::python::value::{Computes, Value};

/// A window that slides over each channel.
pub fn pool(bound: &Bound, op: fn(usize, usize) -> Op) -> Followed<Computes> {
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

pub fn dropout(bound: &Bound, op: fn(f32) -> Op) -> Followed<Computes> {
    Ok(Computes::Op(op(bound.number("p", 0.5)? as f32)))
}

pub fn activation(activation: Activation) -> Followed<Computes> {
    Ok(Computes::Op(Op::Activation(activation)))
}

/// A number that 32 bits hold.
pub fn finite(bound: &Bound, name: &str, default: f64) -> Followed<f32> {
    let number = bound.number(name, default)? as f32;
    if number.is_finite() { Ok(number) } else { Err(bound.problem(name, "must be a finite number")) }
}

pub fn gelu(bound: &Bound) -> Followed<Computes> {
    match bound.get("approximate").map(|given| &given.value) {
        None => activation(Activation::Gelu),
        Some(Value::Text(word)) if &**word == "none" => activation(Activation::Gelu),
        Some(_) => Err(bound.problem("approximate", "is not computed yet; leave `approximate` out")),
    }
}

/// What works on the classes of each image.
pub fn over_classes(bound: &Bound, op: Op) -> Followed<Computes> {
    match bound.get("dim").map(|given| &given.value) {
        None | Some(Value::None | Value::Int(1 | -1)) => Ok(Computes::Op(op)),
        Some(_) => Err(bound.problem("dim", "must be 1, that of the classes")),
    }
}

pub fn flatten(bound: &Bound) -> Followed<Computes> {
    bound.only("start_dim", 1.0)?;
    bound.only("end_dim", -1.0)?;
    Ok(Computes::Op(Op::Flatten))
}

pub fn convolution(bound: &Bound) -> Followed<Computes> {
    let (out_channels, _) = bound.required_size("out_channels")?;
    let kernel = bound.side("kernel_size", None)?;
    let stride = bound.side("stride", Some(1))?;
    let dilation = bound.side("dilation", Some(1))?;
    let groups = bound.size("groups", 1)?;
    if let Some(mode) = bound.get("padding_mode")
        && !matches!(&mode.value, Value::Text(mode) if &**mode == "zeros")
    {
        return Err(Problem::new(mode.range, "nn.Conv2d pads with zeros only; leave `padding_mode` out"));
    }
    let padding = match bound.get("padding").map(|padding| (&padding.value, padding.range)) {
        Some((Value::Text(word), range)) => {
            match (&**word, dilation.saturating_mul(kernel.max(1) - 1), stride) {
                ("valid", ..) => 0,
                ("same", reach, 1) if reach.is_multiple_of(2) => reach / 2,
                ("same", ..) => {
                    let message = "padding='same' is computed for odd kernels with stride 1; write a number";
                    return Err(Problem::new(range, message));
                }
                _ => return Err(Problem::new(range, "a padding is a number, 'same' or 'valid'")),
            }
        }
        _ => bound.side("padding", Some(0))?,
    };
    let bias = bound.switch("bias", true)?;
    Ok(Computes::Op(Op::Conv2d { out_channels, kernel, stride, padding, dilation, groups, bias }))
}

pub fn linear(bound: &Bound) -> Followed<Computes> {
    let (out_features, _) = bound.required_size("out_features")?;
    Ok(Computes::Op(Op::Linear { out_features, bias: bound.switch("bias", true)? }))
}

pub fn norm(bound: &Bound, op: Op) -> Followed<Computes> {
    for (name, only) in [("eps", 1e-5), ("momentum", 0.1), ("affine", 1.0), ("track_running_stats", 1.0)] {
        bound.only(name, only)?;
    }
    Ok(Computes::Op(op))
}

/// A pool to one place.
pub fn to_one(bound: &Bound, computes: Computes) -> Followed<Computes> {
    match bound.side("output_size", None)? {
        1 => Ok(computes),
        size => Err(Problem::new(
            bound.call,
            format!("an adaptive pool to {size}×{size} is not computed; to 1×1 it is"),
        )),
    }
}
