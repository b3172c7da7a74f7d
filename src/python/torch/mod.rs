//! What PyTorch's names mean: its modules, its functions and the methods of its tensors.

mod arguments;
mod functions;
mod layers;
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
    let rest = name.strip_prefix("builtins.").or(name.strip_prefix("torch.nn.functional."));
    match (rest, name.strip_prefix("torch.nn.")) {
        (Some(rest), _) if name.starts_with("torch.nn.functional.") => format!("F.{rest}"),
        (Some(rest), _) => rest.to_owned(),
        (None, Some(rest)) => format!("nn.{rest}"),
        (None, None) => name.to_owned(),
    }
}
