//! Training: configuration, the loop, its metrics and checkpoints. Knows neither the browser nor Yew.

mod config;

pub use config::{DataChoice, DeviceChoice, Schedule, TrainConfig};
