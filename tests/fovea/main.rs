//! Behaviour seen from outside, one module per subject.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
#[cfg(feature = "engine")]
mod checkpoints;
#[cfg(feature = "cli")]
mod cli;
mod data;
#[cfg(feature = "engine")]
mod descriptions;
#[cfg(feature = "engine")]
mod devices;
#[cfg(feature = "engine")]
mod evaluation;
#[cfg(feature = "engine")]
mod judging;
#[cfg(feature = "engine")]
mod lens;
mod memory;
mod mnist;
#[cfg(feature = "engine")]
mod optimisers;
#[cfg(feature = "cli")]
mod own_networks;
#[cfg(feature = "engine")]
mod parity;
#[cfg(feature = "engine")]
mod pytorch;
#[cfg(feature = "engine")]
mod ready;
mod receptive_field;
#[cfg(feature = "engine")]
mod training;
#[cfg(feature = "engine")]
mod weights;
