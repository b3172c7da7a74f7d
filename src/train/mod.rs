//! Training: configuration, the loop, its metrics and checkpoints. Knows neither the browser nor Yew.

mod config;
#[cfg(feature = "engine")]
mod epoch;
mod event;
#[cfg(feature = "engine")]
mod meter;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "engine")]
mod test;

pub use config::{DataChoice, DeviceChoice, Schedule, TrainConfig};
pub use event::{EpochReport, Progress, RunPlan, StepMetric};
#[cfg(feature = "engine")]
pub use run::{Ending, Host, Report, Signal, TrainError, run};
#[cfg(feature = "engine")]
pub use session::Session;
