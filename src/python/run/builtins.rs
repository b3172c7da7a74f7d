//! Python's own functions and the methods of its lists, dicts and texts.

use std::rc::Rc;

use ruff_text_size::TextRange;

use super::{Interpreter, calls, operators};
use crate::python::limits;
use crate::python::problem::{Followed, Problem};
use crate::python::torch::{Arguments, is_module};
use crate::python::value::{ModuleKind, Value};

/// The functions that are known.
pub const NAMES: &[&str] = &[
    "range",
    "len",
    "int",
    "float",
    "bool",
    "str",
    "max",
    "min",
    "sum",
    "abs",
    "round",
    "enumerate",
    "zip",
    "list",
    "tuple",
    "dict",
    "reversed",
    "print",
    "super",
    "isinstance",
    "getattr",
    "setattr",
    "hasattr",
    "object",
    "any",
    "all",
];

impl<'a> Interpreter<'a> {
    pub(super) fn call_builtin(&mut self, name: &str, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        let call = arguments.call;
        let given: Vec<Value<'a>> =
            arguments.positional.iter().map(|argument| argument.value.clone()).collect();
        let refused = || Problem::new(call, format!("`{name}` is not followed with these arguments"));
        match (name, given.as_slice()) {
            ("dict", _) => return dict(self, arguments),
            ("print", _) => return Ok(Value::None),
            // Whose base it means, the method in progress says.
            ("super", _) => {
                let (module, class) = self.bound.clone().ok_or_else(refused)?;
                return Ok(Value::Super(module, class));
            }
            _ => {}
        }
        if given.iter().any(|value| matches!(value, Value::Unknown(_))) && name != "isinstance" {
            return Ok(Value::Unknown(self.text.words(call).into()));
        }
        Ok(match (name, given.as_slice()) {
            ("range", [Value::Int(to)]) => range(0, *to, 1, call)?,
            ("range", [Value::Int(from), Value::Int(to)]) => range(*from, *to, 1, call)?,
            ("range", [Value::Int(from), Value::Int(to), Value::Int(step)]) => {
                range(*from, *to, *step, call)?
            }
            ("len", [Value::Text(text)]) => Value::Int(text.chars().count() as i64),
            ("len", [container]) => Value::Int(self.elements(container, call)?.len() as i64),
            ("int", [Value::Float(number)]) => Value::Int(number.trunc() as i64),
            ("int", [number @ Value::Int(_)]) => number.clone(),
            ("int", [Value::Bool(on)]) => Value::Int(i64::from(*on)),
            ("float", [Value::Int(number)]) => Value::Float(*number as f64),
            ("float" | "abs", [number @ Value::Float(_)]) if name == "float" => number.clone(),
            ("abs", [Value::Int(number)]) => Value::Int(number.checked_abs().ok_or_else(refused)?),
            ("abs", [Value::Float(number)]) => Value::Float(number.abs()),
            ("round", [Value::Float(number)]) => Value::Int(number.round_ties_even() as i64),
            ("str", [Value::Int(number)]) => Value::Text(number.to_string().into()),
            ("str", [text @ Value::Text(_)]) => text.clone(),
            ("bool", [value]) => Value::Bool(operators::truth(value, call)?),
            ("max" | "min", [container]) => {
                let values = self.elements(container, call)?;
                extreme(name == "max", &values, call)?
            }
            ("max" | "min", [_, _, ..]) => extreme(name == "max", &given, call)?,
            ("sum", [container]) => {
                let mut sum = Value::Int(0);
                for value in self.elements(container, call)? {
                    sum = operators::binary(ruff_python_ast::Operator::Add, &sum, &value, call)?;
                }
                sum
            }
            ("any" | "all", [container]) => {
                let mut all = Vec::new();
                for value in self.elements(container, call)? {
                    all.push(operators::truth(&value, call)?);
                }
                Value::Bool(if name == "any" { all.contains(&true) } else { !all.contains(&false) })
            }
            ("enumerate", [container]) => {
                let values = self.elements(container, call)?.into_iter().enumerate();
                let pair = |(nth, value)| Value::Tuple(Rc::new(vec![Value::Int(nth as i64), value]));
                operators::list(values.map(pair).collect())
            }
            ("zip", [first, others @ ..]) => {
                let mut rows: Vec<Vec<Value<'a>>> =
                    self.elements(first, call)?.into_iter().map(|value| vec![value]).collect();
                for other in others {
                    let values = self.elements(other, call)?;
                    rows.truncate(values.len());
                    rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
                }
                operators::list(rows.into_iter().map(|row| Value::Tuple(Rc::new(row))).collect())
            }
            ("list", []) => operators::list(Vec::new()),
            ("list", [container]) => operators::list(self.elements(container, call)?),
            ("tuple", [container]) => Value::Tuple(Rc::new(self.elements(container, call)?)),
            ("reversed", [container]) => {
                operators::list(self.elements(container, call)?.into_iter().rev().collect())
            }
            ("isinstance", [value, kind]) => Value::Bool(is_instance(value, kind).ok_or_else(refused)?),
            ("getattr", [Value::Module(module), Value::Text(name)]) => {
                let found = module.children().into_iter().find(|(known, _)| **known == **name);
                found
                    .map(|(_, value)| value)
                    .ok_or_else(|| Problem::new(call, format!("there is no `{name}`")))?
            }
            ("hasattr", [Value::Module(module), Value::Text(name)]) => {
                Value::Bool(module.children().iter().any(|(known, _)| **known == **name))
            }
            ("setattr", [Value::Module(module), Value::Text(name), value]) => {
                module.set(name, value.clone());
                Value::None
            }
            _ => return Err(refused()),
        })
    }
}

fn range<'a>(from: i64, to: i64, step: i64, call: TextRange) -> Followed<Value<'a>> {
    if step == 0 {
        return Err(Problem::new(call, "a range cannot go in steps of 0"));
    }
    let mut values = Vec::new();
    let mut at = from;
    while (step > 0 && at < to) || (step < 0 && at > to) {
        values.push(Value::Int(at));
        if values.len() > limits::ELEMENTS {
            operators::bounded(std::mem::take(&mut values), call)?;
        }
        at = match at.checked_add(step) {
            Some(next) => next,
            None => break,
        };
    }
    Ok(operators::list(values))
}

fn extreme<'a>(largest: bool, values: &[Value<'a>], call: TextRange) -> Followed<Value<'a>> {
    let mut values = values.iter();
    let mut best = values.next().ok_or_else(|| Problem::new(call, "there is nothing to choose from"))?;
    for value in values {
        let op = if largest { ruff_python_ast::CmpOp::Gt } else { ruff_python_ast::CmpOp::Lt };
        if operators::compare(op, value, best, call)? {
            best = value;
        }
    }
    Ok(best.clone())
}

/// Whether a value is of a kind; none where that is not known.
fn is_instance(value: &Value, kind: &Value) -> Option<bool> {
    match (value, kind) {
        (_, Value::Tuple(kinds)) => {
            kinds.iter().map(|kind| is_instance(value, kind)).try_fold(false, |any, is| Some(any | is?))
        }
        (Value::Int(_), Value::Library(kind)) => Some(&**kind == "builtins.int"),
        (Value::Float(_), Value::Library(kind)) => Some(&**kind == "builtins.float"),
        (Value::Text(_), Value::Library(kind)) => Some(&**kind == "builtins.str"),
        (Value::List(_), Value::Library(kind)) => Some(&**kind == "builtins.list"),
        (Value::Tuple(_), Value::Library(kind)) => Some(&**kind == "builtins.tuple"),
        (Value::Module(module), Value::Library(kind)) => Some(match &module.kind {
            ModuleKind::Layer(layer) => layer.class.strip_prefix("nn.") == kind.strip_prefix("torch.nn."),
            ModuleKind::Sequential(_) => is_module(kind),
            ModuleKind::List(_) => &**kind == "torch.nn.ModuleList",
            ModuleKind::Object { class, .. } => calls::base(class, |base| base == &**kind),
        }),
        _ => None,
    }
}

/// A dict of pairs, of another dict, or of named arguments.
pub fn dict<'a>(interpreter: &mut Interpreter<'a>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
    let call = arguments.call;
    let mut items: Vec<(Value<'a>, Value<'a>)> = Vec::new();
    for argument in &arguments.positional {
        if let Value::Dict(other) = &argument.value {
            items.extend(other.borrow().iter().cloned());
            continue;
        }
        for pair in interpreter.elements(&argument.value, argument.range)? {
            match interpreter.elements(&pair, argument.range)?.as_slice() {
                [key, value] => items.push((key.clone(), value.clone())),
                _ => return Err(Problem::new(call, "a dict is made of pairs")),
            }
        }
    }
    let named = arguments.named.into_iter();
    items.extend(named.map(|(name, argument)| (Value::Text(name.into()), argument.value)));
    Ok(Value::Dict(Rc::new(items.into())))
}

/// Calls a method of a list, a dict or a text.
///
/// # Errors
/// Methods that are not followed.
pub fn method<'a>(
    interpreter: &mut Interpreter<'a>,
    of: &Value<'a>,
    name: &str,
    arguments: Arguments<'a>,
) -> Followed<Value<'a>> {
    let call = arguments.call;
    let given: Vec<Value<'a>> = arguments.positional.iter().map(|argument| argument.value.clone()).collect();
    match (of, name, given.as_slice()) {
        (Value::List(values), "append", [value]) => {
            let more = values.borrow().len() + 1;
            operators::bounded(vec![Value::None; if more > limits::ELEMENTS { more } else { 0 }], call)?;
            values.borrow_mut().push(value.clone());
            Ok(Value::None)
        }
        (Value::List(values), "extend", [more]) => {
            let more = interpreter.elements(more, call)?;
            let all = operators::bounded([values.borrow().clone(), more].concat(), call)?;
            *values.borrow_mut() = all;
            Ok(Value::None)
        }
        (Value::List(values), "pop", []) => {
            let last = values.borrow_mut().pop();
            last.ok_or_else(|| Problem::new(call, "the list is empty"))
        }
        (Value::Dict(items), "items", []) => {
            let pair = |(key, value): &(Value<'a>, Value<'a>)| {
                Value::Tuple(Rc::new(vec![key.clone(), value.clone()]))
            };
            Ok(operators::list(items.borrow().iter().map(pair).collect()))
        }
        (Value::Dict(items), "keys", []) => {
            Ok(operators::list(items.borrow().iter().map(|(key, _)| key.clone()).collect()))
        }
        (Value::Dict(items), "values", []) => {
            Ok(operators::list(items.borrow().iter().map(|(_, value)| value.clone()).collect()))
        }
        (Value::Dict(items), "get", [key, default @ ..]) => {
            let items = items.borrow();
            let found = items.iter().find(|(known, _)| operators::equal(known, key));
            Ok(found.map(|(_, value)| value.clone()).or(default.first().cloned()).unwrap_or(Value::None))
        }
        _ => Err(Problem::new(call, format!("`.{name}()` of {} is not followed", of.kind()))),
    }
}
