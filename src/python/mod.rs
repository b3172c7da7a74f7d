//! PyTorch source as networks: a class, an `nn.Sequential` or a notebook's code is parsed, its `__init__` and `forward`
//! are followed with one image in place of data, and the layers that the image passes are the network. Nothing of the
//! source is ever executed but what is understood here: no files, no network, no code of others.

mod chain;
mod commands;
mod comments;
mod definition;
mod limits;
mod naming;
mod notebook;
mod problem;
mod reading;
mod run;
mod text;
mod torch;
mod training;
mod value;

pub use definition::{Definition, definition};
pub use notebook::{NotebookError, code};
pub use reading::{read, read_for};

#[cfg(test)]
pub mod tests;
