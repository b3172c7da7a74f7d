//! Follows a source: evaluates what a network is made of, and lets an image through its `forward`.

mod builtins;
mod calls;
mod expressions;
mod modules;
mod operators;
mod statements;

pub use calls::base;

use std::collections::HashMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::TextRange;

use super::chain::Chain;
use super::limits;
use super::naming::Names;
use super::problem::{Followed, Problem};
use super::text::Text;
use super::torch::Arguments;
use super::value::{Class, Module, Value};

/// Names that a class pasted alone takes for granted.
const TAKEN_FOR_GRANTED: &[(&str, &str)] = &[
    ("torch", "torch"),
    ("nn", "torch.nn"),
    ("F", "torch.nn.functional"),
    ("optim", "torch.optim"),
    ("datasets", "torchvision.datasets"),
    ("transforms", "torchvision.transforms"),
    ("DataLoader", "torch.utils.data.DataLoader"),
    ("OrderedDict", "collections.OrderedDict"),
];

/// Names of a function in progress.
type Frame<'a> = HashMap<&'a str, Value<'a>>;

/// A source that is being followed.
pub struct Interpreter<'a> {
    pub text: &'a Text<'a>,
    /// `[channels, height, width]` of the image.
    pub input: [usize; 3],
    pub globals: HashMap<&'a str, Value<'a>>,
    frames: Vec<Frame<'a>>,
    /// The instance whose method is in progress, and the class that the method is of.
    bound: Option<(Rc<Module<'a>>, Rc<Class<'a>>)>,
    /// Calls in progress.
    depth: usize,
    /// The places of those that are of functions of the source.
    sites: Vec<TextRange>,
    /// Expressions in progress.
    expressions: usize,
    /// What the image has passed.
    pub chain: Chain,
    /// What the modules of the network are called whose `forward` is followed.
    pub names: Names,
    pub remarks: Vec<String>,
    /// The calls that say how the source trains, in the order in which they were met.
    pub library_calls: Vec<(Rc<str>, Arguments<'a>)>,
    /// What became of top-level names that were to be an `nn.Sequential`.
    pub failures: Vec<(&'a str, Problem)>,
    evaluations: usize,
    nestings: usize,
}

impl<'a> Interpreter<'a> {
    /// Follows a module's statements; what they cannot be followed in is passed over, because a notebook does much
    /// that no network is made of.
    pub fn over(text: &'a Text<'a>, statements: &'a [Stmt], input: [usize; 3]) -> Self {
        let granted =
            TAKEN_FOR_GRANTED.iter().map(|(name, library)| (*name, Value::Library((*library).into())));
        let mut interpreter = Self {
            text,
            input,
            globals: granted.collect(),
            frames: Vec::new(),
            bound: None,
            depth: 0,
            expressions: 0,
            sites: Vec::new(),
            chain: Chain::default(),
            names: Names::default(),
            remarks: Vec::new(),
            library_calls: Vec::new(),
            failures: Vec::new(),
            evaluations: 0,
            nestings: 0,
        };
        interpreter.globals.insert("__name__", Value::Text("__main__".into()));
        for statement in statements {
            interpreter.rest();
            interpreter.pass_over_or_follow(statement);
        }
        interpreter
    }

    /// Begins to count evaluations anew: making a network and letting an image through it have the whole budget each.
    pub fn begin(&mut self) {
        self.rest();
        self.evaluations = 0;
        self.chain = Chain::default();
        self.names = Names::default();
        self.remarks.clear();
    }

    /// Forgets the functions that a problem has left.
    fn rest(&mut self) {
        self.frames.clear();
        self.bound = None;
        self.depth = 0;
        self.expressions = 0;
        self.sites.clear();
    }

    /// How many elements an expression of the source has; none where that is not known.
    pub fn count(&mut self, expression: &'a Expr, range: TextRange) -> Option<usize> {
        let container = self.evaluate(expression).ok()?;
        self.elements(&container, range).ok().map(|elements| elements.len())
    }

    /// Counts an evaluation.
    fn spend(&mut self, range: TextRange) -> Followed<()> {
        self.evaluations += 1;
        if self.evaluations > limits::EVALUATIONS {
            return Err(Problem::new(
                range,
                "this takes too long to follow: a loop without end, or a very long one",
            ));
        }
        Ok(())
    }

    /// Counts a call, or a value that is made of others.
    fn nest(&mut self, range: TextRange) -> Followed<()> {
        self.nestings += 1;
        if self.nestings > limits::NESTINGS {
            return Err(Problem::new(
                range,
                "the source makes too many calls and lists to be followed this far",
            ));
        }
        Ok(())
    }

    /// What a name stands for.
    fn look_up(&self, name: &str, range: TextRange) -> Followed<Value<'a>> {
        let known = self.frames.last().and_then(|frame| frame.get(name)).or_else(|| self.globals.get(name));
        if let Some(value) = known {
            return Ok(value.clone());
        }
        if builtins::NAMES.contains(&name) {
            return Ok(Value::Library(format!("builtins.{name}").into()));
        }
        Err(Problem::new(
            range,
            format!("`{name}` is not known here: it is neither defined nor imported above"),
        ))
    }

    fn set(&mut self, name: &'a str, value: Value<'a>) {
        match self.frames.last_mut() {
            Some(frame) => frame.insert(name, value),
            None => self.globals.insert(name, value),
        };
    }
}
