//! `--json`: one object a line on standard output. Epochs and steps count from 1.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::host::{Conclusion, EndOfRun, Plan, Reporter};
use super::{CliError, output};
use crate::reports::{EpochReport, Tested, TestedOn};
use crate::settings::{Kind, SETTINGS, Setting, TrainConfig};
use crate::train::Report;

/// A line; its `type` is the variant's name.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Config {
        network: &'a str,
        parameters: usize,
        /// Under their keys in links. Filters are empty for a network that has none to choose; data are `mnist`
        /// when the checksums are MNIST's, `own` for other files, or `generated`.
        #[serde(flatten)]
        settings: Map<String, Value>,
        train_images: usize,
        test_images: usize,
    },
    Start {
        steps_per_epoch: u32,
        first_epoch: u32,
        last_epoch: u32,
    },
    /// One training step: its batch's mean loss, and the share of it that was right, before the update.
    Step {
        epoch: u32,
        step: u32,
        loss: f32,
        accuracy: f32,
    },
    Epoch {
        epoch: u32,
        step: u32,
        lr: f64,
        train_loss: f32,
        train_accuracy: f32,
        /// What the test after the epoch was on: `test`, or `validation` where training images are kept apart.
        tested_on: TestedOn,
        test_loss: f32,
        test_accuracy: f64,
        correct: u32,
        total: u32,
        train_seconds: f64,
        test_seconds: f64,
        /// The outputs that are zero before the log-softmax for every test image; null where that was not
        /// looked at.
        stuck_outputs: Option<Vec<u8>>,
    },
    /// What was learned with validation images kept apart, on the test set.
    Test {
        loss: f32,
        accuracy: f64,
        correct: u32,
        total: u32,
    },
    End {
        outcome: EndOfRun,
        epochs: u32,
        steps: u32,
        seconds: f64,
        out: Option<&'a Path>,
    },
}

/// `value` on one line.
///
/// # Errors
/// What JSON cannot hold, such as a path that is not Unicode.
pub fn text(value: &impl Serialize) -> Result<String, CliError> {
    Ok(serde_json::to_string(value).map_err(std::io::Error::from)?)
}

/// A setting as JSON has it.
fn value(setting: &Setting, config: &TrainConfig) -> Value {
    match setting.kind {
        Kind::Whole { get, .. } => get(config).into(),
        Kind::Real { get, .. } => get(config).into(),
        Kind::Switch { get, .. } => get(config).into(),
        Kind::Filters => config.network.filters().into(),
        Kind::Choice { .. } | Kind::Schedule { .. } => setting.joined(&setting.inputs(config)).into(),
    }
}

/// Writes a run as lines.
#[derive(Debug)]
pub struct JsonLines;

impl Reporter for JsonLines {
    fn begin(&mut self, plan: &Plan<'_>) -> Result<(), CliError> {
        let config = plan.config;
        write(&Line::Config {
            network: &config.network.name,
            parameters: plan.parameters,
            settings: SETTINGS
                .iter()
                .map(|setting| (setting.key.to_owned(), value(setting, config)))
                .collect(),
            train_images: plan.data.data.train.len(),
            test_images: plan.data.data.test.len(),
        })
    }

    fn show(&mut self, report: Report) -> Result<(), CliError> {
        match report {
            Report::Started(plan) => write(&Line::Start {
                steps_per_epoch: plan.steps_per_epoch,
                first_epoch: plan.first_epoch + 1,
                last_epoch: plan.end_epoch,
            }),
            Report::Progress(progress) => progress.steps.iter().try_for_each(|of| {
                let epoch = progress.epoch + 1;
                write(&Line::Step { epoch, step: of.step, loss: of.loss, accuracy: of.accuracy })
            }),
            Report::EpochEnd(report, _) => write(&Line::from(report)),
            Report::Tested(Tested { evaluation, .. }) => write(&Line::Test {
                loss: evaluation.loss,
                accuracy: evaluation.accuracy(),
                correct: evaluation.correct,
                total: evaluation.total,
            }),
            Report::Snapshot(..) => Ok(()),
        }
    }

    fn end(&mut self, conclusion: &Conclusion<'_>) -> Result<(), CliError> {
        let Conclusion { outcome, epochs, steps, seconds, out } = *conclusion;
        write(&Line::End { outcome, epochs, steps, seconds, out })
    }
}

impl From<EpochReport> for Line<'_> {
    fn from(report: EpochReport) -> Self {
        Line::Epoch {
            epoch: report.epoch + 1,
            step: report.step,
            lr: report.learning_rate,
            train_loss: report.train_loss,
            train_accuracy: report.train_accuracy,
            tested_on: report.tested_on,
            test_loss: report.test_loss,
            test_accuracy: report.test_accuracy(),
            correct: report.correct,
            total: report.total,
            train_seconds: report.train_seconds,
            test_seconds: report.test_seconds,
            stuck_outputs: report.stuck_outputs,
        }
    }
}

fn write(line: &Line<'_>) -> Result<(), CliError> {
    Ok(output::line(text(line)?)?)
}
