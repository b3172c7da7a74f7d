//! No weights leave the training loop that nobody has judged: a step's loss is measured before its update, and
//! a ReLU makes a zero of a NaN.

use fovea::arch::{CLASSES, Layer, Network, Op};
use fovea::data::digits::generate;
use fovea::data::{Data, PIXELS, Split};
use fovea::engine::{Device, Model, Snapshot, State, TrainingState};
use fovea::settings::{DataChoice, DeviceChoice, TrainConfig};
use fovea::train::{Host, Report, Session, Signal, TrainError, run};
use fovea::zoo;

use crate::devices::{devices, wait};

/// Keeps snapshots and counts epochs; says stop when it is asked for the given time.
#[derive(Default)]
struct Watcher {
    stop_at: Option<u32>,
    asked: u32,
    epochs: u32,
    snapshots: Vec<Snapshot>,
}

impl Host for Watcher {
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn report(&mut self, report: Report) {
        match report {
            Report::EpochEnd(..) => self.epochs += 1,
            Report::Snapshot(snapshot) => self.snapshots.push(snapshot),
            Report::Started(_) | Report::Progress(_) | Report::Tested(_) => (),
        }
    }

    async fn between_steps(&mut self, _: &Session) -> Signal {
        self.asked += 1;
        if self.stop_at == Some(self.asked) { Signal::Stop } else { Signal::Continue }
    }
}

fn digits(train: u32) -> Data {
    Data::new(generate(train, 1, Split::Train, |_| {}), generate(20, 1, Split::Test, |_| {}))
}

fn config() -> TrainConfig {
    TrainConfig {
        epochs: 1,
        batch: 32,
        momentum: 0.0,
        normalise: false,
        device: DeviceChoice::Cpu,
        data: DataChoice::Generated,
        ..zoo::MLP.config()
    }
}

fn session(network: &Network, state: &State, config: TrainConfig, device: &Device) -> Session {
    let model = wait(Model::with_state(network.clone(), state, device)).expect("fits together");
    Session { config, model, state: TrainingState::default() }
}

/// Trains, and asserts that the run fails and that what is left, and all that was handed over, is `good`.
#[track_caller]
fn assert_gone_back(what: &str, session: &mut Session, data: &Data, stop_at: Option<u32>, good: &State) {
    let mut watcher = Watcher { stop_at, ..Watcher::default() };
    let ended = wait(run(session, data, &mut watcher));
    assert!(matches!(ended, Err(TrainError::NotFinite { .. })), "{what}: {ended:?}");
    assert_eq!(watcher.epochs, 0, "{what}: no epoch ended well");
    assert_eq!(session.state.step, 0, "{what}");
    let left = wait(session.model.state()).expect("a state");
    assert!(left.weights == good.weights, "{what}: the good weights are gone");
    for snapshot in &watcher.snapshots {
        let (learned, _) = snapshot.read(session.model.network()).expect("its own snapshot");
        assert!(learned.weights == good.weights, "{what}: a snapshot holds other weights");
    }
}

#[test]
fn what_the_last_update_broke_is_given_up_when_the_run_is_stopped() {
    let network = zoo::MLP.network();
    let good = State::fresh(&network, 1).expect("fits together");
    let data = digits(32);
    for (name, device) in devices() {
        for momentum in [0.0, 0.9] {
            // Right after the only step of the epoch, and in the test that follows it.
            for stop_at in [1, 2] {
                let config = TrainConfig { learning_rate: 1e300, momentum, ..config() };
                let mut session = session(&network, &good, config, &device);
                let what = format!("{name}, momentum {momentum}, question {stop_at}");
                assert_gone_back(&what, &mut session, &data, Some(stop_at), &good);
            }
        }
    }
}

/// Two linear layers with a ReLU between them, and weights that weight decay throws beyond all bounds at
/// `pixel`, which must be background in every image: the first unit then sees 0 · ∞, and the ReLU makes a zero
/// of it.
fn hiding(pixel: usize) -> (Network, State) {
    let layers = [
        ("flatten", Op::Flatten),
        ("fc1", Op::Linear { out_features: 8, bias: true }),
        ("relu1", Op::Relu),
        ("fc2", Op::Linear { out_features: CLASSES, bias: true }),
        ("log_softmax", Op::LogSoftmax),
    ];
    let layers = layers.map(|(name, op)| Layer { name: name.into(), op, module: true }).into();
    let network = Network { layers, ..Network::default() };
    let mut state = State::fresh(&network, 1).expect("fits together");
    state.weights[pixel] = 2e38;
    (network, state)
}

#[test]
fn what_a_relu_hides_from_the_loss_is_noticed_at_a_stop_and_at_the_end_of_an_epoch() {
    let data = digits(96);
    let background = |pixel: &usize| {
        let sets = [&data.train, &data.test];
        sets.iter().all(|set| (0..set.len()).all(|image| set.image(image)[*pixel] == 0))
    };
    let pixel = (0..PIXELS).find(background).expect("a corner without ink");
    let (network, good) = hiding(pixel);
    for (name, device) in devices() {
        for stop_at in [Some(1), Some(2), None] {
            let config = TrainConfig { learning_rate: 2.0, weight_decay: 2.0, ..config() };
            let mut session = session(&network, &good, config, &device);
            assert_gone_back(&format!("{name}, {stop_at:?}"), &mut session, &data, stop_at, &good);
        }
    }
}
