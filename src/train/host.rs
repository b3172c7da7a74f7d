//! What the training loop and the place where it runs say to each other.

use super::Session;
use crate::engine::Snapshot;
use crate::reports::{Answer, EpochReport, Progress, RunPlan, Tested};

/// What the loop needs from where it runs.
pub trait Host {
    /// A clock that never goes back, in milliseconds.
    fn now_ms(&self) -> f64;
    /// Takes a report.
    fn report(&mut self, report: Report);
    /// Called between steps: lets messages in, waits while training is paused, and may use the model.
    fn between_steps(&mut self, session: &Session) -> impl Future<Output = Signal>;
}

/// What the loop tells its host.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// The first step is done.
    Started(RunPlan),
    Progress(Progress),
    /// With the network's answer to each image of the epoch's test.
    EpochEnd(EpochReport, Vec<Answer>),
    /// What was learned with validation images kept apart, on the test set at last.
    Tested(Tested),
    /// Everything needed to go on from here.
    Snapshot(Snapshot),
}

/// What the host tells the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Continue,
    Stop,
}
