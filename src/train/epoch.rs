//! One epoch of training: batches, steps, and what is reported of them.

use super::meter::{Meter, Totals};
use super::run::{Host, Report, Run, Signal, TrainError};
use super::{Progress, RunPlan, Session, StepMetric};
use crate::data::Dataset;
use crate::data::sampling::{batches, epoch_order};

/// Milliseconds between two progress reports.
const REPORT_EVERY_MS: f64 = 100.0;

/// Milliseconds between two snapshots within an epoch.
const SNAPSHOT_EVERY_MS: f64 = 30_000.0;

/// Steps a second, without the run's first step, which compiles, and without pauses.
#[derive(Default)]
struct Pace {
    steps: u32,
    ms: f64,
}

impl Pace {
    fn per_second(&self) -> Option<f64> {
        (self.ms > 0.0).then(|| f64::from(self.steps) * 1000.0 / self.ms)
    }
}

impl Run {
    /// Trains the rest of the session's epoch, or until the host says stop.
    pub(super) async fn train_epoch(
        &mut self,
        session: &mut Session,
        data: &Dataset,
        host: &mut impl Host,
    ) -> Result<(Totals, Signal), TrainError> {
        let config = session.config.clone();
        let order = epoch_order(data.len() as u32, config.seed, session.state.epoch, config.shuffle);
        let rest = order.get(session.state.position as usize..).unwrap_or_default();
        let steps_per_epoch = batches(&order, config.batch).len() as u32;
        let before = steps_per_epoch - batches(rest, config.batch).len() as u32;

        let sgd = session.sgd();
        let mut meter = Meter::new(sgd.learning_rate, host.now_ms());
        let mut pace = Pace::default();
        let mut unreported = Vec::new();
        let mut reported_at = host.now_ms();
        let mut signal = Signal::Continue;

        for (indices, done) in batches(rest, config.batch).zip(before + 1..) {
            let began = host.now_ms();
            let unchanged = session.clone();
            let batch = session.training_batch(data, indices);
            let metrics = session.model.train_step(&batch, &sgd, session.dropout_key());
            session.state.step += 1;
            session.state.position += indices.len() as u32;
            meter.push(session.state.step, indices.len(), metrics);
            let last = done == steps_per_epoch;
            if last || !self.started || meter.is_due(host.now_ms()) {
                unreported.extend(meter.read(host.now_ms()).await?);
                self.good = unchanged;
            }

            let took = host.now_ms() - began;
            meter.totals.elapsed_ms += took;
            if self.started {
                pace.steps += 1;
                pace.ms += took;
            } else {
                self.started = true;
                host.report(Report::Started(RunPlan {
                    steps_per_epoch,
                    first_epoch: session.state.epoch,
                    end_epoch: self.end_epoch,
                    first_step_ms: took,
                }));
            }

            if host.now_ms() - self.snapshot_at >= SNAPSHOT_EVERY_MS {
                self.snapshot(host).await?;
            }
            signal = host.between_steps(session).await;
            if signal == Signal::Stop {
                unreported.extend(meter.read(host.now_ms()).await?);
            }
            let due = host.now_ms() - reported_at >= REPORT_EVERY_MS;
            if (due && !unreported.is_empty()) || last || signal == Signal::Stop {
                reported_at = host.now_ms();
                let steps: Vec<StepMetric> = std::mem::take(&mut unreported);
                host.report(Report::Progress(Progress {
                    epoch: session.state.epoch,
                    step: done,
                    learning_rate: sgd.learning_rate,
                    steps,
                    rate: pace.per_second(),
                    elapsed_ms: meter.totals.elapsed_ms,
                }));
            }
            if signal == Signal::Stop {
                break;
            }
        }
        Ok((meter.totals, signal))
    }
}
