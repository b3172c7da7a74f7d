//! One run: begun, or continued where it stopped, and written down as it goes.

use std::path::PathBuf;

use super::error::failed;
use super::files::{self, RunFiles};
use super::record::{Epoch, Sitting};
use super::{Machine, Record, ReproduceError, machine};
use crate::data::{Data, Dataset};
use crate::engine::{Device, Snapshot, State, TrainingState};
use crate::settings::TrainConfig;
use crate::train::{Ending, Host, Report, Session, Signal, evaluate, run};

/// What a run needs.
#[derive(Debug)]
pub struct Run<'a> {
    /// For messages.
    pub name: String,
    pub config: TrainConfig,
    pub files: RunFiles,
    pub data: &'a Data,
    /// More images to test the trained network on.
    pub mnist: Option<&'a Dataset>,
    pub device: &'a Device,
}

impl Run<'_> {
    /// Begins the run or goes on with it, and writes its record and its checkpoints. What is finished is
    /// left alone; what was stopped goes on with the next call.
    ///
    /// # Errors
    /// See [`ReproduceError`]; files that cannot be used are left as they are.
    pub async fn carry_out(&self, host: &mut impl Host) -> Result<Ending, ReproduceError> {
        let (mut record, learned) = self.find()?;
        if record.is_finished() {
            return Ok(Ending::Done);
        }
        let mut session = self.session(learned).await?;
        record.sittings.push(Sitting { from_step: session.state.step, machine: Machine::here(self.device) });
        record.write(&self.files)?;

        if session.state.epoch < self.config.epochs {
            let mut keeper = Keeper { files: &self.files, record: &mut record, failure: None, host };
            let ended = run(&mut session, self.data, &mut keeper).await;
            if let Some(failure) = keeper.failure {
                return Err(failure);
            }
            if ended.map_err(failed(&self.name))? == Ending::Stopped {
                let snapshot = session.snapshot().await.map_err(failed(&self.name))?;
                save(&self.files, &record, &snapshot)?;
                return Ok(Ending::Stopped);
            }
        }
        if let Some(images) = self.mnist {
            let ask = async |_| host.between_steps(&session).await;
            let tested = evaluate(&session.model, images, session.normalisation(), ask).await;
            let Some(tested) = tested.map_err(failed(&self.name))? else { return Ok(Ending::Stopped) };
            record.mnist = Some(tested.evaluation);
            record.write(&self.files)?;
        }
        Ok(Ending::Done)
    }

    /// The run as it was left: its record, and what the network had learned.
    fn find(&self) -> Result<(Record, Option<(State, TrainingState)>), ReproduceError> {
        let RunFiles { record: record_path, checkpoint, .. } = &self.files;
        let found = (Record::read(&self.files, &self.config)?, files::read(checkpoint)?);
        let half = |there: &PathBuf, missing: &PathBuf| {
            Err(ReproduceError::Half { there: there.clone(), missing: missing.clone() })
        };
        match found {
            (None, None) => Ok((Record::new(self.config.clone()), None)),
            (None, Some(_)) => half(checkpoint, record_path),
            (Some(record), None) if record.epochs.is_empty() || record.is_finished() => Ok((record, None)),
            (Some(_), None) => half(record_path, checkpoint),
            (Some(record), Some(_)) if record.is_finished() => Ok((record, None)),
            (Some(mut record), Some(content)) => {
                let damaged = |problem| ReproduceError::Damaged { path: checkpoint.clone(), problem };
                let snapshot = Snapshot(content).read(&self.config.network);
                let (state, training) = snapshot.map_err(|error| damaged(error.to_string()))?;
                let done = training.epoch as usize;
                if record.epochs.len() < done {
                    let written = record.epochs.len();
                    return Err(damaged(format!("it is from epoch {done}, but {written} are on record")));
                }
                record.epochs.truncate(done);
                record.losses.truncate(training.step as usize);
                Ok((record, Some((state, training))))
            }
        }
    }

    async fn session(&self, learned: Option<(State, TrainingState)>) -> Result<Session, ReproduceError> {
        let config = self.config.clone();
        let session = match learned {
            None => Session::fresh(config, self.device).await,
            Some((state, training)) => Session::resume(config, &state, training, self.device).await,
        };
        session.map_err(failed(&self.name))
    }
}

/// Writes down what the loop reports before the host hears of it.
struct Keeper<'a, H> {
    files: &'a RunFiles,
    record: &'a mut Record,
    /// What went wrong while writing; the run is then stopped.
    failure: Option<ReproduceError>,
    host: &'a mut H,
}

impl<H> Keeper<'_, H> {
    fn keep(&mut self, report: &Report) -> Result<(), ReproduceError> {
        let record = &mut *self.record;
        match report {
            Report::Started(_) | Report::Tested(_) => (),
            Report::Progress(progress) => {
                for step in &progress.steps {
                    // One after the other, or none: a record may have begun without losses.
                    if step.step as usize == record.losses.len() + 1 {
                        record.losses.push(step.loss);
                    }
                }
            }
            Report::EpochEnd(epoch, _) => {
                record.epochs.push(Epoch { report: epoch.clone(), load: machine::load() });
            }
            Report::Snapshot(snapshot) => save(self.files, record, snapshot)?,
        }
        Ok(())
    }
}

/// Writes the record before the checkpoint, so that it never knows less: what it knows more is done again.
fn save(files: &RunFiles, record: &Record, snapshot: &Snapshot) -> Result<(), ReproduceError> {
    record.write(files)?;
    files::write(&files.checkpoint, &snapshot.0)
}

impl<H: Host> Host for Keeper<'_, H> {
    fn now_ms(&self) -> f64 {
        self.host.now_ms()
    }

    fn report(&mut self, report: Report) {
        if let Err(failure) = self.keep(&report) {
            self.failure.get_or_insert(failure);
        }
        self.host.report(report);
    }

    async fn between_steps(&mut self, session: &Session) -> Signal {
        match self.failure {
            Some(_) => Signal::Stop,
            None => self.host.between_steps(session).await,
        }
    }
}
