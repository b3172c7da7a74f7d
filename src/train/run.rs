//! The training loop. It serves the page, the command line and the tests alike: it is async, reports
//! through its [`Host`] and asks it between steps whether to go on.

use super::test::{all_finite, judge, test};
use super::{Host, Report, Session, Signal, TrainError};
use crate::data::Data;
use crate::engine::{EpochSums, Images, Model, Snapshot, State, TrainingState};
use crate::reports::{EpochReport, Evaluation, Tested, TestedOn};
use crate::settings::TrainConfig;

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Done,
    Stopped,
}

/// Trains `session` from where it stands to its end, testing after each epoch: on the test set, or on the training images
/// that are kept apart; then the test set is looked at in the end.
///
/// # Errors
/// See [`TrainError`]. When loss or weights are not finite, the session goes back to the last good weights.
pub async fn run(session: &mut Session, data: &Data, host: &mut impl Host) -> Result<Ending, TrainError> {
    let sizes = Sizes::new(&session.config, data)?;
    session.prepare().await?;
    let device = session.model.device();
    let (train, test) = (Images::new(&data.train, &device).await, Images::new(&data.test, &device).await);
    let data = Sets { train, test, sizes };
    session.model.checkpoint().await?;
    session.model.commit();
    let mut run = Run {
        end_epoch: session.end_epoch(),
        started: false,
        good: session.state,
        judged: None,
        last_batch: Vec::new(),
        most_pending: 1,
        // One follows the first step: from then on the page says that there is something to go on from.
        snapshot_at: f64::NEG_INFINITY,
    };
    let mut ended = run.epochs(session, &data, host).await;
    if let Ok(Ending::Stopped) = ended
        && !run.last_batch.is_empty()
        && let Err(error) = judge(session, &data.train, &run.last_batch).await
    {
        ended = Err(error);
    }
    if let Err(TrainError::NotFinite { .. }) = ended {
        run.roll_back(session).await?;
    }
    ended
}

/// The data where the device finds them.
struct Sets<'a> {
    train: Images<'a>,
    test: Images<'a>,
    sizes: Sizes,
}

/// How many images each part has.
#[derive(Clone, Copy)]
struct Sizes {
    /// The first training images, which are trained on.
    trained_on: u32,
    /// All training images; those behind the first are kept apart.
    train: u32,
    test: u32,
}

impl Sizes {
    fn new(config: &TrainConfig, data: &Data) -> Result<Self, TrainError> {
        let (images, validation) = (data.train.len(), config.validation);
        let left = (images as u32).checked_sub(validation).filter(|left| *left > 0 || validation == 0);
        let trained_on = left.ok_or(TrainError::NothingToTrain { images, validation })?;
        Ok(Self { trained_on, train: images as u32, test: data.test.len() as u32 })
    }
}

impl Sets<'_> {
    /// Whether training images are kept apart.
    fn validates(&self) -> bool {
        self.sizes.trained_on < self.sizes.train
    }

    /// Tests what was learned so far; None when the host said stop.
    async fn test_epoch(
        &self,
        session: &Session,
        host: &mut impl Host,
    ) -> Result<Option<(TestedOn, Tested)>, TrainError> {
        let (on, images, indices) = if self.validates() {
            (TestedOn::Validation, &self.train, self.sizes.trained_on..self.sizes.train)
        } else {
            (TestedOn::Test, &self.test, 0..self.sizes.test)
        };
        Ok(test(session, images, indices, host).await?.map(|tested| (on, tested)))
    }
}

/// What lives as long as the run.
pub(super) struct Run {
    pub end_epoch: u32,
    /// Whether the first step is done.
    pub started: bool,
    /// Where training stood before the last step whose loss was read and finite; the model remembers the
    /// weights of that moment.
    pub good: TrainingState,
    /// The last state of which every number was looked at, and where training stood then.
    judged: Option<(State, TrainingState)>,
    /// Images of the last step that nothing has judged the update of, up to [`super::test::JUDGED_BY`].
    pub last_batch: Vec<u32>,
    /// Steps in flight at most, by the device's pace so far.
    pub most_pending: usize,
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
            let signal = self.train_epoch(session, &data.train, data.sizes.trained_on, host).await?;
            if signal == Signal::Stop {
                return Ok(Ending::Stopped);
            }
            let testing_since = host.now_ms();
            let Some((tested_on, tested)) = data.test_epoch(session, host).await? else {
                return Ok(Ending::Stopped);
            };
            let test_seconds = (host.now_ms() - testing_since) / 1000.0;
            let steps = session.steps(data.sizes.trained_on);
            let learning_rate = session.optimiser(steps.saturating_sub(1), steps).learning_rate;
            let step = session.state.step;
            let Evaluation { loss, correct, total, stuck_outputs, .. } = tested.evaluation;
            if !loss.is_finite() {
                return Err(TrainError::NotFinite { step, loss });
            }
            let learned = session.model.state().await?;
            all_finite(&learned, step)?;
            self.last_batch.clear();
            let state = &mut session.state;
            let ends_in_relu = session.model.network().ends_in_relu();
            let report = EpochReport {
                epoch: state.epoch,
                step,
                learning_rate,
                images: state.sums.images as u32,
                train_loss: state.sums.mean_loss(),
                train_accuracy: state.sums.accuracy(),
                tested_on,
                test_loss: loss,
                correct,
                total,
                stuck_outputs: ends_in_relu.then_some(stuck_outputs),
                train_seconds: state.sums.elapsed_ms / 1000.0,
                test_seconds,
            };
            host.report(Report::EpochEnd(report, tested.answers));
            state.epoch += 1;
            state.position = 0;
            state.sums = EpochSums::default();
            session.model.checkpoint().await?;
            session.model.commit();
            self.good = session.state;
            self.hand_over(session, learned, host)?;
        }
        if data.validates() {
            match test(session, &data.test, 0..data.sizes.test, host).await? {
                Some(tested) => host.report(Report::Tested(tested)),
                None => return Ok(Ending::Stopped),
            }
        }
        Ok(Ending::Done)
    }

    /// Hands the last good state to the host.
    pub(super) async fn snapshot(
        &mut self,
        session: &Session,
        host: &mut impl Host,
    ) -> Result<(), TrainError> {
        let committed = session.model.committed().await?;
        all_finite(&committed, self.good.step)?;
        self.hand_over(session, committed, host)
    }

    /// Hands the host a state that was judged, of the moment that `good` tells of.
    fn hand_over(
        &mut self,
        session: &Session,
        learned: State,
        host: &mut impl Host,
    ) -> Result<(), TrainError> {
        let snapshot = Snapshot::new(session.model.network(), &learned, self.good)?;
        self.judged = Some((learned, self.good));
        self.snapshot_at = host.now_ms();
        host.report(Report::Snapshot(snapshot));
        Ok(())
    }

    /// Goes back to the last state whose loss was finite. Should a ReLU have hidden that it is broken already,
    /// goes back to the last one that was judged: that of the last snapshot.
    async fn roll_back(&self, session: &mut Session) -> Result<(), TrainError> {
        session.model.rollback();
        session.state = self.good;
        if let Some((learned, state)) = &self.judged
            && all_finite(&session.model.state().await?, self.good.step).is_err()
        {
            let (network, device) = (session.model.network().clone(), session.model.device());
            session.model = Model::with_state(network, learned, &device).await?;
            session.state = *state;
        }
        Ok(())
    }
}
