//! Expressions.

use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, Comprehension, Expr, ExprAttribute, ExprCall, ExprFString, ExprSlice, InterpolatedStringElement,
    Number,
};
use ruff_text_size::{Ranged, TextRange};

use super::{Interpreter, operators};
use crate::python::limits;
use crate::python::problem::{Followed, Problem};
use crate::python::torch::{self, Argument, Arguments};
use crate::python::value::{Body, Function, ModuleKind, Value};

impl<'a> Interpreter<'a> {
    pub(super) fn truth(&mut self, condition: &'a Expr) -> Followed<bool> {
        let value = self.evaluate(condition)?;
        operators::truth(&value, condition.range())
    }

    /// What an expression stands for.
    pub(super) fn evaluate(&mut self, expression: &'a Expr) -> Followed<Value<'a>> {
        self.spend(expression.range())?;
        if self.expressions >= limits::DEPTH {
            return Err(Problem::new(expression.range(), "expressions and calls are nested too deeply here"));
        }
        self.expressions += 1;
        let value = self.evaluate_deeper(expression);
        self.expressions -= 1;
        value
    }

    fn evaluate_deeper(&mut self, expression: &'a Expr) -> Followed<Value<'a>> {
        let range = expression.range();
        if matches!(
            expression,
            Expr::Tuple(_) | Expr::List(_) | Expr::Dict(_) | Expr::ListComp(_) | Expr::Generator(_)
        ) {
            self.nest(range)?;
        }
        Ok(match expression {
            Expr::NoneLiteral(_) => Value::None,
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::StringLiteral(literal) => {
                operators::bounded_text(literal.value.to_str().to_owned(), range)?
            }
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(number) => match number.as_i64() {
                    Some(number) => Value::Int(number),
                    None => return Err(Problem::new(range, "this number is too large")),
                },
                Number::Float(number) => Value::Float(*number),
                Number::Complex { .. } => {
                    return Err(Problem::new(range, "complex numbers are not followed"));
                }
            },
            Expr::FString(text) => self.formatted(text)?,
            Expr::Name(name) => self.look_up(name.id.as_str(), range)?,
            Expr::Tuple(tuple) => Value::Tuple(Rc::new(self.all(&tuple.elts)?)),
            Expr::List(list) => operators::list(self.all(&list.elts)?),
            Expr::Dict(dict) => {
                let mut items = Vec::new();
                for item in &dict.items {
                    let Some(key) = &item.key else {
                        return Err(Problem::new(range, "`**` in a dict is not followed"));
                    };
                    items.push((self.evaluate(key)?, self.evaluate(&item.value)?));
                }
                Value::Dict(Rc::new(items.into()))
            }
            Expr::BinOp(operation) => {
                let left = self.evaluate(&operation.left)?;
                let right = self.evaluate(&operation.right)?;
                operators::binary(operation.op, &left, &right, range)?
            }
            Expr::UnaryOp(operation) => {
                let value = self.evaluate(&operation.operand)?;
                operators::unary(operation.op, &value, range)?
            }
            Expr::BoolOp(operation) => {
                let ends = operation.op == BoolOp::Or;
                let mut value = Value::Bool(!ends);
                for operand in &operation.values {
                    value = self.evaluate(operand)?;
                    if operators::truth(&value, operand.range())? == ends {
                        break;
                    }
                }
                value
            }
            Expr::Compare(comparison) => {
                let mut left = self.evaluate(&comparison.left)?;
                for (op, right) in comparison.ops.iter().zip(&comparison.comparators) {
                    let right = self.evaluate(right)?;
                    if !operators::compare(*op, &left, &right, range)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Value::Bool(true)
            }
            Expr::If(choice) => {
                let taken = if self.truth(&choice.test)? { &choice.body } else { &choice.orelse };
                self.evaluate(taken)?
            }
            Expr::Lambda(lambda) => Value::Function(Function {
                parameters: lambda.parameters.as_deref(),
                body: Body::Expression(&lambda.body),
                bound: None,
            }),
            Expr::Named(named) => {
                let value = self.evaluate(&named.value)?;
                self.assign(&named.target, value.clone())?;
                value
            }
            Expr::ListComp(list) => {
                let mut values = Vec::new();
                self.comprehend(&list.generators, &list.elt, &mut values)?;
                operators::list(values)
            }
            Expr::Generator(generator) => {
                let mut values = Vec::new();
                self.comprehend(&generator.generators, &generator.elt, &mut values)?;
                operators::list(values)
            }
            Expr::Subscript(subscript) => {
                let container = self.evaluate(&subscript.value)?;
                match &*subscript.slice {
                    Expr::Slice(slice) => self.slice(&container, slice)?,
                    key => {
                        let key = self.evaluate(key)?;
                        operators::element(&container, &key, range)?
                    }
                }
            }
            Expr::Attribute(attribute) => self.attribute(attribute)?,
            Expr::Call(call) => self.call_of(call)?,
            _ => return Err(Problem::new(range, format!("`{}` is not followed", self.text.words(range)))),
        })
    }

    /// Expressions of which a starred one stands for its elements.
    fn all(&mut self, expressions: &'a [Expr]) -> Followed<Vec<Value<'a>>> {
        let mut values = Vec::new();
        for expression in expressions {
            match expression {
                Expr::Starred(starred) => {
                    let several = self.evaluate(&starred.value)?;
                    values.extend(self.elements(&several, starred.range)?);
                }
                one => values.push(self.evaluate(one)?),
            }
        }
        Ok(values)
    }

    fn formatted(&mut self, text: &'a ExprFString) -> Followed<Value<'a>> {
        let mut whole = String::new();
        for element in text.value.elements() {
            match element {
                InterpolatedStringElement::Literal(literal) => whole.push_str(&literal.value),
                InterpolatedStringElement::Interpolation(inner) => match self.evaluate(&inner.expression)? {
                    Value::Text(text) => whole.push_str(&text),
                    Value::Int(number) => whole.push_str(&number.to_string()),
                    Value::Float(number) => whole.push_str(&number.to_string()),
                    other => {
                        let message = format!("{} in an f-string is not followed", other.kind());
                        return Err(Problem::new(inner.range, message));
                    }
                },
            }
        }
        operators::bounded_text(whole, text.range)
    }

    fn comprehend(
        &mut self,
        generators: &'a [Comprehension],
        element: &'a Expr,
        values: &mut Vec<Value<'a>>,
    ) -> Followed<()> {
        let Some((first, inner)) = generators.split_first() else {
            if values.len() >= limits::ELEMENTS {
                operators::bounded(vec![Value::None; limits::ELEMENTS + 1], element.range())?;
            }
            values.push(self.evaluate(element)?);
            return Ok(());
        };
        let over = self.evaluate(&first.iter)?;
        'values: for value in self.elements(&over, first.iter.range())? {
            self.assign(&first.target, value)?;
            for condition in &first.ifs {
                if !self.truth(condition)? {
                    continue 'values;
                }
            }
            self.comprehend(inner, element, values)?;
        }
        Ok(())
    }

    fn slice(&mut self, container: &Value<'a>, slice: &'a ExprSlice) -> Followed<Value<'a>> {
        let values = match container {
            Value::Unknown(_) => return Ok(container.clone()),
            Value::Tensor(_) => return Err(Problem::new(slice.range, "parts of a tensor are not computed")),
            _ => self.elements(container, slice.range)?,
        };
        let mut bound =
            |end: Option<&'a Expr>, default: usize| match end.map(|end| self.evaluate(end)).transpose()? {
                None => Ok(default),
                Some(Value::Int(nth)) => {
                    let at = if nth < 0 { nth.saturating_add(values.len() as i64) } else { nth };
                    Ok(usize::try_from(at).unwrap_or(0).min(values.len()))
                }
                Some(_) => Err(Problem::new(slice.range, "a slice needs whole numbers")),
            };
        let (from, to) = (bound(slice.lower.as_deref(), 0)?, bound(slice.upper.as_deref(), values.len())?);
        if slice.step.is_some() {
            return Err(Problem::new(slice.range, "slices with steps are not followed"));
        }
        let part = values.get(from..to).unwrap_or_default().to_vec();
        Ok(match container {
            Value::Tuple(_) => Value::Tuple(Rc::new(part)),
            _ => operators::list(part),
        })
    }

    /// What can be gone through.
    pub(super) fn elements(&mut self, container: &Value<'a>, range: TextRange) -> Followed<Vec<Value<'a>>> {
        match container {
            Value::Tuple(values) => Ok(values.to_vec()),
            Value::List(values) => Ok(values.borrow().clone()),
            Value::Dict(items) => Ok(items.borrow().iter().map(|(key, _)| key.clone()).collect()),
            Value::Module(module) if !matches!(module.kind, ModuleKind::Object { .. }) => {
                Ok(module.children().into_iter().map(|(_, child)| child).collect())
            }
            other => Err(Problem::new(range, format!("{} cannot be gone through", other.kind()))),
        }
    }

    fn attribute(&mut self, attribute: &'a ExprAttribute) -> Followed<Value<'a>> {
        let name = attribute.attr.as_str();
        let range = attribute.range();
        match self.evaluate(&attribute.value)? {
            Value::Library(library) => Ok(Value::Library(format!("{library}.{name}").into())),
            Value::Module(module) => self.module_attribute(&module, name, range),
            Value::Super(module, class) => self.inherited(&module, &class, name, range),
            Value::Tensor(tensor) => {
                let method = || Value::Method(Rc::new((Value::Tensor(tensor), name)));
                Ok(torch::attribute(tensor, name).unwrap_or_else(method))
            }
            Value::Class(class) => {
                let member = self.member(&class, name);
                member.map(|(value, _)| value).ok_or_else(|| {
                    Problem::new(range, format!("{} has no `{name}`", class.definition.name.as_str()))
                })
            }
            unknown @ Value::Unknown(_) => Ok(unknown),
            other => {
                self.nest(range)?;
                Ok(Value::Method(Rc::new((other, name))))
            }
        }
    }

    /// Outside of functions, an argument that cannot be followed is a value of which nothing is known: what a notebook
    /// does with its data is no network's concern.
    fn or_unknown(&self, callee: &Value<'a>, range: TextRange, problem: Problem) -> Followed<Value<'a>> {
        let makes_network = match callee {
            Value::Library(name) => name.starts_with("torch.nn."),
            callee => matches!(callee, Value::Class(_)),
        };
        if self.frames.is_empty() && !makes_network {
            Ok(Value::Unknown(self.text.words(range).into()))
        } else {
            Err(problem)
        }
    }

    fn call_of(&mut self, call: &'a ExprCall) -> Followed<Value<'a>> {
        let callee = self.evaluate(&call.func)?;
        let mut arguments = Arguments::of(Vec::new(), call.range());
        for argument in &call.arguments.args {
            let range = argument.range();
            let values = self.all(std::slice::from_ref(argument));
            let values = values
                .or_else(|problem| self.or_unknown(&callee, range, problem).map(|unknown| vec![unknown]))?;
            arguments.positional.extend(values.into_iter().map(|value| Argument { value, range }));
        }
        for keyword in &call.arguments.keywords {
            let value = self.evaluate(&keyword.value);
            let value = value.or_else(|problem| self.or_unknown(&callee, keyword.value.range(), problem))?;
            let range = keyword.range;
            match &keyword.arg {
                Some(name) => {
                    arguments.named.push((name.as_str(), Argument { value, range: keyword.value.range() }))
                }
                // `**kwargs`: what it holds is as unknown as the library that takes it, or nothing.
                None if matches!(value, Value::Unknown(_)) => {}
                None => {
                    return Err(Problem::new(
                        range,
                        "`**` in a call is not followed; write the arguments out",
                    ));
                }
            }
        }
        self.call(callee, arguments)
    }
}
