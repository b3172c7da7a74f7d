//! Weights that come from files and go to files, and the test of those that came.

use super::device::device_lost;
use super::predict::Trained;
use super::serve::Studio;
use super::untested::Untested;
use crate::arch::NetworkId;
use crate::data::Normalisation;
use crate::engine::weights::{self, About, Loaded};
use crate::engine::{Device, EngineError, Model, Snapshot, SnapshotError, TrainingState};
use crate::protocol::{Command, Event, RequestId, Trouble, WeightsNews};
use crate::train::{self, Session, Signal, TrainConfig};
use crate::web::{clock, worker_scope};

impl Studio {
    /// Gives the configuration's network the weights of a file, and notes that they are to be tested.
    pub async fn load_weights(&mut self, request: RequestId, config: TrainConfig, bulk: Vec<Vec<u8>>) {
        let file = bulk.into_iter().next().unwrap_or_default();
        let untested = Untested { request, config };
        match loaded(&untested.config, &file).await {
            Ok(Arrival { trained, snapshot, assumed, data, remarks }) => {
                let id = trained.network.id;
                // A worker that takes over is given the snapshot.
                worker_scope::post(&Event::Snapshot { network: trained.network }, vec![snapshot.0]);
                let normalise = trained.state.normalise;
                untested.tell(WeightsNews::Loaded { normalise, assumed, data, remarks });
                self.trained.insert(id, trained);
                self.untested.retain(|other| other.config.network.id != id);
                self.untested.push(untested);
            }
            Err(error) => untested.tell(WeightsNews::Refused(error.to_string())),
        }
    }

    /// Gives the page what a network has learned, from data that are called so; of one in training, what was
    /// last found good.
    pub async fn save_weights(&self, id: NetworkId, data: &str, current: Option<&Session>) {
        let in_training = current.filter(|session| session.config.network.id == id);
        let (model, state, normalise) = match (in_training, self.trained.get(&id)) {
            (Some(Session { model, state, .. }), _) => (model, model.committed().await, state.normalise),
            (None, Some(Trained { model, state, .. })) => (model, model.state().await, state.normalise),
            (None, None) => return,
        };
        let state = match state {
            Ok(state) => state,
            Err(error) => return device_lost(&error),
        };
        let about = About { normalise, data: Some(data).filter(|data| !data.is_empty()) };
        match weights::write(model.network(), &state, &about) {
            Ok(file) => worker_scope::post(&Event::WeightsFile { network: id }, vec![file]),
            Err(error) => worker_scope::post(
                &Event::Trouble(Trouble {
                    message: format!(
                        "The weights of {} could not be written: {error}.",
                        model.network().label
                    ),
                    advice: "Train the network again.".into(),
                }),
                Vec::new(),
            ),
        }
    }

    /// Tests the weights that were loaded, until a run is to start; what is untested then waits for its end.
    pub async fn test_loaded(&mut self) {
        while let Some(untested) = self.untested.pop() {
            match self.test(&untested).await {
                Ok(Some(tested)) => untested.tell(tested),
                Ok(None) => {
                    if !self.is_replaced(&untested) {
                        return self.untested.push(untested);
                    }
                }
                Err(trouble) => untested.tell(WeightsNews::NotTested(trouble)),
            }
        }
    }

    /// Whether other weights have been loaded for the same network since.
    fn is_replaced(&self, untested: &Untested) -> bool {
        self.untested.iter().any(|other| other.config.network.id == untested.config.network.id)
    }

    /// Tests on the data and on the device of the settings, and meanwhile carries out what the page asks.
    /// None when a run is to start, or other weights came.
    async fn test(&mut self, untested: &Untested) -> Result<Option<WeightsNews>, Trouble> {
        let config = &untested.config;
        let Some((data, report)) = self.obtain(config.data, config.seed).await? else { return Ok(None) };
        let Some(Trained { model, state, .. }) = self.trained.get(&config.network.id) else {
            return Ok(None);
        };
        let normalisation = Normalisation::switched(state.normalise);
        let learned = model.state().await.map_err(untestable)?;
        // A copy, so that the pad can ask the other.
        let device = self.devices.choose(config).await.device;
        let copy = Model::with_state(config.network.network(), &learned, &device).await;
        let copy = copy.map_err(untestable)?;
        let total = data.test.len() as u32;
        let progress = async |done| {
            untested.tell(WeightsNews::Testing { done, total });
            clock::yield_now().await;
            let signal = self.serve_until_start().await;
            if self.is_replaced(untested) { Signal::Stop } else { signal }
        };
        let evaluated = train::evaluate(&copy, &data.test, normalisation, progress).await;
        let evaluation = evaluated.map_err(untestable)?;
        Ok(evaluation.map(|evaluation| WeightsNews::Tested { data: report.name, evaluation }))
    }

    /// Carries out what the page has asked for so far. Says stop when that is to train.
    async fn serve_until_start(&mut self) -> Signal {
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
    let network = config.network.network();
    let Loaded { state, normalise, data, remarks } = weights::read(&network, file)?;
    let training =
        TrainingState { normalise: normalise.unwrap_or(config.normalise), ..TrainingState::default() };
    let snapshot = Snapshot::new(&network, &state, training)?;
    let model = Model::with_state(network, &state, &Device::Cpu).await?;
    let trained = Trained { network: config.network, model, state: training };
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
