//! Attributes and methods of modules.

use std::rc::Rc;

use ruff_text_size::TextRange;

use super::Interpreter;
use crate::arch::Op;
use crate::python::problem::{Followed, Problem};
use crate::python::torch::Arguments;
use crate::python::value::{Class, Computes, Function, Layer, Module, ModuleKind, Value};

/// The name by which `super().__init__` calls what a library's base does.
const LIBRARY_INIT: &str = "__init__";

impl<'a> Interpreter<'a> {
    pub(super) fn module_attribute(
        &mut self,
        module: &Rc<Module<'a>>,
        name: &'a str,
        range: TextRange,
    ) -> Followed<Value<'a>> {
        if let Some((_, value)) = module.children().into_iter().find(|(known, _)| known == name) {
            return Ok(value);
        }
        let method = || Ok(Value::Method(Rc::new((Value::Module(module.clone()), name))));
        match &module.kind {
            ModuleKind::Layer(layer) => Ok(number_of(layer, name).unwrap_or_else(|| self.unknown_at(range))),
            ModuleKind::Object { class, .. } => match self.member(class, name) {
                Some((Value::Function(function), owner)) => {
                    let is_static = owner.definition.body.iter().any(|statement| is_static(statement, name));
                    let bound = (!is_static).then(|| (module.clone(), owner));
                    Ok(Value::Function(Function { bound, ..function }))
                }
                Some((value, _)) => Ok(value),
                None if name == "training" => Ok(Value::Training),
                None if METHODS.contains(&name) => method(),
                None => {
                    let class = class.definition.name.as_str();
                    Err(Problem::new(
                        range,
                        format!("`{name}` is no attribute of {class}: its `__init__` sets none"),
                    ))
                }
            },
            _ => method(),
        }
    }

    fn unknown_at(&self, range: TextRange) -> Value<'a> {
        Value::Unknown(self.text.words(range).into())
    }

    /// What `super().name` means.
    pub(super) fn inherited(
        &mut self,
        module: &Rc<Module<'a>>,
        class: &Rc<Class<'a>>,
        name: &'a str,
        range: TextRange,
    ) -> Followed<Value<'a>> {
        for base in &class.bases {
            match base {
                Value::Class(base) => {
                    if let Some((Value::Function(function), owner)) = self.member(base, name) {
                        let bound = Some((module.clone(), owner));
                        return Ok(Value::Function(Function { bound, ..function }));
                    }
                }
                Value::Library(_) if name == LIBRARY_INIT || METHODS.contains(&name) => {
                    return Ok(Value::Method(Rc::new((Value::Module(module.clone()), name))));
                }
                _ => {}
            }
        }
        if name == LIBRARY_INIT {
            return Ok(Value::Method(Rc::new((Value::Module(module.clone()), name))));
        }
        Err(Problem::new(range, format!("`super().{name}` is not followed")))
    }

    pub(super) fn call_module_method(
        &mut self,
        module: &Rc<Module<'a>>,
        name: &str,
        arguments: Arguments<'a>,
    ) -> Followed<Value<'a>> {
        let call = arguments.call;
        let itself = || Ok(Value::Module(module.clone()));
        match name {
            LIBRARY_INIT => {
                if let ModuleKind::Object { class, .. } = &module.kind {
                    self.begin_sequence(module, &class.clone(), arguments)?;
                }
                Ok(Value::None)
            }
            "forward" => self.call(Value::Module(module.clone()), arguments),
            "append" => {
                let bound = arguments.bind("append", &["module"])?;
                let child = bound.required("module")?.value.clone();
                self.put(module, &module.children().len().to_string(), child, call)?;
                itself()
            }
            "extend" => {
                let bound = arguments.bind("extend", &["modules"])?;
                let children = bound.required("modules")?.value.clone();
                for child in self.elements(&children, call)? {
                    self.put(module, &module.children().len().to_string(), child, call)?;
                }
                itself()
            }
            "add_module" | "register_module" => {
                let bound = arguments.bind(name, &["name", "module"])?;
                let Value::Text(child) = &bound.required("name")?.value else {
                    return Err(Problem::new(call, "the name of a module must be a text"));
                };
                self.put(module, child, bound.required("module")?.value.clone(), call)?;
                Ok(Value::None)
            }
            "children" => {
                let is_module = |(_, value): &(String, Value<'a>)| matches!(value, Value::Module(_));
                let children =
                    module.children().into_iter().filter(is_module).map(|(_, value)| value).collect();
                Ok(Value::Tuple(Rc::new(children)))
            }
            "to" | "cuda" | "cpu" | "train" | "eval" | "float" => itself(),
            _ => Ok(self.unknown_at(call)),
        }
    }

    fn put(
        &mut self,
        module: &Rc<Module<'a>>,
        name: &str,
        child: Value<'a>,
        call: TextRange,
    ) -> Followed<()> {
        if !matches!(child, Value::Module(_)) {
            return Err(Problem::new(call, format!("{} is no module", child.kind())));
        }
        if module.children().len() >= crate::python::limits::ELEMENTS {
            return Err(Problem::new(call, "this has too many modules"));
        }
        module.set(name, child);
        Ok(())
    }
}

/// Methods of every module.
const METHODS: &[&str] = &[
    "forward",
    "append",
    "extend",
    "add_module",
    "register_module",
    "children",
    "to",
    "cuda",
    "cpu",
    "train",
    "eval",
    "float",
    "parameters",
    "named_parameters",
    "modules",
    "named_modules",
    "apply",
    "state_dict",
    "load_state_dict",
    "register_buffer",
    "register_parameter",
    "named_children",
    "requires_grad_",
    "zero_grad",
    "share_memory",
];

/// `self.conv.out_channels` and its like.
fn number_of<'a>(layer: &Layer, name: &str) -> Option<Value<'a>> {
    let number = match (name, layer.computes) {
        ("out_channels", Computes::Op(Op::Conv2d { out_channels, .. })) => out_channels,
        ("out_features", Computes::Op(Op::Linear { out_features, .. })) => out_features,
        ("in_channels" | "in_features" | "num_features", _) => layer.expects?.0,
        _ => return None,
    };
    Some(Value::Int(number as i64))
}

/// Whether a statement defines a static method of this name.
fn is_static(statement: &ruff_python_ast::Stmt, name: &str) -> bool {
    let ruff_python_ast::Stmt::FunctionDef(function) = statement else { return false };
    let is = |decorator: &ruff_python_ast::Decorator| matches!(&decorator.expression, ruff_python_ast::Expr::Name(name) if name.id.as_str() == "staticmethod");
    function.name.as_str() == name && function.decorator_list.iter().any(is)
}
