//! Python's operators, as far as a network needs them.

use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator, UnaryOp};
use ruff_text_size::TextRange;

use crate::python::limits;
use crate::python::problem::{Followed, Problem};
use crate::python::value::Value;

/// `left op right`.
///
/// # Errors
/// What is not computed: tensors above all.
pub fn binary<'a>(
    op: Operator,
    left: &Value<'a>,
    right: &Value<'a>,
    range: TextRange,
) -> Followed<Value<'a>> {
    match (left, right) {
        (Value::Tensor(_), Value::Tensor(_)) => {
            Err(Problem::new(range, "this joins two tensors: graphs with branches are not computed yet"))
        }
        (Value::Tensor(_), _) | (_, Value::Tensor(_)) => {
            Err(Problem::new(range, "arithmetic with a tensor is not computed; layers and functions are"))
        }
        (Value::Unknown(words), _) | (_, Value::Unknown(words)) => Ok(Value::Unknown(words.clone())),
        (Value::Int(left), Value::Int(right)) => whole(op, *left, *right, range),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            real(op, number(left), number(right), range)
        }
        (Value::Text(left), Value::Text(right)) if op == Operator::Add => {
            bounded_text(format!("{left}{right}"), range)
        }
        (Value::List(left), Value::List(right)) if op == Operator::Add => {
            let both = [left.borrow().clone(), right.borrow().clone()].concat();
            bounded(both, range).map(list)
        }
        (Value::Tuple(left), Value::Tuple(right)) if op == Operator::Add => {
            bounded([left.to_vec(), right.to_vec()].concat(), range).map(|both| Value::Tuple(Rc::new(both)))
        }
        (Value::List(values), Value::Int(times)) if op == Operator::Mult => {
            let (values, times) = (values.borrow(), usize::try_from(*times).unwrap_or(0));
            if values.len().saturating_mul(times) > limits::ELEMENTS {
                return Err(too_long(range));
            }
            Ok(list((0..times).flat_map(|_| values.iter().cloned()).collect()))
        }
        _ => {
            let message = format!("{} and {} cannot be computed with here", left.kind(), right.kind());
            Err(Problem::new(range, message))
        }
    }
}

/// A list of its own.
pub fn list(values: Vec<Value>) -> Value {
    Value::List(Rc::new(values.into()))
}

fn too_long(range: TextRange) -> Problem {
    Problem::new(range, format!("this has more than {} elements", limits::ELEMENTS))
}

/// Values that are not too many.
///
/// # Errors
/// That they are.
pub fn bounded<'a>(values: Vec<Value<'a>>, range: TextRange) -> Followed<Vec<Value<'a>>> {
    if values.len() > limits::ELEMENTS { Err(too_long(range)) } else { Ok(values) }
}

/// A text that is not too long.
///
/// # Errors
/// That it is.
pub fn bounded_text<'a>(text: String, range: TextRange) -> Followed<Value<'a>> {
    if text.len() > limits::ELEMENTS { Err(too_long(range)) } else { Ok(Value::Text(text.into())) }
}

fn whole<'a>(op: Operator, left: i64, right: i64, range: TextRange) -> Followed<Value<'a>> {
    let result = match op {
        Operator::Add => left.checked_add(right),
        Operator::Sub => left.checked_sub(right),
        Operator::Mult => left.checked_mul(right),
        // Python rounds down and gives the remainder the divisor's sign.
        Operator::FloorDiv => left.checked_div_euclid(right).map(|_| floor_div(left, right)),
        Operator::Mod => left.checked_rem(right).map(|_| left - right * floor_div(left, right)),
        Operator::Pow => u32::try_from(right).ok().and_then(|power| left.checked_pow(power)),
        Operator::Div => return real(op, left as f64, right as f64, range),
        Operator::LShift => {
            u32::try_from(right).ok().filter(|by| *by < 62).and_then(|by| left.checked_mul(1 << by))
        }
        Operator::RShift => u32::try_from(right).ok().and_then(|by| left.checked_shr(by)),
        _ => return Err(Problem::new(range, "this operator is not followed")),
    };
    match result {
        Some(number) => Ok(Value::Int(number)),
        None => {
            Err(Problem::new(range, "this number cannot be computed: it is too large, or divided by zero"))
        }
    }
}

fn floor_div(left: i64, right: i64) -> i64 {
    let quotient = left.wrapping_div(right);
    if left.wrapping_rem(right) != 0 && (left < 0) != (right < 0) { quotient - 1 } else { quotient }
}

fn real<'a>(op: Operator, left: f64, right: f64, range: TextRange) -> Followed<Value<'a>> {
    let result = match op {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div => left / right,
        Operator::FloorDiv => (left / right).floor(),
        Operator::Mod => left - right * (left / right).floor(),
        Operator::Pow => left.powf(right),
        _ => return Err(Problem::new(range, "this operator is not followed")),
    };
    if result.is_finite() {
        Ok(Value::Float(result))
    } else {
        Err(Problem::new(range, "this number cannot be computed: it is too large, or divided by zero"))
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Int(number) => *number as f64,
        Value::Float(number) => *number,
        _ => f64::NAN,
    }
}

/// `-x` and `not x`.
///
/// # Errors
/// What is not computed.
pub fn unary<'a>(op: UnaryOp, value: &Value<'a>, range: TextRange) -> Followed<Value<'a>> {
    match (op, value) {
        (_, Value::Unknown(_)) => Ok(value.clone()),
        (UnaryOp::USub, Value::Int(number)) if *number != i64::MIN => Ok(Value::Int(-number)),
        (UnaryOp::USub, Value::Float(number)) => Ok(Value::Float(-number)),
        (UnaryOp::UAdd, Value::Int(_) | Value::Float(_)) => Ok(value.clone()),
        (UnaryOp::Not, value) => Ok(Value::Bool(!truth(value, range)?)),
        _ => Err(Problem::new(range, format!("this operator is not followed on {}", value.kind()))),
    }
}

/// Whether a condition holds.
///
/// # Errors
/// Where that depends on data.
pub fn truth(value: &Value, range: TextRange) -> Followed<bool> {
    match value {
        Value::None => Ok(false),
        Value::Bool(truth) => Ok(*truth),
        Value::Int(number) => Ok(*number != 0),
        Value::Float(number) => Ok(*number != 0.0),
        Value::Text(text) => Ok(!text.is_empty()),
        Value::Tuple(values) => Ok(!values.is_empty()),
        Value::List(values) => Ok(!values.borrow().is_empty()),
        Value::Dict(items) => Ok(!items.borrow().is_empty()),
        Value::Training => Err(Problem::new(
            range,
            "a network that computes something else while training is not followed; use dropout or batch norm",
        )),
        Value::Tensor(_) | Value::BatchSize | Value::Unknown(_) => Err(Problem::new(
            range,
            "this condition depends on what is not known here, so it cannot be followed",
        )),
        _ => Ok(true),
    }
}

/// `left op right` as a truth.
///
/// # Errors
/// Where that is not known.
pub fn compare<'a>(op: CmpOp, left: &Value<'a>, right: &Value<'a>, range: TextRange) -> Followed<bool> {
    let unknown = |value: &Value| matches!(value, Value::Unknown(_) | Value::Tensor(_) | Value::BatchSize);
    if unknown(left) || unknown(right) && !matches!(op, CmpOp::Is | CmpOp::IsNot) {
        return truth(&Value::Unknown("".into()), range);
    }
    Ok(match op {
        CmpOp::Eq | CmpOp::Is => equal(left, right),
        CmpOp::NotEq | CmpOp::IsNot => !equal(left, right),
        CmpOp::In | CmpOp::NotIn => {
            let is_in = match right {
                Value::Tuple(values) => values.iter().any(|value| equal(left, value)),
                Value::List(values) => values.borrow().iter().any(|value| equal(left, value)),
                Value::Dict(items) => items.borrow().iter().any(|(key, _)| equal(left, key)),
                _ => return Err(Problem::new(range, "this comparison is not followed")),
            };
            is_in == (op == CmpOp::In)
        }
        CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
            let (left, right) = (number(left), number(right));
            if left.is_nan() || right.is_nan() {
                return Err(Problem::new(range, "only numbers are compared here"));
            }
            match op {
                CmpOp::Lt => left < right,
                CmpOp::LtE => left <= right,
                CmpOp::Gt => left > right,
                _ => left >= right,
            }
        }
    })
}

pub fn equal<'a>(left: &Value<'a>, right: &Value<'a>) -> bool {
    match (left, right) {
        (Value::None, Value::None) | (Value::Training, Value::Training) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Text(left), Value::Text(right)) | (Value::Library(left), Value::Library(right)) => {
            left == right
        }
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => number(left) == number(right),
        (Value::Tuple(left), Value::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(right.iter()).all(|(left, right)| equal(left, right))
        }
        (Value::Class(left), Value::Class(right)) => Rc::ptr_eq(left, right),
        (Value::Module(left), Value::Module(right)) => Rc::ptr_eq(left, right),
        _ => false,
    }
}

/// The element of a list, a tuple or a dict.
///
/// # Errors
/// Where there is none.
pub fn element<'a>(container: &Value<'a>, key: &Value<'a>, range: TextRange) -> Followed<Value<'a>> {
    let nth = |values: &[Value<'a>]| {
        let Value::Int(nth) = *key else { return None };
        let at = if nth < 0 { nth.checked_add(values.len() as i64)? } else { nth };
        values.get(usize::try_from(at).ok()?).cloned()
    };
    let found = match container {
        Value::Unknown(_) => Some(container.clone()),
        Value::Tuple(values) => nth(values),
        Value::List(values) => nth(&values.borrow()),
        Value::Module(module) => {
            nth(&module.children().into_iter().map(|(_, child)| child).collect::<Vec<_>>())
        }
        Value::Dict(items) => {
            items.borrow().iter().find(|(known, _)| equal(known, key)).map(|(_, value)| value.clone())
        }
        Value::Tensor(_) => return Err(Problem::new(range, "parts of a tensor are not computed")),
        _ => return Err(Problem::new(range, format!("{} has no elements", container.kind()))),
    };
    found.ok_or_else(|| Problem::new(range, "there is no such element"))
}

/// Replaces an element.
///
/// # Errors
/// Where there is none.
pub fn set_element<'a>(
    container: &Value<'a>,
    key: &Value<'a>,
    value: Value<'a>,
    range: TextRange,
) -> Followed<()> {
    match (container, key) {
        (Value::List(values), Value::Int(nth)) => {
            let mut values = values.borrow_mut();
            let place = usize::try_from(*nth).ok().and_then(|at| values.get_mut(at));
            *place.ok_or_else(|| Problem::new(range, "there is no such element"))? = value;
        }
        (Value::Dict(items), key) => {
            let mut items = items.borrow_mut();
            match items.iter().position(|(known, _)| equal(known, key)) {
                Some(at) => items[at].1 = value,
                None if items.len() < limits::ELEMENTS => items.push((key.clone(), value)),
                None => return Err(too_long(range)),
            }
        }
        (Value::Unknown(_), _) => {}
        _ => return Err(Problem::new(range, format!("elements of {} cannot be set", container.kind()))),
    }
    Ok(())
}
