//! The networks of a source.

use std::collections::HashSet;
use std::rc::Rc;

use ruff_python_ast::token::Tokens;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ModModule, Stmt, StmtClassDef};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse};
use ruff_text_size::{Ranged, TextRange};

use super::chain::{Chain, Link};
use super::comments::comments;
use super::limits;
use super::naming::{self, Names};
use super::problem::{Followed, Problem};
use super::run::{Interpreter, base};
use super::text::Text;
use super::torch::{Arguments, is_module};
use super::training::training;
use super::value::{Class, Computes, Layer, Module, ModuleKind, Value};
use crate::arch::{CLASSES, INPUT, Idle, Network, Op, Shape};
use crate::reports::{OwnNetwork, Reading, Refusal, Source};

/// The networks of a source, and how it trains them.
///
/// # Errors
/// Where the text is no Python, is too large, or has no network.
pub fn read(source: &str) -> Result<Source, Refusal> {
    read_for(source, INPUT)
}

/// The same for images of another shape `[channels, height, width]`. Their networks are for tables: they need not end in
/// ten numbers.
///
/// # Errors
/// As [`read`].
pub fn read_for(source: &str, input: [usize; 3]) -> Result<Source, Refusal> {
    limits::check(source).map_err(|message| Refusal { place: None, message })?;
    let text = Text::new(source);
    let parsed = parse(&text.parsed, ParseOptions::from(Mode::Module)).map_err(|error| {
        text.refusal(Problem::new(error.location, format!("this is not Python: {}", error.error)))
    })?;
    let Some(module) = parsed.try_into_module() else { return Err(without_network()) };
    let mut interpreter = Interpreter::over(&text, module.suite(), input);
    let training = training(&mut interpreter, module.suite());
    let readings = follow_all(&mut interpreter, &module);
    if readings.is_empty() {
        return Err(without_network());
    }
    Ok(Source { readings, training })
}

fn without_network() -> Refusal {
    let message =
        "there is no network in this text: write a class that is an nn.Module, or an nn.Sequential".into();
    Refusal { place: None, message }
}

/// Something that may be a network.
enum Candidate<'a> {
    Class(Rc<Class<'a>>),
    Made(Rc<Module<'a>>),
    /// An `nn.Sequential` that cannot be made.
    Failed(Problem),
}

fn follow_all<'a>(interpreter: &mut Interpreter<'a>, module: &'a Parsed<ModModule>) -> Vec<Reading> {
    let mut candidates: Vec<(&'a str, TextRange, Candidate<'a>)> = Vec::new();
    for statement in module.suite() {
        let (name, range) = match statement {
            Stmt::ClassDef(definition) => (definition.name.as_str(), definition.name.range()),
            Stmt::Assign(assignment) => match assignment.targets.as_slice() {
                [Expr::Name(name)] => (name.id.as_str(), name.range),
                _ => continue,
            },
            _ => continue,
        };
        let candidate = match interpreter.globals.get(name) {
            Some(Value::Class(class)) if base(class, is_module) => Candidate::Class(class.clone()),
            Some(Value::Module(module)) if matches!(module.kind, ModuleKind::Sequential(_)) => {
                Candidate::Made(module.clone())
            }
            _ => match interpreter.failures.iter().rfind(|(failed, _)| *failed == name) {
                Some((_, problem)) => Candidate::Failed(problem.clone()),
                None => continue,
            },
        };
        candidates.retain(|(known, ..)| *known != name);
        candidates.push((name, range, candidate));
    }
    let parts = parts(&candidates);
    candidates
        .iter()
        .filter(|(name, ..)| !parts.contains(name))
        .filter_map(|(name, range, candidate)| {
            follow_one(interpreter, module.tokens(), name, *range, candidate)
        })
        .collect()
}

/// The names that classes use beside their own: of blocks of a network, or of what it is made from.
fn parts<'a>(candidates: &[(&'a str, TextRange, Candidate<'a>)]) -> HashSet<&'a str> {
    let mut used = HashSet::new();
    for (name, _, candidate) in candidates {
        if let Candidate::Class(class) = candidate {
            let mut names = UsedNames::default();
            walk_stmts(&mut names, class.definition);
            names.0.remove(name);
            used.extend(names.0);
        }
    }
    used
}

/// The names in expressions; comments and texts do not count.
#[derive(Default)]
struct UsedNames<'a>(HashSet<&'a str>);

impl<'a> Visitor<'a> for UsedNames<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            self.0.insert(name.id.as_str());
        }
        walk_expr(self, expression);
    }
}

fn walk_stmts<'a>(names: &mut UsedNames<'a>, class: &'a StmtClassDef) {
    class
        .arguments
        .iter()
        .flat_map(|arguments| arguments.args.iter())
        .for_each(|base| names.visit_expr(base));
    names.visit_body(&class.body);
}

/// A candidate's network; none where it has no weights and is none, such as a class that prepares data.
fn follow_one<'a>(
    interpreter: &mut Interpreter<'a>,
    tokens: &Tokens,
    name: &str,
    range: TextRange,
    candidate: &Candidate<'a>,
) -> Option<Reading> {
    interpreter.begin();
    let root = match candidate {
        Candidate::Made(module) => Ok(module.clone()),
        Candidate::Failed(problem) => Err(problem.clone()),
        Candidate::Class(class) => made(interpreter, class, range),
    };
    let (layers, followed) = match root {
        Err(problem) => (None, Err(problem)),
        Ok(root) => {
            interpreter.begin();
            interpreter.names = Names::of(&root);
            (Some(naming::layers(&root)), follow(interpreter, root, range))
        }
    };
    if layers.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let text = interpreter.text;
    let own = |()| own(interpreter, tokens, name, &layers.unwrap_or_default());
    let network = followed.map_err(|problem| text.refusal(problem)).map(own);
    Some(Reading { name: name.to_owned(), network })
}

/// An instance as the source last makes one, or with every argument's default.
fn made<'a>(
    interpreter: &mut Interpreter<'a>,
    class: &Rc<Class<'a>>,
    range: TextRange,
) -> Followed<Rc<Module<'a>>> {
    let is_instance = |value: &&Value<'a>| {
        matches!(value, Value::Module(module)
            if matches!(&module.kind, ModuleKind::Object { class: of, .. } if Rc::ptr_eq(of, class)))
    };
    let last = interpreter.globals.values().filter(is_instance).max_by_key(|value| match value {
        Value::Module(module) => module.range.start(),
        _ => range.start(),
    });
    match last.cloned() {
        Some(Value::Module(module)) => Ok(module),
        _ => interpreter.instantiate(class, Arguments::of(Vec::new(), range)),
    }
}

/// Lets an image through a network.
fn follow<'a>(interpreter: &mut Interpreter<'a>, root: Rc<Module<'a>>, range: TextRange) -> Followed<()> {
    let input = Value::Tensor(Chain::input(interpreter.input));
    let output = interpreter.call(Value::Module(root), Arguments::of(vec![input], range))?;
    let Value::Tensor(output) = output else {
        return Err(Problem::new(range, format!("its forward gives {}, no tensor", output.kind())));
    };
    interpreter.chain.newest(output, range)?;
    match output.shape {
        _ if interpreter.input != INPUT => Ok(()),
        Shape::Vector { features: CLASSES } => Ok(()),
        Shape::Vector { features } => Err(Problem::new(
            range,
            format!("it ends in {features} numbers, and digits need {CLASSES}: one for each class"),
        )),
        shape @ Shape::Map { .. } => Err(Problem::new(
            range,
            format!(
                "it ends in {shape}, and digits need a vector of {CLASSES}: end with `torch.flatten(x, 1)`"
            ),
        )),
    }
}

/// The network that was followed, of a module with these layers.
fn own<'a>(
    interpreter: &mut Interpreter<'a>,
    tokens: &Tokens,
    name: &str,
    layers: &[Rc<Module<'a>>],
) -> OwnNetwork {
    let text = interpreter.text;
    let links: &[Link] = &interpreter.chain.links;
    let network = Network {
        name: link_name(name),
        label: name.to_owned(),
        origin: format!("Your own network {name}."),
        layers: links.iter().map(|link| link.layer.clone()).collect(),
        adjustable: Vec::new(),
        idle: layers.iter().filter_map(|layer| idle(interpreter, layer)).collect(),
    };
    // The chain has fitted its layers together already.
    let traced = network.trace_from(interpreter.input).map(|trace| trace.layers).unwrap_or_default();
    let comments = comments(text, tokens, links, &traced);
    let mut remarks = std::mem::take(&mut interpreter.remarks);
    if text.has_class_line() {
        remarks.insert(
            0,
            "The text begins with methods: they were read as those of a class called Net.".to_owned(),
        );
    }
    if network.layers.last().is_some_and(|layer| layer.op == Op::Softmax) {
        let remark = "It ends in a softmax, of which the loss takes another, as nn.CrossEntropyLoss does: it learns \
                      slowly so, and the shares of an answer are of the second. Leave the softmax out.";
        remarks.push(remark.to_owned());
    }
    remarks.dedup();
    let takes_flat = interpreter.chain.takes_flat;
    OwnNetwork { network, remarks, takes_flat, comments }
}

/// A layer as one that no image passes, where it is one and has weights.
fn idle<'a>(interpreter: &Interpreter<'a>, module: &Rc<Module<'a>>) -> Option<Idle> {
    let ModuleKind::Layer(Layer { computes: Computes::Op(op), expects, .. }) = &module.kind else {
        return None;
    };
    let name =
        interpreter.names.get(module).filter(|name| op.has_weights() && !interpreter.chain.has(name))?;
    // One that is to learn from its input how large that is never does.
    let (inputs, _) = (*expects)?;
    Some(Idle { name: name.to_owned(), op: *op, inputs })
}

/// `CNN_LeNet` as `cnn-lenet`.
fn link_name(name: &str) -> String {
    let small = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(small).collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "own".to_owned() } else { name }
}
