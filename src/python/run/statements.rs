//! Statements.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFor, StmtIf, StmtImportFrom};
use ruff_text_size::Ranged;

use super::Interpreter;
use super::operators;
use crate::python::problem::{Followed, Problem};
use crate::python::value::{Body, Class, Function, Value};

/// How a block ends.
pub enum Flow<'a> {
    Next,
    Break,
    Continue,
    Return(Value<'a>),
}

impl<'a> Interpreter<'a> {
    /// A statement outside every function.
    pub(super) fn pass_over_or_follow(&mut self, statement: &'a Stmt) {
        match statement {
            // What a notebook does again and again is training, not building.
            Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) => {}
            // What is called for its effect alone trains or draws.
            Stmt::Expr(expression) if self.calls_own_function(&expression.value) => {}
            Stmt::Assign(assignment) => {
                // What cannot be followed is a value all the same, of which nothing is known.
                let value = self.evaluate(&assignment.value).unwrap_or_else(|problem| {
                    if let ([Expr::Name(name)], true) =
                        (assignment.targets.as_slice(), self.is_sequence(&assignment.value))
                    {
                        self.failures.push((name.id.as_str(), problem));
                    }
                    Value::Unknown(self.text.words(assignment.value.range()).into())
                });
                for target in &assignment.targets {
                    let _ = self.assign(target, value.clone());
                }
            }
            Stmt::If(condition) => {
                if let Ok(block) = self.taken(condition) {
                    block.iter().for_each(|statement| self.pass_over_or_follow(statement));
                }
            }
            _ => drop(self.statement(statement)),
        }
    }

    /// Whether an expression calls a function of the source by its name, other than the one in which some do it all.
    fn calls_own_function(&self, expression: &Expr) -> bool {
        let Expr::Call(call) = expression else { return false };
        let Expr::Name(name) = &*call.func else { return false };
        name.id.as_str() != "main" && matches!(self.globals.get(name.id.as_str()), Some(Value::Function(_)))
    }

    /// Whether an expression is to be an `nn.Sequential`.
    fn is_sequence(&self, expression: &Expr) -> bool {
        matches!(expression, Expr::Call(call) if self.text.words(call.func.range()).ends_with("Sequential"))
    }

    pub(super) fn block(&mut self, statements: &'a [Stmt]) -> Followed<Flow<'a>> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &'a Stmt) -> Followed<Flow<'a>> {
        self.spend(statement.range())?;
        match statement {
            Stmt::Pass(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            // Plain Python has none.
            | Stmt::IpyEscapeCommand(_) => {}
            Stmt::Expr(expression) => drop(self.evaluate(&expression.value)?),
            Stmt::Assign(assignment) => {
                let value = self.evaluate(&assignment.value)?;
                for target in &assignment.targets {
                    self.assign(target, value.clone())?;
                }
            }
            Stmt::AnnAssign(assignment) => {
                if let Some(value) = &assignment.value {
                    let value = self.evaluate(value)?;
                    self.assign(&assignment.target, value)?;
                }
            }
            Stmt::AugAssign(assignment) => {
                let before = self.evaluate(&assignment.target)?;
                let by = self.evaluate(&assignment.value)?;
                let value = operators::binary(assignment.op, &before, &by, assignment.range)?;
                self.assign(&assignment.target, value)?;
            }
            Stmt::Return(end) => {
                let value = end.value.as_deref().map_or(Ok(Value::None), |value| self.evaluate(value))?;
                return Ok(Flow::Return(value));
            }
            Stmt::If(condition) => {
                let block = self.taken(condition)?;
                return self.block(block);
            }
            Stmt::For(repetition) => return self.repeat(repetition),
            Stmt::While(repetition) => {
                while self.truth(&repetition.test)? {
                    match self.block(&repetition.body)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => break,
                        end @ Flow::Return(_) => return Ok(end),
                    }
                }
            }
            Stmt::Break(_) => return Ok(Flow::Break),
            Stmt::Continue(_) => return Ok(Flow::Continue),
            Stmt::FunctionDef(definition) => {
                let body = Body::Statements(&definition.body);
                let function = Function { parameters: Some(&definition.parameters), body, bound: None };
                self.set(definition.name.as_str(), Value::Function(function));
            }
            Stmt::ClassDef(definition) => {
                let class = self.class(definition);
                self.set(definition.name.as_str(), Value::Class(Rc::new(class)));
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    match &alias.asname {
                        Some(name) => self.set(name.as_str(), Value::Library(alias.name.as_str().into())),
                        None => {
                            let first = alias.name.as_str().split('.').next().unwrap_or_default();
                            self.set(first, Value::Library(first.into()));
                        }
                    }
                }
            }
            Stmt::ImportFrom(import) => self.import(import),
            Stmt::Raise(error) => {
                return Err(Problem::new(error.range, "the source itself raises an error here"));
            }
            other => {
                let message =
                    "this statement is not followed; a network needs assignments, calls, if and for";
                return Err(Problem::new(other.range(), message));
            }
        }
        Ok(Flow::Next)
    }

    fn import(&mut self, import: &'a StmtImportFrom) {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        for alias in &import.names {
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.set(name.as_str(), Value::Library(format!("{module}.{}", alias.name).into()));
        }
    }

    /// A class with the functions and constants of its body.
    fn class(&mut self, definition: &'a StmtClassDef) -> Class<'a> {
        let bases = definition.arguments.iter().flat_map(|arguments| arguments.args.iter());
        let bases = bases.filter_map(|base| self.evaluate(base).ok()).collect();
        let mut members = Vec::new();
        for statement in &definition.body {
            match statement {
                Stmt::FunctionDef(function) => {
                    let body = Body::Statements(&function.body);
                    let function_value =
                        Function { parameters: Some(&function.parameters), body, bound: None };
                    members.push((function.name.as_str(), Value::Function(function_value)));
                }
                Stmt::Assign(assignment) => {
                    if let ([Expr::Name(name)], Ok(value)) =
                        (assignment.targets.as_slice(), self.evaluate(&assignment.value))
                    {
                        members.push((name.id.as_str(), value));
                    }
                }
                _ => {}
            }
        }
        Class { definition, bases, members }
    }

    /// The block of an `if` whose condition holds.
    fn taken(&mut self, condition: &'a StmtIf) -> Followed<&'a [Stmt]> {
        if self.truth(&condition.test)? {
            return Ok(&condition.body);
        }
        for clause in &condition.elif_else_clauses {
            if clause.test.as_ref().map_or(Ok(true), |test| self.truth(test))? {
                return Ok(&clause.body);
            }
        }
        Ok(&[])
    }

    fn repeat(&mut self, repetition: &'a StmtFor) -> Followed<Flow<'a>> {
        let over = self.evaluate(&repetition.iter)?;
        for value in self.elements(&over, repetition.iter.range())? {
            self.assign(&repetition.target, value)?;
            match self.block(&repetition.body)? {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Next),
                end @ Flow::Return(_) => return Ok(end),
            }
        }
        self.block(&repetition.orelse)
    }

    /// Gives a value to a name, an attribute of a module, an element, or to several of them.
    pub(super) fn assign(&mut self, target: &'a Expr, value: Value<'a>) -> Followed<()> {
        match target {
            Expr::Name(name) => self.set(name.id.as_str(), value),
            Expr::Attribute(attribute) => {
                if let Value::Module(module) = self.evaluate(&attribute.value)? {
                    module.set(attribute.attr.as_str(), value);
                }
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let targets = match target {
                    Expr::Tuple(tuple) => &tuple.elts,
                    Expr::List(list) => &list.elts,
                    _ => return Ok(()),
                };
                let values = match value {
                    Value::Unknown(_) => vec![value; targets.len()],
                    value => self.elements(&value, target.range())?,
                };
                if values.len() != targets.len() {
                    let message = format!("{} names are given {} values", targets.len(), values.len());
                    return Err(Problem::new(target.range(), message));
                }
                for (target, value) in targets.iter().zip(values) {
                    self.assign(target, value)?;
                }
            }
            Expr::Subscript(subscript) => {
                let container = self.evaluate(&subscript.value)?;
                let key = self.evaluate(&subscript.slice)?;
                operators::set_element(&container, &key, value, target.range())?;
            }
            other => return Err(Problem::new(other.range(), "nothing can be assigned to this")),
        }
        Ok(())
    }
}
