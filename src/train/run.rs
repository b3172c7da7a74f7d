//! The training loop. It serves the page, the command line and the tests alike: it is async, reports
//! through its [`Host`] and asks it between steps whether to go on.

use super::test::test;
use super::{EpochReport, Host, Report, Session, Signal, TrainError};
use crate::data::Data;
use crate::engine::{EpochSums, Images, Snapshot, TrainingState};

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    Stopped,
}

/// Trains `session` from where it stands to its end, testing after each epoch.
///
/// # Errors
/// See [`TrainError`]. When the loss is not finite, the session goes back to the last good weights.
pub async fn run(session: &mut Session, data: &Data, host: &mut impl Host) -> Result<Ending, TrainError> {
    let device = session.model.device();
    let data = Sets { train: Images::new(&data.train, &device), test: Images::new(&data.test, &device) };
    session.model.keep();
    session.model.trust();
    let mut run = Run {
        end_epoch: session.end_epoch(),
        started: false,
        good: session.state,
        // One follows the first step: from then on the page says that there is something to go on from.
        snapshot_at: f64::NEG_INFINITY,
    };
    let ended = run.epochs(session, &data, host).await;
    if let Err(TrainError::NotFinite { .. }) = ended {
        session.model.go_back();
        session.state = run.good;
    }
    ended
}

/// The data where the device finds them.
struct Sets<'a> {
    train: Images<'a>,
    test: Images<'a>,
}

/// What lives as long as the run.
pub(super) struct Run {
    pub end_epoch: u32,
    /// Whether the first step is done.
    pub started: bool,
    /// Where training stood before the last step whose loss was read and finite; the model remembers the
    /// weights of that moment.
    pub good: TrainingState,
    pub snapshot_at: f64,
}

impl Run {
    async fn epochs(
        &mut self,
        session: &mut Session,
        data: &Sets<'_>,
        host: &mut impl Host,
    ) -> Result<Ending, TrainError> {
        while session.state.epoch < self.end_epoch {
            let signal = self.train_epoch(session, &data.train, host).await?;
            if signal == Signal::Stop {
                return Ok(Ending::Stopped);
            }
            let testing_since = host.now_ms();
            let Some(tested) = test(session, &data.test, host).await? else {
                return Ok(Ending::Stopped);
            };
            let learning_rate = session.sgd().learning_rate;
            let state = &mut session.state;
            if !tested.loss.is_finite() {
                return Err(TrainError::NotFinite { step: state.step, loss: tested.loss });
            }
            host.report(Report::EpochEnd(EpochReport {
                epoch: state.epoch,
                step: state.step,
                learning_rate,
                images: state.sums.images as u32,
                train_loss: state.sums.mean_loss(),
                train_accuracy: state.sums.accuracy(),
                test_loss: tested.loss,
                correct: tested.correct,
                total: data.test.len() as u32,
                stuck_outputs: tested.stuck_outputs,
                train_seconds: state.sums.elapsed_ms / 1000.0,
                test_seconds: (host.now_ms() - testing_since) / 1000.0,
            }));
            state.epoch += 1;
            state.position = 0;
            state.sums = EpochSums::default();
            session.model.keep();
            session.model.trust();
            self.good = session.state;
            self.snapshot(session, host).await?;
        }
        Ok(Ending::Done)
    }

    /// Hands the last good state to the host.
    pub(super) async fn snapshot(
        &mut self,
        session: &Session,
        host: &mut impl Host,
    ) -> Result<(), TrainError> {
        let snapshot = Snapshot::new(session.model.network(), &session.model.kept().await?, self.good)?;
        self.snapshot_at = host.now_ms();
        host.report(Report::Snapshot(session.config.network, snapshot));
        Ok(())
    }
}
