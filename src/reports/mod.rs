//! What training and testing report: data that the loop makes and that page and terminal show.

mod evaluation;
mod run;

pub use evaluation::{DigitScore, Evaluation};
pub use run::{EpochReport, Progress, RunPlan, StepMetric};
