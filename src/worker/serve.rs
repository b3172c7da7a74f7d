//! What the worker keeps, and everything it does besides training: predictions, samples, own files,
//! restored networks.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::device::Devices;
use super::inbox::Inbox;
use super::source::DataSource;
use super::training::device_lost;
use crate::arch::NetworkChoice;
use crate::data::batch::Normalisation;
use crate::data::{Data, NamedFile, PIXELS, Rng, Stream};
use crate::engine::{self, EngineError, Model, Snapshot, TrainingState};
use crate::protocol::{Command, Event, Prediction, Sample, Trouble};
use crate::train::{DataChoice, Session};
use crate::web::{clock, worker_scope};

/// A network that has learned something.
#[derive(Clone)]
pub(super) struct Trained {
    pub model: Model,
    pub state: TrainingState,
}

/// Everything that outlives a run.
pub(super) struct Studio {
    pub inbox: Rc<Inbox>,
    pub devices: Devices,
    pub source: DataSource,
    pub own: Option<Rc<Data>>,
    /// The data of the newest run, or the first that were asked for.
    pub data: Option<Rc<Data>>,
    pub trained: BTreeMap<NetworkChoice, Trained>,
}

impl Studio {
    pub fn new(inbox: Rc<Inbox>) -> Self {
        Self {
            inbox,
            devices: Devices::default(),
            source: DataSource::default(),
            own: None,
            data: None,
            trained: BTreeMap::new(),
        }
    }

    /// Carries out a command that can be carried out at any time. `current` is the session in
    /// training, if there is one.
    pub async fn serve(&mut self, command: Command, bulk: Vec<Vec<u8>>, current: Option<&Session>) {
        match command {
            Command::Predict { request, pixels } => self.predict(request, &pixels, current).await,
            Command::Sample { index } => self.sample(index).await,
            Command::OwnFiles { names } => self.own_files(names, bulk),
            Command::Restore { network } => self.restore(network, bulk),
            // A run that is over, or a second run that the page does not offer: nothing to do.
            Command::Start { .. } | Command::Pause { .. } | Command::Resume { .. } | Command::Stop { .. } => {
            }
        }
    }

    async fn predict(&mut self, request: u32, pixels: &[u8], current: Option<&Session>) {
        let mut asked: BTreeMap<NetworkChoice, Trained> = self.trained.clone();
        if let Some(session) = current {
            let trained = Trained { model: session.model.clone(), state: session.state };
            asked.insert(session.config.network, trained);
        }
        let mut rows = Vec::new();
        for (network, trained) in asked {
            match probabilities(&trained, pixels).await {
                Ok(probabilities) => rows.push(Prediction { network, probabilities }),
                Err(error) => return device_lost(&error),
            }
        }
        worker_scope::post(&Event::Predictions { request, rows }, Vec::new());
    }

    async fn sample(&mut self, index: Option<u32>) {
        let data = match self.data.clone() {
            Some(data) => data,
            None => {
                let emit = |event: Event| worker_scope::post(&event, Vec::new());
                match self.source.obtain(DataChoice::Mnist, 1, None, &emit).await {
                    Ok((data, report)) => {
                        emit(Event::Data(report));
                        self.data = Some(data.clone());
                        data
                    }
                    Err(trouble) => return emit(Event::Trouble(trouble)),
                }
            }
        };
        let count = data.test.len() as u32;
        let index =
            index.unwrap_or_else(|| Rng::stream(clock::now_ms().to_bits(), Stream::Sample, 0).below(count));
        let index = index.min(count.saturating_sub(1));
        let at = index as usize;
        let sample = Sample { index, label: data.test.label(at), pixels: data.test.image(at).to_vec() };
        worker_scope::post(&Event::Sample(sample), Vec::new());
    }

    fn own_files(&mut self, names: Vec<String>, bulk: Vec<Vec<u8>>) {
        let files = names.into_iter().zip(bulk).map(|(name, bytes)| NamedFile { name, bytes }).collect();
        match Data::from_files(files) {
            Ok(data) => {
                let data = Rc::new(data);
                worker_scope::post(&Event::Data(super::source::own_files(&data).1), Vec::new());
                self.data = Some(data.clone());
                self.own = Some(data);
            }
            Err(error) => worker_scope::post(
                &Event::Trouble(Trouble {
                    message: format!("Your files cannot be used: {error}"),
                    advice: "Choose the four IDX files of a 28 × 28 data set together: images and labels, for training and for testing.".into(),
                }),
                Vec::new(),
            ),
        }
    }

    fn restore(&mut self, network: NetworkChoice, bulk: Vec<Vec<u8>>) {
        let snapshot = Snapshot(bulk.into_iter().next().unwrap_or_default());
        match Model::from_snapshot(network.network(), &snapshot, &engine::cpu()) {
            Ok((model, state)) => {
                self.trained.insert(network, Trained { model, state });
            }
            Err(error) => worker_scope::post(
                &Event::Trouble(Trouble {
                    message: format!(
                        "What {} had learned could not be restored: {error}",
                        network.network().label
                    ),
                    advice: "Train it again.".into(),
                }),
                Vec::new(),
            ),
        }
    }
}

async fn probabilities(trained: &Trained, pixels: &[u8]) -> Result<[f32; crate::arch::CLASSES], EngineError> {
    let (scale, offset) = Normalisation::switched(trained.state.normalise).affine();
    let mut image: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) * scale + offset).collect();
    image.resize(PIXELS, offset);
    engine::predict(&trained.model, &image).await
}
