//! The training loop's view of a terminal.

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::CliError;
use super::data::Loaded;
use super::interrupt::Interrupt;
use crate::settings::TrainConfig;
use crate::train::{Host, Report, Session, Signal};

/// What is to be trained.
#[derive(Debug)]
pub struct Plan<'a> {
    pub config: &'a TrainConfig,
    /// Trained numbers of the network.
    pub parameters: usize,
    pub data: &'a Loaded,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EndOfRun {
    Done,
    Stopped,
    Failed,
}

/// What a run came to.
#[derive(Debug)]
pub struct Conclusion<'a> {
    pub outcome: EndOfRun,
    /// Whole epochs, and steps over all epochs.
    pub epochs: u32,
    pub steps: u32,
    /// Testing included.
    pub seconds: f64,
    /// Where the weights were written.
    pub out: Option<&'a Path>,
}

/// Who shows a run to the user. Every method fails when nothing can be shown; the run is then stopped.
pub trait Reporter {
    /// Before the first step.
    fn begin(&mut self, plan: &Plan<'_>) -> Result<(), CliError>;
    /// While it trains.
    fn show(&mut self, report: Report) -> Result<(), CliError>;
    /// After the last step, once the weights are written.
    fn end(&mut self, conclusion: &Conclusion<'_>) -> Result<(), CliError>;
}

/// Shows reports, and stops at Ctrl-C or when nobody looks any more.
pub struct Terminal<'a, V: ?Sized> {
    since: Instant,
    interrupt: &'a Interrupt,
    view: &'a mut V,
    trouble: Option<CliError>,
}

impl<'a, V: Reporter + ?Sized> Terminal<'a, V> {
    /// A host whose clock begins now.
    pub fn new(interrupt: &'a Interrupt, view: &'a mut V) -> Self {
        Self { since: Instant::now(), interrupt, view, trouble: None }
    }

    /// Why the reports could not be shown, if they could not.
    pub fn into_trouble(self) -> Option<CliError> {
        self.trouble
    }
}

impl<V: Reporter + ?Sized> Host for Terminal<'_, V> {
    fn now_ms(&self) -> f64 {
        self.since.elapsed().as_secs_f64() * 1000.0
    }

    fn report(&mut self, report: Report) {
        if self.trouble.is_none() {
            self.trouble = self.view.show(report).err();
        }
    }

    async fn between_steps(&mut self, _: &Session) -> Signal {
        if self.trouble.is_some() || self.interrupt.pressed() { Signal::Stop } else { Signal::Continue }
    }
}
