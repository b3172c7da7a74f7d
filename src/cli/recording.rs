//! What a run reports, kept for its record.

use super::CliError;
use super::host::{Conclusion, EndOfRun, Plan, Reporter};
use crate::chart::{SMOOTHING, Smoother};
use crate::data::Dataset;
use crate::record::{Outcome, Run, misread, thinned};
use crate::reports::{Answer, EpochReport, Evaluation, StepMetric, TestedOn};
use crate::settings::TrainConfig;
use crate::study::Confusion;
use crate::train::Report;

/// Hands everything on to another reporter, and keeps what a record tells.
pub struct Recording<'v> {
    view: &'v mut dyn Reporter,
    smoothers: [Smoother; 2],
    curve: Vec<StepMetric>,
    epochs: Vec<EpochReport>,
    final_test: Option<Evaluation>,
    /// To the test set, of the last test on it.
    answers: Vec<Answer>,
    outcome: Outcome,
}

impl<'v> Recording<'v> {
    /// Of a run that is about to begin.
    pub fn new(view: &'v mut dyn Reporter) -> Self {
        Self {
            view,
            smoothers: [Smoother::new(SMOOTHING); 2],
            curve: Vec::new(),
            epochs: Vec::new(),
            final_test: None,
            answers: Vec::new(),
            outcome: Outcome::Failed,
        }
    }

    /// Whether there is something to record.
    pub fn has_begun(&self) -> bool {
        !self.curve.is_empty() || !self.epochs.is_empty()
    }

    /// The record of the run, which was tested on `test`.
    pub fn into_run(
        self,
        config: TrainConfig,
        source: Option<String>,
        data: &str,
        device: &str,
        test: &Dataset,
    ) -> Run {
        Run {
            title: config.network.label.clone(),
            config,
            source,
            device: device.to_owned(),
            data: data.to_owned(),
            outcome: self.outcome,
            misread: misread(&self.answers, |index| Some(test.image(index as usize).to_vec())),
            confusion: (!self.answers.is_empty()).then(|| Confusion::of(&self.answers)),
            epochs: self.epochs,
            curve: thinned(self.curve.into_iter()),
            final_test: self.final_test,
            notes: String::new(),
            link: String::new(),
        }
    }

    fn keep(&mut self, report: &Report) {
        match report {
            Report::Progress(progress) => {
                let [loss, accuracy] = &mut self.smoothers;
                let smooth = |metric: &StepMetric| StepMetric {
                    step: metric.step,
                    loss: loss.push(metric.loss.into()) as f32,
                    accuracy: accuracy.push(metric.accuracy.into()) as f32,
                };
                self.curve.extend(progress.steps.iter().map(smooth));
            }
            Report::EpochEnd(epoch, answers) => {
                if epoch.tested_on == TestedOn::Test {
                    self.answers = answers.clone();
                }
                self.epochs.push(epoch.clone());
            }
            Report::Tested(tested) => {
                self.answers = tested.answers.clone();
                self.final_test = Some(tested.evaluation.clone());
            }
            Report::Started(_) | Report::Snapshot(_) => {}
        }
    }
}

impl Reporter for Recording<'_> {
    fn begin(&mut self, plan: &Plan<'_>) -> Result<(), CliError> {
        self.view.begin(plan)
    }

    fn show(&mut self, report: Report) -> Result<(), CliError> {
        self.keep(&report);
        self.view.show(report)
    }

    fn end(&mut self, conclusion: &Conclusion<'_>) -> Result<(), CliError> {
        self.outcome = match conclusion.outcome {
            EndOfRun::Done => Outcome::Done,
            EndOfRun::Stopped => Outcome::Stopped,
            EndOfRun::Failed => Outcome::Failed,
        };
        self.view.end(conclusion)
    }
}
