//! What training and testing report: data that the loop makes and that page and terminal show.

mod answer;
mod evaluation;
mod hand_in;
mod run;
mod source;
mod timing;

pub use answer::Answer;
pub use evaluation::{DigitScore, Evaluation, Tested};
pub use hand_in::HandInFormat;
pub use run::{EpochReport, Progress, RunPlan, StepMetric, TestedOn, best_epoch};
pub use source::{Code, Comment, OwnNetwork, Reading, Refusal, Source, Training};
pub use timing::{StepTiming, TIMED_SECONDS, TIMED_STEPS};
