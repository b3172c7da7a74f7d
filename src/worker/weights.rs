//! Weights that come from files and go to files, and the test of those that came.

use super::device::device_lost;
use super::predict::Trained;
use super::serve::Studio;
use super::untested::Untested;
use crate::data::{Dataset, Normalisation};
use crate::engine::weights::{self, About, Loaded};
use crate::engine::{Device, EngineError, Model, Snapshot, SnapshotError, TrainingState};
use crate::protocol::{Command, Event, RequestId, RunId, Trouble, WeightsNews};
use crate::reports::Tested;
use crate::settings::TrainConfig;
use crate::train::{self, Session, Signal};
use crate::web::{clock, worker_scope};

/// Images of a test whose answers are told before the others'.
const FIRST_IMAGES: usize = 1_000;

impl Studio {
    /// Begins a run with the weights of a file, and notes whether they are to be tested.
    pub async fn load_weights(&mut self, untested: Untested, test: bool, bulk: Vec<Vec<u8>>) {
        let file = bulk.into_iter().next().unwrap_or_default();
        let run = untested.run;
        match loaded(&untested.config, &file).await {
            Ok(Arrival { trained, snapshot, assumed, data, remarks }) => {
                let normalise = trained.state.normalise;
                untested.tell(WeightsNews::Loaded { normalise, assumed, data, remarks });
                // The page knows the run from now on: a worker that takes over is given the checkpoint.
                worker_scope::post(&Event::Checkpoint { run }, vec![snapshot.0]);
                self.trained.insert(run, trained);
                if test {
                    self.untested.push(untested);
                }
            }
            Err(error) => untested.tell(WeightsNews::Refused(error.to_string())),
        }
    }

    /// Gives the page what a run has learned, from data that are called so; of one in training, what was last
    /// found good.
    pub async fn save_weights(
        &self,
        request: RequestId,
        run: RunId,
        data: &str,
        current: Option<(RunId, &Session)>,
    ) {
        let in_training = current.filter(|(training, _)| *training == run);
        let (model, state, normalise) = match (in_training, self.trained.get(run)) {
            (Some((_, Session { model, state, .. })), _) => (model, model.committed().await, state.normalise),
            (None, Some(Trained { model, state, .. })) => (model, model.state().await, state.normalise),
            (None, None) => return answer(request, Err("the trainer no longer has them".to_owned())),
        };
        let state = match state {
            Ok(state) => state,
            Err(error) => return device_lost(&error),
        };
        let about = About { normalise, data: Some(data).filter(|data| !data.is_empty()) };
        answer(request, weights::write(model.network(), &state, &about).map_err(|error| error.to_string()));
    }

    /// Makes the tests that wait, until a run is to start; what is untested then waits for its end.
    pub async fn test_loaded(&mut self) {
        while let Some(untested) = self.untested.pop() {
            self.stopped_test = None;
            match self.test(&untested).await {
                Ok(Some(tested)) => untested.tell(tested),
                Ok(None) if self.goes_on(&untested) => return self.untested.push(untested),
                Ok(None) => untested.tell(WeightsNews::NotTested(None)),
                Err(trouble) => untested.tell(WeightsNews::NotTested(Some(trouble))),
            }
        }
    }

    /// Ends the test of a run: nobody wants it, or what was learned since is not what the file had.
    pub fn give_up_test(&mut self, run: RunId) {
        self.stopped_test = Some(run);
        for untested in self.untested.extract_if(.., |untested| untested.run == run) {
            untested.tell(WeightsNews::NotTested(None));
        }
    }

    /// Whether a test is still wanted, and its weights are still there.
    fn goes_on(&self, untested: &Untested) -> bool {
        self.trained.has(untested.run) && self.stopped_test != Some(untested.run)
    }

    /// Tests on the data and on the device of the settings, and meanwhile carries out what the page asks: first the
    /// first images, so that there is something to look at, then all.
    /// None when a run is to start, the test was stopped, or other weights of the network have come.
    async fn test(&mut self, untested: &Untested) -> Result<Option<WeightsNews>, Trouble> {
        let config = &untested.config;
        if !self.trained.has(untested.run) {
            return Ok(None);
        }
        let Some((images, report)) = self.test_set(config.data, config.seed).await? else { return Ok(None) };
        let Some(Trained { model, state }) = self.trained.get(untested.run) else { return Ok(None) };
        let normalisation = Normalisation::switched(state.normalise);
        let learned = model.state().await.map_err(untestable)?;
        // A copy, so that the pad can ask the other.
        // What only burn's kernels could test on the GPU is not worth another worker.
        let device = self.devices.choose(config, &images).await.map_or(Device::Cpu, |chosen| chosen.device);
        let copy = Model::with_state(config.network.clone(), &learned, &device).await;
        let copy = copy.map_err(untestable)?;
        let total = images.len();
        if total > FIRST_IMAGES {
            let first = images.first(FIRST_IMAGES);
            let Some(tested) = self.test_on(untested, &copy, &first, total, normalisation).await? else {
                return Ok(None);
            };
            untested.tell(WeightsNews::Sampled { data: report.name.clone(), answers: tested.answers });
        }
        let tested = self.test_on(untested, &copy, &images, total, normalisation).await?;
        Ok(tested.map(|Tested { evaluation, answers }| WeightsNews::Tested {
            data: report.name,
            evaluation,
            answers,
        }))
    }

    async fn test_on(
        &mut self,
        untested: &Untested,
        model: &Model,
        images: &Dataset,
        total: usize,
        normalisation: Normalisation,
    ) -> Result<Option<Tested>, Trouble> {
        let progress = async |done| {
            untested.tell(WeightsNews::Testing { done, total: total as u32 });
            clock::yield_now().await;
            let signal = self.serve_until_start().await;
            if self.goes_on(untested) { signal } else { Signal::Stop }
        };
        train::evaluate(model, images, normalisation, progress).await.map_err(untestable)
    }

    /// Carries out what the page has asked for so far. Says stop when that is to train.
    pub(super) async fn serve_until_start(&mut self) -> Signal {
        while let Some((command, bulk)) = self.inbox.try_next() {
            if let Command::Start { .. } = command {
                self.inbox.put_back(vec![(command, bulk)]);
                return Signal::Stop;
            }
            self.serve(command, bulk, None).await;
        }
        Signal::Continue
    }
}

/// Answers the request for a file of weights with it, or with why there is none.
fn answer(request: RequestId, file: Result<Vec<u8>, String>) {
    let (reply, bulk) = match file {
        Ok(file) => (Ok(()), vec![file]),
        Err(why) => {
            let message = format!("The weights could not be written: {why}.");
            (Err(Trouble { message, advice: "Train the network again.".into() }), Vec::new())
        }
    };
    worker_scope::post(&Event::WeightsFile { request, reply }, bulk);
}

/// A file that could be read.
struct Arrival {
    trained: Trained,
    snapshot: Snapshot,
    /// Whether the settings decided if pixels are normalised.
    assumed: bool,
    /// What the file calls the data that they were learned from.
    data: Option<String>,
    /// What was changed to make the weights fit, a sentence each.
    remarks: Vec<String>,
}

/// On the CPU: training on brings it to the device that is chosen then.
async fn loaded(config: &TrainConfig, file: &[u8]) -> Result<Arrival, SnapshotError> {
    let network = config.network.clone();
    let Loaded { state, normalise, data, remarks } = weights::read(&network, file)?;
    let training =
        TrainingState { normalise: normalise.unwrap_or(config.normalise), ..TrainingState::default() };
    let snapshot = Snapshot::new(&network, &state, training)?;
    let model = Model::with_state(network, &state, &Device::Cpu).await?;
    let trained = Trained { model, state: training };
    Ok(Arrival { trained, snapshot, assumed: normalise.is_none(), data, remarks })
}

fn untestable(error: EngineError) -> Trouble {
    if let EngineError::Device(_) = error {
        device_lost(&error);
    }
    Trouble {
        message: format!("The loaded weights could not be tested: {error}."),
        advice: "They are in place: draw a digit, or train on from them.".into(),
    }
}
