//! Inspect: what a trained network gets wrong, and what it computes.

mod lens;
mod matrix;
mod misread;
mod mistakes;
mod pages;
mod shift;
mod view;

pub use view::{InspectView, InspectedRun};
