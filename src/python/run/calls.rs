//! Calls: of functions and classes of the source, of modules, and of what libraries have.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::statements::Flow;
use super::{Frame, Interpreter, builtins};
use crate::python::limits;
use crate::python::problem::{Followed, Problem};
use crate::python::torch::{self, Arguments, Called, Surroundings};
use crate::python::training;
use crate::python::value::{Body, Class, Function, Layer, Module, ModuleKind, Value};

impl<'a> Interpreter<'a> {
    /// Calls a value.
    ///
    /// # Errors
    /// What cannot be followed in it.
    pub fn call(&mut self, callee: Value<'a>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        self.nest(arguments.call)?;
        if self.depth >= limits::CALLS {
            return Err(Problem::new(arguments.call, "functions call each other too deeply here"));
        }
        self.depth += 1;
        let result = self.call_deeper(callee, arguments);
        self.depth -= 1;
        result
    }

    fn call_deeper(&mut self, callee: Value<'a>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        let call = arguments.call;
        match callee {
            Value::Function(function) => self.invoke(&function, arguments),
            Value::Class(class) => self.instantiate(&class, arguments).map(Value::Module),
            Value::Module(module) => self.forward(&module, arguments),
            Value::Library(name) => self.call_library(&name, arguments),
            Value::Method(method) => self.call_method(&method.0, method.1, arguments),
            Value::Unknown(words) if tensor_of(&arguments) => Err(Problem::new(
                call,
                format!("`{words}` is not known here, and so what it makes of the image is not either"),
            )),
            Value::Unknown(_) => Ok(self.unknown(call)),
            other => Err(Problem::new(call, format!("{} cannot be called", other.kind()))),
        }
    }

    /// Where the network's own class does what is being done at `call`: the first call that leaves it.
    fn site(&self, call: TextRange) -> TextRange {
        self.sites.get(1).copied().unwrap_or(call)
    }

    fn unknown(&self, range: TextRange) -> Value<'a> {
        Value::Unknown(self.text.words(range).into())
    }

    fn call_library(&mut self, name: &str, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        if let Some(builtin) = name.strip_prefix("builtins.") {
            return self.call_builtin(builtin, arguments);
        }
        if name == "collections.OrderedDict" {
            return builtins::dict(self, arguments);
        }
        if training::is_of_training(name) && self.library_calls.len() < training::CALLS {
            self.library_calls.push((name.into(), arguments.clone()));
        }
        if tensor_of(&arguments) {
            return self.around(arguments.call, |around| torch::function(name, arguments, around));
        }
        let call = arguments.call;
        torch::constructor(name, arguments, self.site(call)).unwrap_or_else(|| Ok(self.unknown(call)))
    }

    /// What functions of the image need around them.
    fn around<T>(&mut self, call: TextRange, act: impl FnOnce(&mut Surroundings) -> T) -> T {
        let site = self.site(call);
        let (chain, remarks, names) = (&mut self.chain, &mut self.remarks, &self.names);
        act(&mut Surroundings { chain, remarks, is_declared: &|name| names.contains(name), site })
    }

    fn call_method(
        &mut self,
        of: &Value<'a>,
        name: &'a str,
        arguments: Arguments<'a>,
    ) -> Followed<Value<'a>> {
        match of {
            Value::Tensor(tensor) => {
                let tensor = *tensor;
                self.around(arguments.call, |around| torch::method(tensor, name, arguments, around))
            }
            Value::Module(module) => self.call_module_method(module, name, arguments),
            other => builtins::method(self, other, name, arguments),
        }
    }

    /// Runs a function of the source.
    fn invoke(&mut self, function: &Function<'a>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        let call = arguments.call;
        let names = self.parameters(function, arguments)?;
        let outer = std::mem::replace(&mut self.bound, function.bound.clone());
        self.frames.push(names);
        self.sites.push(call);
        let end = match function.body {
            Body::Expression(expression) => self.evaluate(expression).map(Flow::Return),
            Body::Statements(statements) => self.block(statements),
        };
        self.frames.pop();
        self.sites.pop();
        self.bound = outer;
        match end? {
            Flow::Return(value) => Ok(value),
            _ => Ok(Value::None),
        }
    }

    /// The names of a function's parameters with what they are given.
    fn parameters(&mut self, function: &Function<'a>, arguments: Arguments<'a>) -> Followed<Frame<'a>> {
        let call = arguments.call;
        let mut frame = Frame::new();
        let mut given = arguments.positional.into_iter().map(|argument| argument.value);
        let mut itself = function.bound.as_ref().map(|(module, _)| Value::Module(module.clone()));
        let mut named = arguments.named;
        let Some(parameters) = function.parameters else { return Ok(frame) };
        let positional =
            parameters.posonlyargs.iter().chain(&parameters.args).map(|parameter| (parameter, true));
        let keywords = parameters.kwonlyargs.iter().map(|parameter| (parameter, false));
        for (parameter, is_positional) in positional.chain(keywords) {
            let name = parameter.parameter.name.as_str();
            let by_name = named.iter().position(|(known, _)| *known == name);
            let next = if is_positional { itself.take().or_else(|| given.next()) } else { None };
            let value = match (next, by_name, &parameter.default) {
                (Some(value), None, _) => value,
                (None, Some(at), _) => named.swap_remove(at).1.value,
                (None, None, Some(default)) => self.evaluate(default)?,
                (Some(_), Some(_), _) => return Err(Problem::new(call, format!("`{name}` is given twice"))),
                (None, None, None) => {
                    let message = format!("`{name}` is missing: give it a default, as in `{name}=10`");
                    return Err(Problem::new(call, message));
                }
            };
            frame.insert(name, value);
        }
        let rest: Vec<_> = given.collect();
        match &parameters.vararg {
            Some(parameter) => {
                frame.insert(parameter.name.as_str(), Value::Tuple(Rc::new(rest)));
            }
            None if !rest.is_empty() => {
                return Err(Problem::new(call, "this gives more arguments than are taken"));
            }
            None => {}
        }
        match &parameters.kwarg {
            Some(parameter) => {
                let items = named.into_iter().map(|(name, given)| (Value::Text(name.into()), given.value));
                let items: Vec<_> = items.collect();
                frame.insert(parameter.name.as_str(), Value::Dict(Rc::new(items.into())));
            }
            None => {
                if let Some((name, given)) = named.first() {
                    return Err(Problem::new(given.range, format!("there is no argument called `{name}`")));
                }
            }
        }
        Ok(frame)
    }

    /// Makes an instance of a class of the source.
    ///
    /// # Errors
    /// What cannot be followed in its `__init__`.
    pub fn instantiate(
        &mut self,
        class: &Rc<Class<'a>>,
        arguments: Arguments<'a>,
    ) -> Followed<Rc<Module<'a>>> {
        let kind = ModuleKind::Object { class: class.clone(), attributes: RefCell::default() };
        let instance = Rc::new(Module { kind, range: arguments.call, site: self.site(arguments.call) });
        match self.member(class, "__init__") {
            Some((Value::Function(function), owner)) => {
                let bound = Some((instance.clone(), owner));
                self.invoke(&Function { bound, ..function }, arguments)?;
            }
            _ => self.begin_sequence(&instance, class, arguments)?,
        }
        Ok(instance)
    }

    /// What `nn.Sequential` does when a class that is made from it begins.
    pub(super) fn begin_sequence(
        &mut self,
        instance: &Rc<Module<'a>>,
        class: &Rc<Class<'a>>,
        arguments: Arguments<'a>,
    ) -> Followed<()> {
        if base(class, |name| name == "torch.nn.Sequential")
            && let Some(Value::Module(made)) =
                torch::constructor("torch.nn.Sequential", arguments, instance.site).transpose()?
        {
            for (name, child) in made.children() {
                instance.set(&name, child);
            }
        }
        Ok(())
    }

    /// Lets the image through a module.
    fn forward(&mut self, module: &Rc<Module<'a>>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        let call = arguments.call;
        match &module.kind {
            ModuleKind::Layer(layer) => self.apply_layer(module, layer, arguments),
            ModuleKind::Sequential(_) => self.in_sequence(module, arguments),
            ModuleKind::List(_) => {
                Err(Problem::new(call, "an nn.ModuleList has no forward; go through it with `for`"))
            }
            ModuleKind::Object { class, .. } => match self.member(class, "forward") {
                Some((Value::Function(function), owner)) => {
                    let bound = Some((module.clone(), owner));
                    self.invoke(&Function { bound, ..function }, arguments)
                }
                _ if base(class, |name| name == "torch.nn.Sequential") => self.in_sequence(module, arguments),
                _ => {
                    let message = format!("{} has no `forward`", class.definition.name.as_str());
                    Err(Problem::new(call, message))
                }
            },
        }
    }

    fn in_sequence(&mut self, module: &Rc<Module<'a>>, arguments: Arguments<'a>) -> Followed<Value<'a>> {
        let call = arguments.call;
        let bound = arguments.bind("nn.Sequential's forward", &["input"])?;
        let mut value = bound.required("input")?.value.clone();
        for (_, child) in module.children() {
            value = self.call(child, Arguments::of(vec![value], call))?;
        }
        Ok(value)
    }

    fn apply_layer(
        &mut self,
        module: &Rc<Module<'a>>,
        layer: &Layer,
        arguments: Arguments<'a>,
    ) -> Followed<Value<'a>> {
        let bound = arguments.bind(&layer.class, &["input"])?;
        let Value::Tensor(input) = bound.required("input")?.value else {
            let message = format!("{} is given something else than a tensor", layer.class);
            return Err(Problem::new(bound.call, message));
        };
        let name = self.names.get(module).map(str::to_owned);
        let called = Called {
            layer,
            name,
            declared: module.range,
            made: module.site,
            call: bound.call,
            site: self.site(bound.call),
        };
        torch::apply(&mut self.chain, self.text, &mut self.remarks, &called, input).map(Value::Tensor)
    }

    /// A member of a class or of those that it is made from, and whose it is.
    pub(super) fn member(&self, class: &Rc<Class<'a>>, name: &str) -> Option<(Value<'a>, Rc<Class<'a>>)> {
        if let Some((_, value)) = class.members.iter().rev().find(|(known, _)| *known == name) {
            return Some((value.clone(), class.clone()));
        }
        class.bases.iter().find_map(|base| match base {
            Value::Class(base) => self.member(base, name),
            _ => None,
        })
    }
}

/// Whether a tensor is among the arguments, or in a list of them.
fn tensor_of(arguments: &Arguments) -> bool {
    arguments.values().any(|value| match value {
        Value::Tensor(_) => true,
        Value::Tuple(values) => values.iter().any(|value| matches!(value, Value::Tensor(_))),
        Value::List(values) => values.borrow().iter().any(|value| matches!(value, Value::Tensor(_))),
        _ => false,
    })
}

/// Whether a class is made, at whatever distance, from something of a library.
pub fn base(class: &Class, is_meant: impl Fn(&str) -> bool + Copy) -> bool {
    class.bases.iter().any(|of| match of {
        Value::Library(name) => is_meant(name),
        Value::Class(class) => base(class, is_meant),
        _ => false,
    })
}
