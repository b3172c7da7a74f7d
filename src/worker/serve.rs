//! What the worker keeps, and everything it does besides training and weights: predictions, samples, own
//! files, restored networks.

use std::rc::Rc;

use futures_lite::future;

use super::burn_gpu;
use super::device::Devices;
use super::inbox::Inbox;
use super::predict::{Trained, TrainedRuns, predict};
use super::source::{DataSource, Obtained, TestSet};
use super::timing::Wanted;
use super::untested::Untested;
use crate::arch::Network;
use crate::data::{Rng, Stream};
use crate::engine::{Device, Model, Snapshot, SnapshotError};
use crate::protocol::{Command, DataReport, Event, RequestId, RunId, Sample, Trouble};
use crate::settings::DataChoice;
use crate::train::Session;
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
    pub trained: TrainedRuns,
    /// Weights that are still to be tested.
    pub untested: Vec<Untested>,
    /// The run whose test was stopped last.
    pub stopped_test: Option<RunId>,
    /// The devices' timing that is in progress, or that waits until nothing trains.
    pub wanted_timing: Option<Wanted>,
}

impl Studio {
    pub fn new(inbox: Rc<Inbox>) -> Self {
        Self {
            inbox,
            devices: Devices::default(),
            source: DataSource::default(),
            own: None,
            in_training: None,
            trained: TrainedRuns::default(),
            untested: Vec::new(),
            stopped_test: None,
            wanted_timing: None,
        }
    }

    /// Carries out a command that can be carried out at any time. `current` is the run in training, if there
    /// is one.
    pub async fn serve(&mut self, command: Command, bulk: Vec<Vec<u8>>, current: Option<(RunId, &Session)>) {
        match command {
            Command::Predict { request, pixels } => predict(&self.trained, current, request, &pixels).await,
            Command::Sample { request, data, seed } => self.sample(request, data, seed).await,
            Command::TestImages { request, data, seed } => self.test_images(request, data, seed).await,
            Command::Lens { request, run, pixels, unit } => {
                self.look_into(request, run, &pixels, unit, current).await;
            }
            Command::LayerWeights { request, run, layer, images, labels } => {
                self.layer_weights(request, run, layer, (&images, &labels), current).await;
            }
            Command::Alive { request, run, images } => {
                self.alive(request, run, &images, current).await;
            }
            Command::Logits { request, run, images } => {
                self.logits(request, run, &images, current).await;
            }
            Command::OwnFiles { request, names, transpose } => {
                self.own_files(request, names, transpose, bulk);
            }
            Command::LoadWeights { request, run, config, test } => {
                self.load_weights(Untested { request, run, config }, test, bulk).await;
            }
            Command::TestWeights { request, run, config } => {
                self.untested.push(Untested { request, run, config });
            }
            Command::StopTest { run } => self.give_up_test(run),
            Command::TimeDevices { request, config } if burn_gpu::is_lacking(&config) => {
                let command = Command::TimeDevices { request, config };
                worker_scope::post(&Event::NeedsBurn(Box::new(command)), Vec::new());
            }
            Command::TimeDevices { request, config } => self.want_timing(Wanted { request, config }),
            Command::StopTiming { request } => self.stop_timing(request),
            Command::SaveWeights { request, run, data } => {
                self.save_weights(request, run, &data, current).await;
            }
            Command::Restore { run, network } => self.restore(run, network, bulk).await,
            // A run that is over, or a second run that the page does not offer, or what another program does.
            Command::Start { .. }
            | Command::Pause { .. }
            | Command::Resume { .. }
            | Command::Stop { .. }
            | Command::ReadSource { .. }
            | Command::OpenSource { .. }
            | Command::OpenLink { .. }
            | Command::Plan { .. }
            | Command::HandIn { .. } => {}
        }
    }

    /// What a run has learned so far, and whether it is given normalised pixels.
    pub fn learned<'a>(
        &'a self,
        run: RunId,
        current: Option<(RunId, &'a Session)>,
    ) -> Option<(&'a Model, bool)> {
        match current.filter(|(training, _)| *training == run) {
            Some((_, session)) => Some((&session.model, session.state.normalise)),
            None => self.trained.get(run).map(|trained| (&trained.model, trained.state.normalise)),
        }
    }

    async fn sample(&mut self, request: RequestId, data: DataChoice, seed: u64) {
        let again = Command::Sample { request, data, seed };
        let Some(found) = self.test_set_at_hand(data, seed, again).await else { return };
        worker_scope::post(&Event::Sample { request, reply: found.map(sample_of) }, Vec::new());
    }

    async fn test_images(&mut self, request: RequestId, data: DataChoice, seed: u64) {
        let again = Command::TestImages { request, data, seed };
        let Some(found) = self.test_set_at_hand(data, seed, again).await else { return };
        let (reply, bulk) = match found {
            Ok((images, report)) => {
                (Ok(report.name), vec![images.images().to_vec(), images.labels().to_vec()])
            }
            Err(trouble) => (Err(trouble), Vec::new()),
        };
        worker_scope::post(&Event::TestImages { request, reply }, bulk);
    }

    /// The test set of the run in progress, which would have to wait for others, else that of this choice and seed.
    /// None when a run is to start: the command is carried out `again` when that has got its data.
    async fn test_set_at_hand(
        &mut self,
        choice: DataChoice,
        seed: u64,
        again: Command,
    ) -> Option<Result<TestSet, Trouble>> {
        let found = match &self.in_training {
            Some((data, report)) => Ok(Some((data.test.clone(), report.clone()))),
            None => self.test_set(choice, seed).await,
        };
        let found = found.transpose();
        if found.is_none() {
            self.inbox.push((again, Vec::new()));
        }
        found
    }

    /// The data of this choice and seed; none when a run is to start, which gets its data itself.
    pub async fn obtain(&self, choice: DataChoice, seed: u64) -> Result<Option<Obtained>, Trouble> {
        self.unless_a_run_starts(self.source.obtain(choice, seed, self.own.as_ref(), &emit)).await
    }

    /// The test set of this choice and seed; none when a run is to start.
    pub async fn test_set(&self, choice: DataChoice, seed: u64) -> Result<Option<TestSet>, Trouble> {
        self.unless_a_run_starts(self.source.test_set(choice, seed, self.own.as_ref(), &emit)).await
    }

    async fn unless_a_run_starts<D>(
        &self,
        obtain: impl Future<Output = Result<(D, DataReport), Trouble>>,
    ) -> Result<Option<(D, DataReport)>, Trouble> {
        let interrupted = async {
            self.inbox.start_is_waiting().await;
            None
        };
        let Some(obtained) = future::or(async { Some(obtain.await) }, interrupted).await else {
            return Ok(None);
        };
        let (data, report) = obtained?;
        emit(Event::Data { run: None, report: report.clone() });
        Ok(Some((data, report)))
    }

    async fn restore(&mut self, run: RunId, network: Network, bulk: Vec<Vec<u8>>) {
        let snapshot = Snapshot(bulk.into_iter().next().unwrap_or_default());
        let label = network.label.clone();
        match restored(network, &snapshot).await {
            Ok(trained) => self.trained.insert(run, trained),
            Err(error) => worker_scope::post(
                &Event::Trouble(Trouble {
                    message: format!("What {label} had learned could not be restored: {error}."),
                    advice: "Train it again.".into(),
                }),
                Vec::new(),
            ),
        }
    }
}

/// On the CPU: training on brings it to the device that is chosen then.
async fn restored(network: Network, snapshot: &Snapshot) -> Result<Trained, SnapshotError> {
    let (learned, state) = snapshot.read(&network)?;
    Ok(Trained { model: Model::with_state(network, &learned, &Device::Cpu).await?, state })
}

fn emit(event: Event) {
    worker_scope::post(&event, Vec::new());
}

/// A test image, drawn at random.
fn sample_of((images, report): TestSet) -> Sample {
    let count = images.len() as u32;
    let index = Rng::stream(clock::now_ms().to_bits(), Stream::Sample, 0).below(count);
    let at = index as usize;
    let (label, pixels) = (images.label(at), images.image(at).to_vec());
    Sample { data: report.name, index, label, pixels }
}
