//! Inspect: what a trained network gets wrong.

mod matrix;
mod misread;
mod view;

pub use view::{InspectView, TestedRun};
