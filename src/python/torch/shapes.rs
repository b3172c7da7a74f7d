//! Views of a tensor: what `view`, `reshape` and `flatten` make of one image.

use ruff_text_size::TextRange;

use super::arguments::{Argument, Arguments};
use super::functions::{Surroundings, applied};
use crate::arch::{Op, Shape};
use crate::python::chain::Tensor;
use crate::python::problem::{Followed, Problem};
use crate::python::value::Value;

/// All numbers of an image in one vector; one that is flat already stays as it is.
///
/// # Errors
/// Where the tensor was used before.
pub fn flatten<'a>(around: &mut Surroundings, input: Tensor, call: TextRange) -> Followed<Value<'a>> {
    match input.shape {
        Shape::Map { .. } => applied(around, Op::Flatten, input, call),
        Shape::Vector { .. } => around.chain.newest(input, call).map(|()| Value::Tensor(input)),
    }
}

/// A size that a view asks for.
enum Size {
    Batch,
    Known(usize),
    /// −1.
    Rest,
}

/// The tensor in other sizes, the first of which is the batch's.
///
/// # Errors
/// Sizes that are not understood, or that another number of images would have.
pub fn view<'a>(
    around: &mut Surroundings,
    input: Tensor,
    sizes: &Arguments<'a>,
    what: &str,
) -> Followed<Value<'a>> {
    let call = sizes.call;
    let given: Vec<Argument> = match sizes.positional.as_slice() {
        [Argument { value: Value::Tuple(values), range }] => {
            values.iter().map(|value| Argument { value: value.clone(), range: *range }).collect()
        }
        [Argument { value: Value::List(values), range }] => {
            values.borrow().iter().map(|value| Argument { value: value.clone(), range: *range }).collect()
        }
        many => many.to_vec(),
    };
    let read = |Argument { value, range }: &Argument| match value {
        Value::BatchSize => Ok(Size::Batch),
        Value::Int(-1) => Ok(Size::Rest),
        Value::Int(size) if *size > 0 => Ok(Size::Known(*size as usize)),
        other => Err(Problem::new(*range, format!("a size of {what} is {}, no whole number", other.kind()))),
    };
    let sizes = given.iter().map(read).collect::<Followed<Vec<_>>>()?;
    let elements = input.shape.elements();
    let images = |wanted: usize| {
        let message = format!(
            "{what} asks for {wanted} numbers for each image, and there are {elements}: write `x = torch.flatten(x, 1)`"
        );
        Err(Problem::new(call, message))
    };
    match sizes.as_slice() {
        [Size::Batch | Size::Rest, Size::Known(wanted)] if *wanted != elements => images(*wanted),
        [Size::Batch, Size::Rest] | [Size::Batch | Size::Rest, Size::Known(_)] => {
            flatten(around, input, call)
        }
        [Size::Batch | Size::Rest, rest @ ..] if same(rest, input.shape) => {
            around.chain.newest(input, call).map(|()| Value::Tensor(input))
        }
        _ => {
            let message = format!(
                "{what} gives sizes that are not computed: for each image, one vector is; write `x = torch.flatten(x, 1)`"
            );
            Err(Problem::new(call, message))
        }
    }
}

/// Whether these are the sizes that a shape has.
fn same(sizes: &[Size], shape: Shape) -> bool {
    let dimensions = shape.dimensions();
    let is = |(size, known): (&Size, &usize)| matches!(size, Size::Known(size) if size == known);
    sizes.len() == dimensions.len() && sizes.iter().zip(&dimensions).all(is)
}
