//! Attributes and methods of tensors.

use std::rc::Rc;

use super::arguments::Arguments;
use super::functions::{Surroundings, function};
use super::shapes;
use crate::python::chain::Tensor;
use crate::python::problem::{Followed, Problem};
use crate::python::value::Value;

/// All sizes of a tensor, the batch first.
fn sizes<'a>(tensor: Tensor) -> Vec<Value<'a>> {
    let rest = tensor.shape.dimensions().into_iter().map(|size| Value::Int(size as i64));
    std::iter::once(Value::BatchSize).chain(rest).collect()
}

/// `x.shape`; none for what is no attribute of a tensor's that is known.
pub fn attribute<'a>(tensor: Tensor, name: &str) -> Option<Value<'a>> {
    (name == "shape").then(|| Value::Tuple(Rc::new(sizes(tensor))))
}

/// Calls a method of a tensor.
///
/// # Errors
/// Methods that are not understood.
pub fn method<'a>(
    tensor: Tensor,
    name: &str,
    arguments: Arguments<'a>,
    around: &mut Surroundings,
) -> Followed<Value<'a>> {
    let call = arguments.call;
    match name {
        "view" | "reshape" => shapes::view(around, tensor, &arguments, &format!("x.{name}")),
        "size" => {
            let bound = arguments.bind("x.size", &["dim"])?;
            let all = sizes(tensor);
            match bound.get("dim").map(|given| &given.value) {
                None => Ok(Value::Tuple(Rc::new(all))),
                Some(Value::Int(nth)) => {
                    let at = if *nth < 0 { *nth + all.len() as i64 } else { *nth };
                    let size = usize::try_from(at).ok().and_then(|at| all.get(at).cloned());
                    size.ok_or_else(|| Problem::new(call, format!("the tensor has {} sizes only", all.len())))
                }
                Some(_) => Err(Problem::new(call, "x.size takes a whole number")),
            }
        }
        "dim" => Ok(Value::Int(sizes(tensor).len() as i64)),
        // They change neither numbers nor shape.
        "contiguous" | "clone" | "float" | "to" | "cuda" | "cpu" => {
            around.chain.newest(tensor, call).map(|()| Value::Tensor(tensor))
        }
        "flatten" | "relu" | "relu_" | "sigmoid" | "sigmoid_" | "tanh" | "tanh_" | "softmax"
        | "log_softmax" => {
            let mut arguments = arguments;
            let itself = Arguments::of(vec![Value::Tensor(tensor)], call).positional;
            arguments.positional.splice(0..0, itself);
            function(&format!("torch.{name}"), arguments, around)
        }
        _ => Err(Problem::new(
            call,
            format!(
                "x.{name}() is not computed yet; of a tensor's methods there are view, reshape, flatten, size, relu, \
                 sigmoid, tanh, softmax and log_softmax"
            ),
        )),
    }
}
