//! What the worker keeps, and everything it does besides training and weights: predictions, samples, own
//! files, restored networks.

use std::rc::Rc;

use futures_lite::future;

use super::device::Devices;
use super::inbox::Inbox;
use super::predict::{Trained, TrainedNetworks, predict};
use super::source::DataSource;
use crate::arch::NetworkChoice;
use crate::data::{Data, NamedFile, Rng, Stream};
use crate::engine::{Device, Model, Snapshot, SnapshotError, TrainingState};
use crate::protocol::{Command, Event, Sample, Trouble};
use crate::train::{DataChoice, Session, TrainConfig};
use crate::web::{clock, worker_scope};

/// Everything that outlives a run.
pub(super) struct Studio {
    pub inbox: Rc<Inbox>,
    pub devices: Devices,
    pub source: DataSource,
    pub own: Option<Rc<Data>>,
    /// The data of the newest run, or the first that were asked for.
    pub data: Option<Rc<Data>>,
    pub trained: TrainedNetworks,
    /// The settings of networks whose loaded weights are still to be tested.
    pub untested: Vec<TrainConfig>,
}

impl Studio {
    pub fn new(inbox: Rc<Inbox>) -> Self {
        Self {
            inbox,
            devices: Devices::default(),
            source: DataSource::default(),
            own: None,
            data: None,
            trained: TrainedNetworks::new(),
            untested: Vec::new(),
        }
    }

    /// Carries out a command that can be carried out at any time. `current` is the session in
    /// training, if there is one.
    pub async fn serve(&mut self, command: Command, bulk: Vec<Vec<u8>>, current: Option<&Session>) {
        match command {
            Command::Predict { request, pixels } => predict(&self.trained, current, request, &pixels).await,
            Command::Sample => self.sample().await,
            Command::OwnFiles { names } => self.own_files(names, bulk),
            Command::LoadWeights { config } => self.load_weights(config, bulk).await,
            Command::SaveWeights { network } => self.save_weights(network, current).await,
            Command::Restore { network } => self.restore(network, bulk).await,
            // A run that is over, or a second run that the page does not offer: nothing to do.
            Command::Start { .. } | Command::Pause { .. } | Command::Resume { .. } | Command::Stop { .. } => {
            }
        }
    }

    async fn sample(&mut self) {
        let data = match self.data_in_use(DataChoice::Mnist, 1).await {
            Ok(Some(data)) => data,
            // Asked again when the run has got its data.
            Ok(None) => return self.inbox.push((Command::Sample, Vec::new())),
            Err(trouble) => return worker_scope::post(&Event::Trouble(trouble), Vec::new()),
        };
        let count = data.test.len() as u32;
        let index = Rng::stream(clock::now_ms().to_bits(), Stream::Sample, 0).below(count);
        let at = index as usize;
        let sample = Sample { index, label: data.test.label(at), pixels: data.test.image(at).to_vec() };
        worker_scope::post(&Event::Sample(sample), Vec::new());
    }

    /// The data in use, or else those of this choice and seed; none when a run is to start, which gets its
    /// data itself.
    pub async fn data_in_use(&mut self, choice: DataChoice, seed: u64) -> Result<Option<Rc<Data>>, Trouble> {
        if self.data.is_none() {
            let emit = |event: Event| worker_scope::post(&event, Vec::new());
            let obtain = async { Some(self.source.obtain(choice, seed, self.own.as_ref(), &emit).await) };
            let interrupted = async {
                self.inbox.start_is_waiting().await;
                None
            };
            if let Some(obtained) = future::or(obtain, interrupted).await {
                let (data, report) = obtained?;
                emit(Event::Data(report));
                self.data = Some(data);
            }
        }
        Ok(self.data.clone())
    }

    fn own_files(&mut self, names: Vec<String>, bulk: Vec<Vec<u8>>) {
        let files = names.into_iter().zip(bulk).map(|(name, bytes)| NamedFile { name, bytes }).collect();
        let judged = Data::from_files(files).map(|data| self.own = Some(Rc::new(data)));
        let judged = judged.map_err(|error| Trouble {
            message: format!("Your files cannot be used: {error}"),
            advice: "Choose the four IDX files of a 28 × 28 data set together: images and labels, for training and for testing.".into(),
        });
        worker_scope::post(&Event::OwnFiles(judged), Vec::new());
    }

    async fn restore(&mut self, network: NetworkChoice, bulk: Vec<Vec<u8>>) {
        let snapshot = Snapshot(bulk.into_iter().next().unwrap_or_default());
        match restored(network, &snapshot).await {
            Ok((model, state)) => {
                self.trained.insert(network.id, Trained { network, model, state });
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

/// On the CPU: training on brings it to the device that is chosen then.
async fn restored(
    network: NetworkChoice,
    snapshot: &Snapshot,
) -> Result<(Model, TrainingState), SnapshotError> {
    let network = network.network();
    let (learned, state) = snapshot.read(&network)?;
    Ok((Model::with_state(network, &learned, &Device::Cpu).await?, state))
}
