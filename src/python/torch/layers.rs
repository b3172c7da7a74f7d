//! A layer applied to what the image has become.

use ruff_text_size::TextRange;

use super::arguments::Bound;
use crate::arch::{self, Op, Shape};
use crate::python::chain::{Chain, Tensor};
use crate::python::problem::{Followed, Problem};
use crate::python::text::Text;
use crate::python::value::{Computes, Layer};

/// The names of a pool's arguments, for its module and its function.
pub const POOL: &[&str] = &[
    "kernel_size",
    "stride",
    "padding",
    "dilation",
    "return_indices",
    "ceil_mode",
    "count_include_pad",
    "divisor_override",
];

/// The window of a pool, and how far it moves.
///
/// # Errors
/// Numbers that are not understood or not computed.
pub fn pool(bound: &Bound) -> Followed<(usize, usize)> {
    let kernel = bound.side("kernel_size", None)?;
    for (name, only) in [("padding", 0.0), ("dilation", 1.0), ("return_indices", 0.0), ("ceil_mode", 0.0)] {
        bound.only(name, only)?;
    }
    // They change nothing without padding.
    let _ = (bound.get("count_include_pad"), bound.only("divisor_override", 0.0)?);
    Ok((kernel, bound.side("stride", Some(kernel))?))
}

/// A module of PyTorch's called by `forward`: which one, and its places in the source.
pub struct Called<'a> {
    pub layer: &'a Layer,
    /// What the network's weights call it; none for a module that `forward` has just made.
    pub name: Option<String>,
    pub declared: TextRange,
    /// Where the network's class calls what makes it.
    pub made: TextRange,
    pub call: TextRange,
    /// Where the network's class calls what calls it.
    pub site: TextRange,
}

/// Applies a module.
///
/// # Errors
/// Where Fovea has no such layer or it does not fit, with what to write instead.
pub fn apply(
    chain: &mut Chain,
    text: &Text,
    remarks: &mut Vec<String>,
    called: &Called,
    input: Tensor,
) -> Followed<Tensor> {
    let Called { layer, declared, call, .. } = called;
    let op = match layer.computes {
        Computes::Op(op) => op,
        Computes::GlobalAverage => global(input, *call, |kernel| Op::AvgPool2d { kernel, stride: kernel })?,
        Computes::GlobalMaximum => global(input, *call, |kernel| Op::MaxPool2d { kernel, stride: kernel })?,
        Computes::Nothing => return chain.newest(input, *call).map(|()| input),
        Computes::Unsupported => {
            let message = format!("{} is not computed yet; {}", layer.class, super::modules::supported());
            return Err(Problem::new(*declared, message));
        }
    };
    let Some(name) = called.name.clone() else {
        if op.has_weights() {
            let message = format!(
                "{} is made anew in every call, or lies where PyTorch does not look for it, so that it would never be \
                 trained; make it in `__init__` and keep it as `self.…`, or in an nn.ModuleList",
                layer.class
            );
            return Err(Problem::new(*call, message));
        }
        return chain.apply(op, input, (*call, called.site), |_| false);
    };
    chain.newest(input, *call)?;
    if op.has_weights() && chain.has(&name) {
        let message = format!(
            "{name} is called a second time: layers that share weights are not computed yet; declare another one"
        );
        return Err(Problem::new(*call, message));
    }
    let input = flattened(chain, remarks, (&op, &name), input, called)?;
    if let Some((expected, range)) = layer.expects
        && expected != input.shape.channels()
    {
        return Err(misfit(text, called, &name, (expected, range), input));
    }
    let layer = arch::Layer { name, op, module: true };
    chain.push(layer, called.made, input, *call)
}

/// A window as large as its input.
pub fn global(input: Tensor, call: TextRange, op: impl Fn(usize) -> Op) -> Followed<Op> {
    match input.shape {
        Shape::Map { height, width, .. } if height == width => Ok(op(height)),
        shape => Err(Problem::new(
            call,
            format!("this pools all of an image, and gets {shape}: only squares are computed"),
        )),
    }
}

/// The image, flattened where a linear layer is the first to see it: such sources give their network flat images.
fn flattened(
    chain: &mut Chain,
    remarks: &mut Vec<String>,
    (op, name): (&Op, &str),
    input: Tensor,
    called: &Called,
) -> Followed<Tensor> {
    if !matches!(op, Op::Linear { .. }) || !matches!(input.shape, Shape::Map { .. }) {
        return Ok(input);
    }
    if chain.is_untouched() {
        remarks.push(format!("{name} takes flat images: a flatten was put before it."));
        return chain.apply(Op::Flatten, input, (called.call, called.site), |_| false);
    }
    let message = format!(
        "{name} is a linear layer and gets {}: flatten before it, with `x = torch.flatten(x, 1)`",
        input.shape
    );
    Err(Problem::new(called.call, message))
}

/// A layer that was made for another input, with the words that make it fit.
fn misfit(
    text: &Text,
    called: &Called,
    name: &str,
    (expected, range): (usize, TextRange),
    input: Tensor,
) -> Problem {
    let what = match input.shape {
        Shape::Map { .. } => "channels",
        Shape::Vector { .. } => "numbers",
    };
    let given = input.shape.channels();
    let declared = called.declared;
    let inside = declared.contains_range(range) && range != declared;
    let advice = if inside {
        let before = text.words(TextRange::new(declared.start(), range.start()));
        let after = text.words(TextRange::new(range.end(), declared.end()));
        let space = if before.ends_with(',') { " " } else { "" };
        format!("write `{before}{space}{given}{after}`")
    } else {
        format!("give it {given}")
    };
    Problem::new(declared, format!("{name} expects {expected} {what} and gets {given}: {advice}"))
}
