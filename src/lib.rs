//! Fovea: trains convolutional networks on MNIST in the browser, on the user's own GPU, and shows
//! what they see. `ARCHITECTURE.md` says how the modules depend on each other.

pub mod arch;
pub mod chart;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
#[cfg(feature = "engine")]
pub mod engine;
#[cfg(feature = "cli")]
pub mod file;
#[cfg(feature = "python")]
pub mod handin;
pub mod order;
pub mod protocol;
#[cfg(feature = "python")]
pub mod python;
#[cfg(all(feature = "python", feature = "web"))]
pub mod reader;
pub mod record;
pub mod reports;
#[cfg(feature = "cli")]
pub mod reproduce;
pub mod settings;
pub mod study;
#[cfg(feature = "engine")]
pub mod train;
#[cfg(feature = "page")]
pub mod ui;
#[cfg(feature = "web")]
pub mod web;
pub mod words;
#[cfg(feature = "worker")]
pub mod worker;
pub mod zoo;
