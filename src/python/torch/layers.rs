//! A layer applied to what the image has become.

use ruff_text_size::TextRange;

use super::kinds;
use crate::arch::{self, Op, Shape};
use crate::python::chain::{Chain, Tensor};
use crate::python::problem::{Followed, Problem};
use crate::python::text::Text;
use crate::python::value::{Computes, Layer};

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
    if layer.computes == Computes::Unsupported {
        let message = format!("{} is not computed yet; there are {}", layer.class, kinds::modules());
        return Err(Problem::new(*declared, message));
    }
    let Some(op) = operation(layer.computes, input, *call)? else {
        return chain.newest(input, *call).map(|()| input);
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

/// What a layer does to this input; none where that comes out as it went in.
///
/// # Errors
/// Inputs that cannot be pooled to one place.
pub fn operation(computes: Computes, input: Tensor, call: TextRange) -> Followed<Option<Op>> {
    Ok(match computes {
        // A flatten that has nothing to do is no layer.
        Computes::Op(Op::Flatten) if input.is_flat() => None,
        Computes::Op(op) => Some(op),
        Computes::GlobalAverage => {
            let kernel = side(input, call)?;
            Some(Op::AvgPool2d { kernel, stride: kernel })
        }
        Computes::GlobalMaximum => {
            let kernel = side(input, call)?;
            Some(Op::MaxPool2d { kernel, stride: kernel })
        }
        Computes::Nothing | Computes::Unsupported => None,
    })
}

/// The side of a square input, all of which is pooled.
fn side(input: Tensor, call: TextRange) -> Followed<usize> {
    match input.shape {
        Shape::Map { height, width, .. } if height == width => Ok(height),
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
        chain.takes_flat = true;
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
