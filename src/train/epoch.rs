//! One epoch of training: batches, steps, and what is reported of them.

use super::meter::Meter;
use super::run::Run;
use super::test::JUDGED_BY;
use super::{Host, Report, Session, Signal, TrainError};
use crate::data::sampling::{batches, epoch_order};
use crate::engine::{Images, TrainingState};
use crate::reports::{Progress, RunPlan, StepMetric};

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
    /// Trains the rest of the session's epoch over the first so many images, or until the host says stop.
    pub(super) async fn train_epoch(
        &mut self,
        session: &mut Session,
        images: &Images<'_>,
        trained_on: u32,
        host: &mut impl Host,
    ) -> Result<Signal, TrainError> {
        let config = session.config.clone();
        let epoch = session.state.epoch;
        let order = epoch_order(trained_on, config.seed, epoch, config.shuffle);
        let rest = order.get(session.state.position as usize..).unwrap_or_default();
        let steps_per_epoch = session.steps(trained_on);
        let before = steps_per_epoch - batches(rest, config.batch).len() as u32;

        let mut meter = Meter::new(session.state.sums, self.most_pending, host.now_ms());
        let mut pace = Pace::default();
        let mut unreported = Vec::new();
        let mut reported_at = host.now_ms();
        let mut signal = Signal::Continue;
        let mut last_batch: &[u32] = &[];

        for (indices, done) in batches(rest, config.batch).zip(before + 1..) {
            let began = host.now_ms();
            let last = done == steps_per_epoch;
            let reading = last || !self.started || meter.is_due(began);
            if reading {
                // Should the coming step's loss not be finite, this is where to go back to.
                session.model.checkpoint().await?;
            }
            let unchanged = session.state;
            let optimiser = session.optimiser(done - 1, steps_per_epoch);
            session.train_step(images, indices, &optimiser);
            meter.push(session.state.step, indices.len());
            last_batch = indices;
            if reading {
                unreported.extend(meter.read(&mut session.model, || host.now_ms()).await?);
                session.model.commit();
                self.good = TrainingState { sums: meter.sums_before, ..unchanged };
            }

            let took = host.now_ms() - began;
            meter.sums.elapsed_ms += took;
            if self.started {
                pace.steps += 1;
                pace.ms += took;
            } else {
                self.start(steps_per_epoch, epoch, took, host);
            }
            if host.now_ms() - self.snapshot_at >= SNAPSHOT_EVERY_MS {
                self.snapshot(session, host).await?;
            }

            let elapsed_ms = meter.sums.elapsed_ms;
            let progress = |steps: Vec<StepMetric>| {
                Report::Progress(Progress {
                    epoch,
                    step: done,
                    learning_rate: optimiser.learning_rate,
                    steps,
                    rate: pace.per_second(),
                    elapsed_ms,
                })
            };
            if last || (!unreported.is_empty() && host.now_ms() - reported_at >= REPORT_EVERY_MS) {
                reported_at = host.now_ms();
                host.report(progress(std::mem::take(&mut unreported)));
            }
            signal = host.between_steps(session).await;
            if signal == Signal::Stop {
                unreported.extend(meter.read(&mut session.model, || host.now_ms()).await?);
                host.report(progress(unreported));
                break;
            }
        }
        session.state.sums = meter.sums;
        self.most_pending = meter.most_pending;
        self.last_batch = last_batch.iter().copied().take(JUDGED_BY).collect();
        if !self.started {
            // A run that was stopped between the last step and the end of the test has only that left.
            self.start(steps_per_epoch, epoch, 0.0, host);
        }
        Ok(signal)
    }

    fn start(&mut self, steps_per_epoch: u32, first_epoch: u32, first_step_ms: f64, host: &mut impl Host) {
        self.started = true;
        let end_epoch = self.end_epoch;
        host.report(Report::Started(RunPlan { steps_per_epoch, first_epoch, end_epoch, first_step_ms }));
    }
}
