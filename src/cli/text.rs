//! A run for people: a bar on the terminal as tqdm draws it, and a line for each epoch.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::host::{Conclusion, EndOfRun, Plan, Reporter};
use super::settings::rows;
use super::{CliError, output};
use crate::reports::{EpochReport, Progress, RunPlan, Tested};
use crate::settings::{DeviceChoice, EngineChoice, Goals, Group, Judged, Settings, TrainConfig};
use crate::train::Report;
use crate::words::{clock, count, listed, percent, plain, plural};

/// Draws the bar on stderr if that is a terminal, and writes the lines to standard output.
#[derive(Debug)]
pub struct TextReporter {
    bar: ProgressBar,
    plan: Option<RunPlan>,
    goals: Goals,
    parameters: usize,
    /// In the test of each epoch, shares.
    accuracies: Vec<f64>,
}

impl TextReporter {
    /// A view that shows nothing yet.
    pub fn new() -> Self {
        let (goals, accuracies) = (Goals::default(), Vec::new());
        Self { bar: ProgressBar::hidden(), plan: None, goals, parameters: 0, accuracies }
    }

    /// Writes a line above the bar.
    fn say(&self, line: &str) -> Result<(), CliError> {
        Ok(self.bar.suspend(|| output::line(line))?)
    }

    fn progress(&self, progress: &Progress) {
        let Some(plan) = self.plan else { return };
        let left = f64::from(plan.steps_per_epoch - progress.step);
        let rate = progress.rate.unwrap_or_default();
        let remaining = if rate > 0.0 { clock(left / rate) } else { "?".to_owned() };
        let loss = progress.steps.last().map_or_else(String::new, |step| format!(", loss {:.4}", step.loss));
        let elapsed = clock(progress.elapsed_ms / 1000.0);
        let then = if left > 0.0 { "" } else { ", testing" };
        self.bar.set_prefix(format!("Epoch {}/{}", progress.epoch + 1, plan.end_epoch));
        self.bar.set_message(format!("[{elapsed}<{remaining}, {rate:.2} batches/s{loss}{then}]"));
        self.bar.set_position(progress.step.into());
    }
}

impl Reporter for TextReporter {
    fn begin(&mut self, plan: &Plan<'_>) -> Result<(), CliError> {
        let Plan { config, parameters, data } = plan;
        (self.goals, self.parameters) = (config.goals, *parameters);
        let origin = match &data.folder {
            Some(folder) => format!(" from {}", folder.display()),
            None => format!(" drawn from seed {}", config.seed),
        };
        let device = match (config.device, config.engine) {
            (DeviceChoice::Cpu, _) => "CPU",
            (_, EngineChoice::Fovea) => "GPU",
            (_, EngineChoice::Burn) => "GPU with burn's kernels",
        };
        let (train, test) = (count(data.data.train.len() as u64), count(data.data.test.len() as u64));
        let (label, parameters) = (&config.network.label, count(*parameters as u64));
        self.say(&format!("{label}: {parameters} parameters, on the {device}"))?;
        self.say(&format!("Data: {}: {train} training and {test} test images{origin}", data.name()))?;
        self.say(&format!("Settings: {}", settings(config)))
    }

    fn show(&mut self, report: Report) -> Result<(), CliError> {
        match report {
            Report::Started(plan) => {
                self.bar = bar(plan.steps_per_epoch);
                self.plan = Some(plan);
                Ok(())
            }
            Report::Progress(progress) => {
                self.progress(&progress);
                Ok(())
            }
            Report::EpochEnd(report, _) => {
                let epochs = self.plan.map_or(report.epoch + 1, |plan| plan.end_epoch);
                self.accuracies.push(report.test_accuracy());
                self.say(&epoch_line(&report, epochs))
            }
            Report::Tested(Tested { evaluation, .. }) => self.say(&format!(
                "On the test set, looked at once: loss {:.4}, accuracy {} % ({}/{})",
                evaluation.loss,
                percent(evaluation.accuracy()),
                evaluation.correct,
                evaluation.total,
            )),
            Report::Snapshot(..) => Ok(()),
        }
    }

    fn end(&mut self, conclusion: &Conclusion<'_>) -> Result<(), CliError> {
        self.bar.finish_and_clear();
        let Conclusion { outcome, epochs, steps, seconds, out } = *conclusion;
        let ended = match outcome {
            EndOfRun::Done => "Done",
            EndOfRun::Stopped => "Stopped",
            // The sentence on stderr says it all.
            EndOfRun::Failed => return Ok(()),
        };
        for judged in self.goals.judge(self.parameters, &self.accuracies, true) {
            let Judged { goal, verdict, found } = judged;
            self.say(&format!("Goal {}: {goal} ({found})", verdict.word()))?;
        }
        let kept = match out {
            Some(path) => format!("The weights are in {}.", path.display()),
            None => "The weights were not kept; --out FILE keeps them.".to_owned(),
        };
        let time = clock(seconds);
        let (epochs, steps) = (plural(epochs.into(), "whole epoch"), plural(steps.into(), "step"));
        self.say(&format!("{ended} after {epochs}, {steps}, in {time}. {kept}"))
    }
}

/// tqdm's bar; it draws nothing where stderr is no terminal.
fn bar(steps: u32) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps.into()), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{prefix}: {percent:>3}%|{bar:20}| {pos}/{len} {msg}") {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    }
    bar
}

fn epoch_line(report: &EpochReport, epochs: u32) -> String {
    let (digits, on) = (epochs.to_string().len(), report.tested_on.word());
    let stuck = match report.stuck_outputs.as_deref() {
        None | Some([]) => String::new(),
        Some(stuck) => format!(", stuck at zero: {}", listed(stuck)),
    };
    format!(
        "Epoch {:>digits$}/{epochs}: train loss {:.4}, accuracy {} %; {on} loss {:.4}, accuracy {} % ({}/{}){}; \
         lr {}; {:.1} s + {:.1} s for the test",
        report.epoch + 1,
        report.train_loss,
        percent(report.train_accuracy.into()),
        report.test_loss,
        percent(report.test_accuracy()),
        report.correct,
        report.total,
        stuck,
        plain(report.learning_rate),
        report.train_seconds,
        report.test_seconds,
    )
}

/// The settings as the command line takes them.
fn settings(config: &TrainConfig) -> String {
    let settings = Settings::from(config);
    let told =
        rows().filter(|row| row.group != Group::Goals).filter(|row| !settings.inputs(row.field).is_empty());
    let texts = told.map(|row| format!("{} {}", row.label.to_lowercase(), settings.text(row.field)));
    texts.collect::<Vec<_>>().join(", ")
}
