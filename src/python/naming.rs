//! What the weights of a network's modules are called, as in `state_dict`: by the way from the network to them.

use std::rc::Rc;

use super::value::{Module, ModuleKind, Value};

/// Modules with their names.
#[derive(Debug, Default)]
pub struct Names {
    named: Vec<(*const (), String)>,
}

impl Names {
    /// Of all modules in `root` that PyTorch finds there: a plain list hides them.
    pub fn of(root: &Rc<Module>) -> Self {
        let mut names = Self::default();
        names.take_in(root, "");
        names
    }

    /// The name of a module; none for one that PyTorch does not find.
    pub fn get(&self, module: &Rc<Module>) -> Option<&str> {
        let key = Rc::as_ptr(module).cast();
        self.named.iter().find(|(known, _)| *known == key).map(|(_, name)| name.as_str())
    }

    /// Whether a module or a part of one has this name.
    pub fn contains(&self, name: &str) -> bool {
        self.named.iter().any(|(_, known)| known == name)
    }

    fn take_in(&mut self, module: &Rc<Module>, name: &str) {
        if self.get(module).is_some() {
            return;
        }
        self.named.push((Rc::as_ptr(module).cast(), name.to_owned()));
        for (child, value) in module.children() {
            if let Value::Module(inner) = &value {
                let name = if name.is_empty() { child } else { format!("{name}.{child}") };
                self.take_in(inner, &name);
            }
        }
    }
}

/// The layers in a module, at every depth, be it where PyTorch does not find them: in a plain list.
pub fn layers<'m>(root: &Rc<Module<'m>>) -> Vec<Rc<Module<'m>>> {
    let mut seen: Vec<*const ()> = Vec::new();
    let mut layers = Vec::new();
    let mut to_see = vec![root.clone()];
    while let Some(module) = to_see.pop() {
        let key = Rc::as_ptr(&module).cast();
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        for (_, value) in module.children().into_iter().rev() {
            let values = match value {
                Value::List(values) => values.borrow().clone(),
                value => vec![value],
            };
            to_see.extend(values.into_iter().filter_map(|value| match value {
                Value::Module(module) => Some(module),
                _ => None,
            }));
        }
        if matches!(module.kind, ModuleKind::Layer(_)) {
            layers.push(module);
        }
    }
    layers
}
