//! What PyTorch's names mean: its modules, its functions and the methods of its tensors.

mod arguments;
mod functions;
mod kinds;
mod layers;
mod making;
mod modules;
mod shapes;
mod tensor;

pub use arguments::{Argument, Arguments};
pub use functions::{Surroundings, function};
pub use layers::{Called, apply};
pub use modules::{constructor, is_module};
pub use tensor::{attribute, method};

/// What a library's name is called in messages: `nn.Conv2d` for `torch.nn.Conv2d`.
pub fn short(name: &str) -> String {
    match (name.strip_prefix("torch.nn.functional."), name.strip_prefix("torch.nn.")) {
        (Some(function), _) => format!("F.{function}"),
        (None, Some(module)) => format!("nn.{module}"),
        (None, None) => name.to_owned(),
    }
}
