//! The modules of `torch.nn`: how each is made.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::arguments::Arguments;
use super::{kinds, short};
use crate::python::problem::{Followed, Problem};
use crate::python::value::{Child, Computes, Layer, Module, ModuleKind, Value};

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
    let class: Rc<str> = short(name).into();
    let Some(kind) = kinds::of_module(&class) else {
        let layer = Layer { class, computes: Computes::Unsupported, expects: None };
        return Some(Ok(module(ModuleKind::Layer(layer))));
    };
    let made = arguments.bind(&class, kind.arguments).and_then(|bound| {
        let computes = (kind.make)(&bound)?;
        let expects = kind.input.map(|name| bound.required_size(name)).transpose()?;
        Ok(module(ModuleKind::Layer(Layer { class, computes, expects })))
    });
    Some(made)
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
