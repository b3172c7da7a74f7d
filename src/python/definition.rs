//! What of a source makes one of its networks, as a cell of a notebook that runs by itself.

use std::collections::HashSet;

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse};
use ruff_text_size::{Ranged, TextRange};

use super::read;
use super::text::Text;
use crate::reports::Refusal;

/// Packages whose imports a network may need.
const IMPORTED: &[&str] = &["torch", "collections", "math", "typing", "functools", "itertools", "__future__"];

/// What a constant may be computed by, and a module's layers be made by.
const CALLED: &[&str] =
    &["nn.", "torch.nn.", "OrderedDict", "collections.OrderedDict", "range", "len", "int", "tuple", "list"];

/// What of a source makes one of its networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Imports, classes, functions and the constants that they are made from, each layer's line with its comment.
    pub text: String,
    /// The variable that holds the network.
    pub variable: String,
    /// What it is set to; none where the text does so.
    pub made: Option<String>,
    /// Whether it takes flat images.
    pub takes_flat: bool,
}

/// What makes the network called `name`, or the last where that is none's.
///
/// # Errors
/// As [`read`], and where that network is none.
pub fn definition(source: &str, name: &str) -> Result<Definition, Refusal> {
    let readings = read(source)?.readings;
    let meant = readings.iter().find(|reading| reading.name == name).or(readings.last());
    let Some(reading) = meant else {
        return Err(Refusal { place: None, message: "there is no network".into() });
    };
    let own = reading.network.as_ref().map_err(Refusal::clone)?;
    let commented = own.commented(source, false);
    let text = Text::new(&commented);
    // What was read once parses; comments change nothing.
    let parsed = parse(&text.parsed, ParseOptions::from(Mode::Module))
        .ok()
        .and_then(|parsed| parsed.try_into_module());
    let statements = parsed.as_ref().map_or(&[][..], |module| module.suite());
    let defined = defined(statements);
    let kept = statements.iter().filter(|statement| is_kept(statement, &defined)).map(|statement| {
        (
            matches!(statement, Stmt::ClassDef(_) | Stmt::FunctionDef(_)),
            lines(&text.parsed, statement.range()),
        )
    });
    let mut cell = String::new();
    for (spaced, lines) in kept {
        if spaced && !cell.is_empty() {
            cell.push_str("\n\n");
        }
        cell.push_str(lines.trim_end());
        cell.push('\n');
    }
    let is_class = statements.iter().any(|statement| {
        matches!(statement, Stmt::ClassDef(definition) if definition.name.as_str() == reading.name)
    });
    let mut made = Made { class: &reading.name, last: None };
    made.visit_body(statements);
    let call = made.last.map_or_else(|| format!("{}()", reading.name), |call| text.words(call));
    Ok(Definition {
        text: cell,
        variable: if is_class { "model".to_owned() } else { reading.name.clone() },
        made: is_class.then_some(call),
        takes_flat: own.takes_flat,
    })
}

/// The classes and functions of a text.
fn defined(statements: &[Stmt]) -> HashSet<&str> {
    let names = statements.iter().filter_map(|statement| match statement {
        Stmt::ClassDef(definition) => Some(definition.name.as_str()),
        Stmt::FunctionDef(definition) => Some(definition.name.as_str()),
        _ => None,
    });
    names.collect()
}

/// Whether a network may need this statement, and it does nothing else.
fn is_kept(statement: &Stmt, defined: &HashSet<&str>) -> bool {
    let is_imported = |module: &str| IMPORTED.contains(&module.split('.').next().unwrap_or_default());
    match statement {
        Stmt::Import(import) => import.names.iter().all(|alias| is_imported(&alias.name)),
        Stmt::ImportFrom(import) => import.module.as_ref().is_some_and(|module| is_imported(module)),
        Stmt::ClassDef(_) | Stmt::FunctionDef(_) => true,
        Stmt::Assign(assignment) => is_plain(&assignment.value, defined),
        Stmt::AnnAssign(assignment) => {
            assignment.value.as_ref().is_some_and(|value| is_plain(value, defined))
        }
        _ => false,
    }
}

/// Whether an expression is made of constants and layers alone.
fn is_plain(expression: &Expr, defined: &HashSet<&str>) -> bool {
    let is_one = |expression: &Expr| is_plain(expression, defined);
    match expression {
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => {
            true
        }
        Expr::Name(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(is_one),
        Expr::List(list) => list.elts.iter().all(is_one),
        Expr::Starred(starred) => is_one(&starred.value),
        Expr::BinOp(operation) => is_one(&operation.left) && is_one(&operation.right),
        Expr::UnaryOp(operation) => is_one(&operation.operand),
        Expr::Subscript(subscript) => is_one(&subscript.value) && is_one(&subscript.slice),
        Expr::Call(call) => {
            let callee = path(&call.func).unwrap_or_default();
            let is_called = |known: &&str| {
                if known.ends_with('.') { callee.starts_with(known) } else { callee == **known }
            };
            (CALLED.iter().any(is_called) || defined.contains(callee.as_str()))
                && call.arguments.args.iter().all(is_one)
                && call.arguments.keywords.iter().all(|keyword| is_one(&keyword.value))
        }
        _ => false,
    }
}

/// As in `torch.nn.Linear`.
fn path(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(format!("{}.{}", path(&attribute.value)?, attribute.attr)),
        _ => None,
    }
}

/// The whole lines of a range.
fn lines(text: &str, range: TextRange) -> &str {
    let (start, end) = (range.start().to_usize(), range.end().to_usize());
    let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
    &text[from..to]
}

/// Finds where a class is made last.
struct Made<'n> {
    class: &'n str,
    last: Option<TextRange>,
}

impl Visitor<'_> for Made<'_> {
    fn visit_expr(&mut self, expression: &Expr) {
        if let Expr::Call(call) = expression
            && path(&call.func).as_deref() == Some(self.class)
        {
            self.last = Some(call.range());
        }
        walk_expr(self, expression);
    }
}
