//! What expressions of a source stand for, as far as a network needs it.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt, StmtClassDef};
use ruff_text_size::TextRange;

use super::chain::Tensor;
use crate::arch::Op;

/// A value of the source.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    Tuple(Rc<Vec<Value<'a>>>),
    List(Rc<RefCell<Vec<Value<'a>>>>),
    Dict(Rc<RefCell<Vec<(Value<'a>, Value<'a>)>>>),
    /// Something of a library by its full name, `torch.nn.Conv2d`; Python's own begin with `builtins`.
    Library(Rc<str>),
    Function(Function<'a>),
    Class(Rc<Class<'a>>),
    Module(Rc<Module<'a>>),
    /// `super()` in a method: the instance, and the class whose bases are meant.
    Super(Rc<Module<'a>>, Rc<Class<'a>>),
    Tensor(Tensor),
    /// The size of the batch, which no network may depend on.
    BatchSize,
    /// `self.training`.
    Training,
    /// A method of something that the source did not write, `x.view`.
    Method(Rc<(Value<'a>, &'a str)>),
    /// What a library gave that no network is made of: an optimiser, a data set. Its words in the source.
    Unknown(Rc<str>),
}

/// A function of the source, of a class or of an expression.
#[derive(Debug, Clone)]
pub struct Function<'a> {
    pub parameters: Option<&'a Parameters>,
    pub body: Body<'a>,
    /// What comes before its first argument, and the class that the method is of.
    pub bound: Option<(Rc<Module<'a>>, Rc<Class<'a>>)>,
}

#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    Statements(&'a [Stmt]),
    /// Of a lambda.
    Expression(&'a Expr),
}

/// A class of the source.
#[derive(Debug)]
pub struct Class<'a> {
    pub definition: &'a StmtClassDef,
    /// Those that it is made from, as far as they are known.
    pub bases: Vec<Value<'a>>,
    /// Functions and constants of its body.
    pub members: Vec<(&'a str, Value<'a>)>,
}

/// An instance of a PyTorch module.
#[derive(Debug)]
pub struct Module<'a> {
    pub kind: ModuleKind<'a>,
    /// Where it was made.
    pub range: TextRange,
    /// Where the network's class called what made it.
    pub site: TextRange,
}

#[derive(Debug)]
pub enum ModuleKind<'a> {
    Layer(Layer),
    Sequential(RefCell<Vec<Child<'a>>>),
    /// `nn.ModuleList`, which has no forward.
    List(RefCell<Vec<Child<'a>>>),
    /// Of a class of the source.
    Object {
        class: Rc<Class<'a>>,
        attributes: RefCell<Vec<Child<'a>>>,
    },
}

/// Something in a module, by its name there.
pub type Child<'a> = (String, Value<'a>);

/// A module of PyTorch's that is a layer.
#[derive(Debug, Clone)]
pub struct Layer {
    /// As in `nn.Conv2d`.
    pub class: Rc<str>,
    pub computes: Computes,
    /// Channels or features that it was made for, and where the source says so.
    pub expects: Option<(usize, TextRange)>,
}

/// What a layer computes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Computes {
    Op(Op),
    /// The mean or the largest of each channel, whatever its size.
    GlobalAverage,
    GlobalMaximum,
    /// What goes in comes out.
    Nothing,
    /// Fovea has no such layer.
    Unsupported,
}

impl<'a> Module<'a> {
    /// What lies in it by name, in the order in which it came there.
    pub fn children(&self) -> Vec<Child<'a>> {
        match &self.kind {
            ModuleKind::Layer(_) => Vec::new(),
            ModuleKind::Sequential(children)
            | ModuleKind::List(children)
            | ModuleKind::Object { attributes: children, .. } => children.borrow().clone(),
        }
    }

    /// Puts something into it, in the place of what had that name.
    pub fn set(&self, name: &str, value: Value<'a>) {
        let (ModuleKind::Sequential(children)
        | ModuleKind::List(children)
        | ModuleKind::Object { attributes: children, .. }) = &self.kind
        else {
            return;
        };
        let mut children = children.borrow_mut();
        match children.iter_mut().find(|(known, _)| known == name) {
            Some((_, place)) => *place = value,
            None => children.push((name.to_owned(), value)),
        }
    }
}

impl Value<'_> {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "None",
            Value::Bool(_) | Value::Training => "a bool",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number with a fraction",
            Value::Text(_) => "a text",
            Value::Tuple(_) => "a tuple",
            Value::List(_) => "a list",
            Value::Dict(_) => "a dict",
            Value::Library(_) | Value::Function(_) | Value::Method(_) => "a function",
            Value::Class(_) => "a class",
            Value::Module(_) | Value::Super(..) => "a module",
            Value::Tensor(_) => "a tensor",
            Value::BatchSize => "the size of the batch",
            Value::Unknown(_) => "something that is not known here",
        }
    }
}
