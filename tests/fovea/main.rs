//! Behaviour seen from outside, one module per subject.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
mod data;
mod mnist;
