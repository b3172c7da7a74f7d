//! The arguments of a call, found by the names that a library's function gives them.

use ruff_text_size::TextRange;

use crate::python::problem::{Followed, Problem};
use crate::python::value::Value;

/// A value and where it is written.
#[derive(Debug, Clone)]
pub struct Argument<'a> {
    pub value: Value<'a>,
    pub range: TextRange,
}

/// The arguments of a call.
#[derive(Debug, Clone)]
pub struct Arguments<'a> {
    pub positional: Vec<Argument<'a>>,
    pub named: Vec<(&'a str, Argument<'a>)>,
    /// The whole call.
    pub call: TextRange,
}

impl<'a> Arguments<'a> {
    /// Of a call with these values.
    pub fn of(positional: Vec<Value<'a>>, call: TextRange) -> Self {
        let positional = positional.into_iter().map(|value| Argument { value, range: call }).collect();
        Self { positional, named: Vec::new(), call }
    }

    /// Every value that is given.
    pub fn values(&self) -> impl Iterator<Item = &Value<'a>> {
        self.positional
            .iter()
            .chain(self.named.iter().map(|(_, argument)| argument))
            .map(|given| &given.value)
    }

    /// The arguments by these names, in this order, as the function called `what` takes them.
    ///
    /// # Errors
    /// Too many of them, and names that the function does not have.
    pub fn bind(self, what: &str, names: &[&'static str]) -> Followed<Bound<'a>> {
        let mut given: Vec<(&'static str, Argument<'a>)> = Vec::new();
        if self.positional.len() > names.len() {
            let message =
                format!("{what} takes {} arguments, and {} are given", names.len(), self.positional.len());
            return Err(Problem::new(self.call, message));
        }
        given.extend(names.iter().copied().zip(self.positional));
        for (name, argument) in self.named {
            let Some(known) = names.iter().find(|known| **known == name) else {
                let message =
                    format!("{what} has no argument called `{name}` here; it has {}", names.join(", "));
                return Err(Problem::new(argument.range, message));
            };
            if given.iter().any(|(other, _)| other == known) {
                return Err(Problem::new(argument.range, format!("`{name}` is given twice")));
            }
            given.push((known, argument));
        }
        Ok(Bound { what: what.to_owned(), given, call: self.call })
    }
}

/// Arguments by name.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The function, for messages.
    what: String,
    given: Vec<(&'static str, Argument<'a>)>,
    pub call: TextRange,
}

impl<'a> Bound<'a> {
    pub fn get(&self, name: &str) -> Option<&Argument<'a>> {
        self.given.iter().find(|(known, _)| *known == name).map(|(_, argument)| argument)
    }

    /// One that must be given.
    ///
    /// # Errors
    /// That it is missing.
    pub fn required(&self, name: &str) -> Followed<&Argument<'a>> {
        self.get(name).ok_or_else(|| Problem::new(self.call, format!("{} lacks its `{name}`", self.what)))
    }

    /// A size that must be given, a whole number from 0, and where it is.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn required_size(&self, name: &str) -> Followed<(usize, TextRange)> {
        let given = self.required(name)?;
        Ok((self.as_size(name, given)?, given.range))
    }

    /// A size, a whole number from 0.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn size(&self, name: &str, default: usize) -> Followed<usize> {
        self.get(name).map_or(Ok(default), |given| self.as_size(name, given))
    }

    /// What is said of an argument.
    pub fn problem(&self, name: &str, what: &str) -> Problem {
        let range = self.get(name).map_or(self.call, |given| given.range);
        Problem::new(range, format!("{}'s {name} {what}", self.what))
    }

    /// The side of a window: a size, or two that are equal.
    ///
    /// # Errors
    /// As [`Bound::required_size`], and where rows and columns differ.
    pub fn side(&self, name: &str, default: Option<usize>) -> Followed<usize> {
        let given = match (self.get(name), default) {
            (None, Some(default)) => return Ok(default),
            (Some(Argument { value: Value::None, .. }), Some(default)) => return Ok(default),
            _ => self.required(name)?,
        };
        let sides = match &given.value {
            Value::Tuple(sides) => sides.to_vec(),
            Value::List(sides) => sides.borrow().clone(),
            one => vec![one.clone()],
        };
        let of =
            |value: &Value<'a>| self.as_size(name, &Argument { value: value.clone(), range: given.range });
        match sides.as_slice() {
            [both] => of(both),
            [rows, columns] if of(rows)? == of(columns)? => of(rows),
            [rows, columns] => {
                let (rows, columns) = (of(rows)?, of(columns)?);
                let message = format!(
                    "{}'s {name} is {rows} by {columns}: only squares are computed; write one number",
                    self.what
                );
                Err(Problem::new(given.range, message))
            }
            _ => Err(Problem::new(given.range, format!("{}'s {name} must be one number or two", self.what))),
        }
    }

    fn as_size(&self, name: &str, given: &Argument<'a>) -> Followed<usize> {
        let whole = match given.value {
            Value::Int(number) => usize::try_from(number).ok(),
            _ => None,
        };
        whole.ok_or_else(|| {
            let found = match &given.value {
                Value::Int(number) => number.to_string(),
                Value::Unknown(words) => format!("`{words}`, whose value is not known here"),
                other => other.kind().to_owned(),
            };
            let message = format!("{}'s {name} must be a whole number from 0, and it is {found}", self.what);
            Problem::new(given.range, message)
        })
    }

    /// A switch.
    ///
    /// # Errors
    /// Where it is neither true nor false.
    pub fn switch(&self, name: &str, default: bool) -> Followed<bool> {
        match self.get(name) {
            None => Ok(default),
            Some(Argument { value: Value::Bool(on), .. }) => Ok(*on),
            Some(Argument { range, .. }) => {
                Err(Problem::new(*range, format!("{}'s {name} must be True or False", self.what)))
            }
        }
    }

    /// A number.
    ///
    /// # Errors
    /// Where it is none.
    pub fn number(&self, name: &str, default: f64) -> Followed<f64> {
        match self.get(name) {
            None => Ok(default),
            Some(Argument { value: Value::Float(number), .. }) => Ok(*number),
            Some(Argument { value: Value::Int(number), .. }) => Ok(*number as f64),
            Some(Argument { range, .. }) => {
                Err(Problem::new(*range, format!("{}'s {name} must be a number", self.what)))
            }
        }
    }

    /// That an argument has the only value that is computed.
    ///
    /// # Errors
    /// Where it has another one.
    pub fn only(&self, name: &str, default: f64) -> Followed<()> {
        let sides = match self.get(name).map(|given| &given.value) {
            Some(Value::Tuple(sides)) => sides.to_vec(),
            Some(Value::Bool(on)) => vec![Value::Int(i64::from(*on))],
            Some(value) => vec![value.clone()],
            None => Vec::new(),
        };
        let differs = sides.iter().any(|side| match side {
            Value::Int(number) => *number as f64 != default,
            Value::Float(number) => *number != default,
            Value::None => false,
            _ => true,
        });
        match self.get(name).filter(|_| differs) {
            Some(given) => Err(Problem::new(
                given.range,
                format!(
                    "{} with another {name} than {default} is not computed yet; leave `{name}` out",
                    self.what
                ),
            )),
            None => Ok(()),
        }
    }
}
