//! The networks of a source.

use std::rc::Rc;

use ruff_python_ast::{Expr, ModModule, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse};
use ruff_text_size::{Ranged, TextRange};

use super::chain::{Chain, Link};
use super::comments::{Field, commented};
use super::limits;
use super::naming::{self, Names};
use super::problem::{Followed, Problem};
use super::run::{Interpreter, base};
use super::text::Text;
use super::torch::{Arguments, is_module};
use super::training::training;
use super::value::{Class, Computes, Layer, Module, ModuleKind, Value};
use crate::arch::{CLASSES, Idle, Network, Shape};
use crate::reports::{Commented, OwnNetwork, Reading, Refusal, Source};

/// The networks of a source, and how it trains them.
///
/// # Errors
/// Where the text is no Python, is too large, or has no network.
pub fn read(source: &str) -> Result<Source, Refusal> {
    limits::check(source).map_err(|message| Refusal { place: None, message })?;
    let text = Text::new(source);
    let parsed = parse(&text.parsed, ParseOptions::from(Mode::Ipython)).map_err(|error| {
        text.refusal(Problem::new(error.location, format!("this is not Python: {}", error.error)))
    })?;
    let Some(module) = parsed.try_into_module() else { return Err(without_network()) };
    let syntax: &ModModule = module.syntax();
    let mut interpreter = Interpreter::over(&text, &syntax.body);
    let training = training(&mut interpreter, &syntax.body);
    let mut readings = follow_all(&mut interpreter, &syntax.body);
    for own in readings.iter_mut().filter_map(|reading| reading.network.as_mut().ok()) {
        let text = |field| commented(source, own, field).unwrap_or_default();
        own.commented = Commented { field: text(Field::True), course: text(Field::Course) };
    }
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

fn follow_all<'a>(interpreter: &mut Interpreter<'a>, statements: &'a [Stmt]) -> Vec<Reading> {
    let mut candidates: Vec<(String, TextRange, Candidate<'a>)> = Vec::new();
    for statement in statements {
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
        candidates.retain(|(known, ..)| known != name);
        candidates.push((name.to_owned(), range, candidate));
    }
    let parts = parts(interpreter, &candidates);
    candidates
        .iter()
        .filter(|(name, ..)| !parts.contains(name))
        .filter_map(|(name, range, candidate)| follow_one(interpreter, name, *range, candidate))
        .collect()
}

/// The names of classes that other classes' bodies mention: blocks of a network, or what it is made from.
fn parts(interpreter: &Interpreter, candidates: &[(String, TextRange, Candidate)]) -> Vec<String> {
    let mentions = |name: &str, candidate: &Candidate| match candidate {
        Candidate::Class(class) => {
            let words = interpreter.text.words(class.definition.range());
            let of_name = |word: &str| word == name;
            let own = class.definition.name.as_str();
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            own != name && words.split(|letter| !is_word(letter)).any(of_name)
        }
        Candidate::Made(_) | Candidate::Failed(_) => false,
    };
    let names = candidates.iter().map(|(name, ..)| name.clone());
    names.filter(|name| candidates.iter().any(|(_, _, candidate)| mentions(name, candidate))).collect()
}

/// A candidate's network; none where it has no weights and is none, such as a class that prepares data.
fn follow_one<'a>(
    interpreter: &mut Interpreter<'a>,
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
    let own = |()| own(interpreter, name, &layers.unwrap_or_default());
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
    let input = Value::Tensor(Chain::input());
    let output = interpreter.call(Value::Module(root), Arguments::of(vec![input], range))?;
    let Value::Tensor(output) = output else {
        return Err(Problem::new(range, format!("its forward gives {}, no tensor", output.kind())));
    };
    interpreter.chain.newest(output, range)?;
    match output.shape {
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
fn own<'a>(interpreter: &mut Interpreter<'a>, name: &str, layers: &[Rc<Module<'a>>]) -> OwnNetwork {
    let text = interpreter.text;
    let links: &[Link] = &interpreter.chain.links;
    let lines = links.iter().map(|link| text.place(link.site).0).collect();
    let network = Network {
        name: link_name(name),
        label: name.to_owned(),
        origin: format!("Your own network {name}."),
        layers: links.iter().map(|link| link.layer.clone()).collect(),
        adjustable: Vec::new(),
        idle: layers.iter().filter_map(|layer| idle(interpreter, layer)).collect(),
    };
    let mut remarks = std::mem::take(&mut interpreter.remarks);
    if text.has_class_line() {
        remarks.insert(
            0,
            "The text begins with methods: they were read as those of a class called Net.".to_owned(),
        );
    }
    remarks.dedup();
    OwnNetwork { network, lines, remarks, commented: Commented::default() }
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
