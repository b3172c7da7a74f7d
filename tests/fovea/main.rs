//! Behaviour seen from outside, one module per subject.

mod data;
mod mnist;
