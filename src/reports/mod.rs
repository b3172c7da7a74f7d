//! What training and testing report: data that the loop makes and that page and terminal show.

mod answer;
mod evaluation;
mod run;

pub use answer::Answer;
pub use evaluation::{DigitScore, Evaluation, Tested};
pub use run::{EpochReport, Progress, RunPlan, StepMetric};
