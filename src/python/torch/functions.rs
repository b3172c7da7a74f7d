//! The functions of `torch` and `torch.nn.functional` that take the image.

use ruff_text_size::TextRange;

use super::arguments::{Arguments, Bound};
use super::{kinds, layers, shapes, short};
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
    let (what, call) = (short(name), arguments.call);
    let last = name.rsplit('.').next().unwrap_or(name);
    if last == "reshape" {
        let bound = arguments.bind(&what, &["input", "shape"])?;
        let sizes = Arguments::of(vec![bound.required("shape")?.value.clone()], call);
        return shapes::view(around, tensor(&bound, &what)?, &sizes, &what);
    }
    let Some((kind, called)) = kinds::of_function(last) else {
        return Err(Problem::new(call, refused(last, &what)));
    };
    let bound = arguments.bind(&what, &[&["input"], called.arguments].concat())?;
    let input = tensor(&bound, &what)?;
    if last.starts_with("dropout") && !drops(&bound, around) {
        return around.chain.newest(input, call).map(|()| Value::Tensor(input));
    }
    let computes = (kind.make)(&bound)?;
    match layers::operation(computes, input, call)? {
        Some(op) => applied(around, op, input, call),
        None => around.chain.newest(input, call).map(|()| Value::Tensor(input)),
    }
}

fn tensor(bound: &Bound, what: &str) -> Followed<Tensor> {
    match bound.required("input")?.value {
        Value::Tensor(tensor) => Ok(tensor),
        _ => Err(Problem::new(bound.call, format!("{what} is given something else than a tensor"))),
    }
}

/// Whether a call of `F.dropout` ever drops.
fn drops(bound: &Bound, around: &mut Surroundings) -> bool {
    match bound.get("training").map(|given| &given.value) {
        Some(Value::Training) => true,
        Some(Value::Bool(false)) => false,
        _ => {
            let remark = "F.dropout without `training=self.training` drops in PyTorch's tests too; here it does so \
                          while training alone.";
            around.remarks.push(remark.to_owned());
            true
        }
    }
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
            "{what} is not computed yet; there are {}, and as modules {}",
            kinds::functions(),
            kinds::modules()
        ),
    }
}
