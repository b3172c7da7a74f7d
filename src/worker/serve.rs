//! What the worker keeps, and everything it does besides training and weights: predictions, samples, own
//! files, restored networks.

use std::rc::Rc;

use futures_lite::future;

use super::device::Devices;
use super::inbox::Inbox;
use super::predict::{Trained, TrainedNetworks, predict};
use super::source::{DataSource, Obtained};
use super::untested::Untested;
use crate::arch::NetworkChoice;
use crate::data::{Rng, Stream};
use crate::engine::{Device, Model, Snapshot, SnapshotError, TrainingState};
use crate::protocol::{Command, Event, Sample, Trouble};
use crate::train::{DataChoice, Session};
use crate::web::{clock, worker_scope};

/// Everything that outlives a run.
pub(super) struct Studio {
    pub inbox: Rc<Inbox>,
    pub devices: Devices,
    pub source: DataSource,
    /// The user's own data.
    pub own: Option<Obtained>,
    /// The data of the run in progress.
    pub in_training: Option<Obtained>,
    pub trained: TrainedNetworks,
    /// Loaded weights that are still to be tested.
    pub untested: Vec<Untested>,
}

impl Studio {
    pub fn new(inbox: Rc<Inbox>) -> Self {
        Self {
            inbox,
            devices: Devices::default(),
            source: DataSource::default(),
            own: None,
            in_training: None,
            trained: TrainedNetworks::new(),
            untested: Vec::new(),
        }
    }

    /// Carries out a command that can be carried out at any time. `current` is the session in
    /// training, if there is one.
    pub async fn serve(&mut self, command: Command, bulk: Vec<Vec<u8>>, current: Option<&Session>) {
        match command {
            Command::Predict { request, pixels } => predict(&self.trained, current, request, &pixels).await,
            Command::Sample { data, seed } => self.sample(data, seed).await,
            Command::OwnFiles { request, names, transpose } => {
                self.own_files(request, names, transpose, bulk);
            }
            Command::LoadWeights { request, config } => self.load_weights(request, config, bulk).await,
            Command::SaveWeights { network, data } => self.save_weights(network, &data, current).await,
            Command::Restore { network } => self.restore(network, bulk).await,
            // A run that is over, or a second run that the page does not offer: nothing to do.
            Command::Start { .. } | Command::Pause { .. } | Command::Resume { .. } | Command::Stop { .. } => {
            }
        }
    }

    async fn sample(&mut self, choice: DataChoice, seed: u64) {
        // While a run is in progress it would have to wait for other data.
        let obtained = match self.in_training.clone() {
            Some(obtained) => Ok(Some(obtained)),
            None => self.obtain(choice, seed).await,
        };
        let (data, report) = match obtained {
            Ok(Some(obtained)) => obtained,
            // Asked again when the run has got its data.
            Ok(None) => return self.inbox.push((Command::Sample { data: choice, seed }, Vec::new())),
            Err(trouble) => return worker_scope::post(&Event::Trouble(trouble), Vec::new()),
        };
        let count = data.test.len() as u32;
        let index = Rng::stream(clock::now_ms().to_bits(), Stream::Sample, 0).below(count);
        let at = index as usize;
        let (label, pixels) = (data.test.label(at), data.test.image(at).to_vec());
        let sample = Sample { data: report.name, index, label, pixels };
        worker_scope::post(&Event::Sample(sample), Vec::new());
    }

    /// The data of this choice and seed; none when a run is to start, which gets its data itself.
    pub async fn obtain(&self, choice: DataChoice, seed: u64) -> Result<Option<Obtained>, Trouble> {
        let emit = |event: Event| worker_scope::post(&event, Vec::new());
        let obtain = async { Some(self.source.obtain(choice, seed, self.own.as_ref(), &emit).await) };
        let interrupted = async {
            self.inbox.start_is_waiting().await;
            None
        };
        let Some(obtained) = future::or(obtain, interrupted).await else { return Ok(None) };
        let (data, report) = obtained?;
        emit(Event::Data { run: None, report: report.clone() });
        Ok(Some((data, report)))
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
