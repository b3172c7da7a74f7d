//! Training: configuration, the loop, its metrics and checkpoints. Knows neither the browser nor Yew.

mod config;
mod defaults;
#[cfg(feature = "engine")]
mod epoch;
#[cfg(feature = "engine")]
mod error;
#[cfg(feature = "engine")]
mod evaluate;
mod evaluation;
mod event;
mod field;
mod form;
#[cfg(feature = "engine")]
mod host;
#[cfg(feature = "engine")]
mod meter;
mod names;
mod rule;
#[cfg(feature = "engine")]
mod run;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "engine")]
mod test;
mod url;

pub use config::{DataChoice, DeviceChoice, Schedule, TrainConfig};
#[cfg(feature = "engine")]
pub use error::TrainError;
#[cfg(feature = "engine")]
pub use evaluate::evaluate;
pub use evaluation::{DigitScore, Evaluation};
pub use event::{EpochReport, Progress, RunPlan, StepMetric};
pub use field::Field;
pub use form::{FieldError, ScheduleKind, Settings};
#[cfg(feature = "engine")]
pub use host::{Host, Report, Signal};
pub use rule::with_point;
#[cfg(feature = "engine")]
pub use run::{Ending, run};
#[cfg(feature = "engine")]
pub use session::Session;
pub use url::{Link, parse_query, to_query};
