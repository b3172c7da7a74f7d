//! The training loop: its steps, its tests, its metrics. Knows neither the browser nor Yew.

mod epoch;
mod error;
mod evaluate;
mod host;
mod meter;
mod run;
mod session;
mod test;
mod timing;

pub use error::TrainError;
pub use evaluate::evaluate;
pub use host::{Host, Report, Signal};
pub use run::{Ending, run};
pub use session::Session;
pub use timing::{Plan, Timer};
