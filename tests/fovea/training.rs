//! The training loop as its host sees it.

use fovea::data::digits::generate;
use fovea::data::{Data, Dataset, PIXELS, Split};
use fovea::engine::{self, Device, Snapshot, SnapshotError};
use fovea::reports::{EpochReport, StepMetric, Tested, TestedOn};
use fovea::settings::{
    DataChoice, DeviceChoice, EngineChoice, Goals, OptimiserChoice, Schedule, TrainConfig,
};
use fovea::train::{Ending, Host, Report, Session, Signal, TrainError, evaluate, run};
use fovea::zoo::{self, Row};

use crate::devices::{devices_with_burn, wait};
use crate::mnist::mnist_files;

/// Records the reports; stops the run after a number of steps if told to.
#[derive(Default)]
pub struct Recorder {
    reports: Vec<Report>,
    stop_after: Option<u32>,
    /// Stops the test that follows the training step with this number.
    stop_test_after: Option<u32>,
    asked_at: u32,
}

impl Host for Recorder {
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn report(&mut self, report: Report) {
        self.reports.push(report);
    }

    async fn between_steps(&mut self, session: &Session) -> Signal {
        let step = session.state.step;
        // The first question after a training step comes from the training, the second from the test.
        let testing = std::mem::replace(&mut self.asked_at, step) == step;
        let stop = self.stop_after.is_some_and(|steps| step >= steps)
            || (testing && self.stop_test_after == Some(step));
        if stop { Signal::Stop } else { Signal::Continue }
    }
}

impl Recorder {
    fn steps(&self) -> Vec<StepMetric> {
        let progress = self.reports.iter().filter_map(|report| match report {
            Report::Progress(progress) => Some(progress.steps.clone()),
            _ => None,
        });
        progress.flatten().collect()
    }

    pub fn epochs(&self) -> Vec<EpochReport> {
        let ends = self.reports.iter().filter_map(|report| match report {
            Report::EpochEnd(report, _) => Some(report.clone()),
            _ => None,
        });
        ends.collect()
    }

    fn final_tests(&self) -> Vec<Tested> {
        let tests = self.reports.iter().filter_map(|report| match report {
            Report::Tested(tested) => Some(tested.clone()),
            _ => None,
        });
        tests.collect()
    }

    pub fn losses(&self) -> Vec<f32> {
        self.steps().iter().map(|step| step.loss).collect()
    }
}

fn digits(train: u32, test: u32) -> Data {
    Data::new(generate(train, 1, Split::Train, |_| {}), generate(test, 1, Split::Test, |_| {}))
}

fn config(row: &Row) -> TrainConfig {
    TrainConfig {
        network: row.network(),
        epochs: 2,
        batch: 32,
        learning_rate: 0.05,
        momentum: 0.9,
        weight_decay: 0.0,
        optimiser: OptimiserChoice::Sgd,
        schedule: Schedule::Constant,
        seed: 1,
        shuffle: true,
        normalise: true,
        augment: false,
        device: DeviceChoice::Cpu,
        engine: EngineChoice::Fovea,
        data: DataChoice::Generated,
        validation: 0,
        goals: Goals::default(),
    }
}

fn fresh(config: TrainConfig) -> Session {
    wait(Session::fresh(config, &Device::Cpu)).expect("the zoo's networks fit together")
}

#[test]
fn the_last_smaller_batch_is_trained_and_every_test_image_counted() {
    let mut recorder = Recorder::default();
    let mut session = fresh(config(&zoo::LENET));
    let ended = wait(run(&mut session, &digits(100, 70), &mut recorder));
    assert_eq!(ended.ok(), Some(Ending::Done));
    let steps: Vec<u32> = recorder.steps().iter().map(|step| step.step).collect();
    assert_eq!(steps, [1, 2, 3, 4, 5, 6, 7, 8]);
    let epochs = recorder.epochs();
    assert_eq!(
        epochs.iter().map(|epoch| (epoch.epoch, epoch.step, epoch.total)).collect::<Vec<_>>(),
        [(0, 4, 70), (1, 8, 70)]
    );
    assert!(matches!(recorder.reports.last(), Some(Report::Snapshot(..))));
}

#[test]
fn lenet_learns_generated_digits() {
    let mut recorder = Recorder::default();
    let mut session = fresh(config(&zoo::LENET));
    let ended = wait(run(&mut session, &digits(2000, 500), &mut recorder));
    assert_eq!(ended.ok(), Some(Ending::Done));
    let epochs = recorder.epochs();
    assert!(epochs[1].correct >= 400, "{epochs:?}");
    assert!(epochs[1].train_loss < epochs[0].train_loss, "{epochs:?}");
}

#[test]
fn who_learned_from_generated_digits_reads_mnist() {
    let Some(files) = mnist_files("reading MNIST after generated digits") else { return };
    let mnist = Data::from_files(files.into()).expect("MNIST's own files");
    let mut recorder = Recorder::default();
    let mut session = fresh(config(&zoo::LENET));
    let data = Data { train: std::rc::Rc::new(generate(6000, 1, Split::Train, |_| {})), test: mnist.test };
    wait(run(&mut session, &data, &mut recorder)).expect("trains");
    let last = recorder.epochs().pop().expect("an epoch");
    assert!(f64::from(last.correct) >= 0.85 * f64::from(last.total), "{} of {}", last.correct, last.total);
}

#[test]
fn the_schedule_sets_the_learning_rate_of_each_epoch() {
    let mut recorder = Recorder::default();
    let schedule = Schedule::Step { every: 1, gamma: 0.1 };
    let mut session = fresh(TrainConfig { schedule, epochs: 3, ..config(&zoo::MLP) });
    wait(run(&mut session, &digits(32, 10), &mut recorder)).expect("trains");
    let rates: Vec<f64> = recorder.epochs().iter().map(|epoch| epoch.learning_rate).collect();
    for (rate, expected) in rates.iter().zip([0.05, 0.005, 0.0005]) {
        assert!((rate - expected).abs() < 1e-12, "{rates:?}");
    }
}

#[test]
fn a_run_that_was_stopped_and_continued_is_the_run_that_was_not() {
    let data = digits(200, 20);
    let config = TrainConfig { augment: true, ..config(&zoo::SESSION6) };
    let mut whole = Recorder::default();
    wait(run(&mut fresh(config.clone()), &data, &mut whole)).expect("trains");

    let mut first = Recorder { stop_after: Some(5), ..Recorder::default() };
    let mut session = fresh(config.clone());
    let ended = wait(run(&mut session, &data, &mut first));
    assert_eq!(ended.ok(), Some(Ending::Stopped));
    let snapshot = wait(session.snapshot()).expect("a snapshot");
    let (learned, state) = snapshot.read(&config.network).expect("its own snapshot");
    let mut session = wait(Session::resume(config, &learned, state, &Device::Cpu)).expect("resumes");
    let mut second = Recorder::default();
    wait(run(&mut session, &data, &mut second)).expect("trains");

    let losses = [first.losses(), second.losses()].concat();
    assert_eq!(losses, whole.losses());
    assert_eq!(
        second.epochs().last().map(|epoch| epoch.correct),
        whole.epochs().last().map(|epoch| epoch.correct)
    );
}

#[test]
fn validation_images_are_not_trained_on_and_the_test_set_waits_for_the_end() {
    let all = digits(100, 30);
    let (first, kept) = (all.train.first(70), generate(100, 1, Split::Train, |_| {}));
    let kept =
        Dataset::new(kept.images()[70 * PIXELS..].to_vec(), kept.labels()[70..].to_vec()).expect("paired");
    // The same split made by hand: its test set are the images that are kept apart.
    let mut by_hand = Recorder::default();
    wait(run(&mut fresh(config(&zoo::MLP)), &Data::new(first, kept), &mut by_hand)).expect("trains");

    let mut split = Recorder::default();
    let mut session = fresh(TrainConfig { validation: 30, ..config(&zoo::MLP) });
    wait(run(&mut session, &all, &mut split)).expect("trains");
    assert_eq!(split.losses(), by_hand.losses());
    let tests = |recorder: &Recorder| -> Vec<_> {
        recorder.epochs().iter().map(|epoch| (epoch.test_loss, epoch.correct, epoch.total)).collect()
    };
    assert_eq!(tests(&split), tests(&by_hand));
    assert!(split.epochs().iter().all(|epoch| epoch.tested_on == TestedOn::Validation));
    assert!(by_hand.epochs().iter().all(|epoch| epoch.tested_on == TestedOn::Test));

    let looked = split.final_tests();
    let go_on = async |_| Signal::Continue;
    let test = evaluate(&session.model, &all.test, session.normalisation(), go_on);
    assert_eq!(looked, [wait(test).expect("tests").expect("goes on")]);
    assert_eq!(by_hand.final_tests(), []);
}

#[test]
fn to_keep_all_images_apart_is_refused() {
    for validation in [100, 101, 50_000] {
        let mut session = fresh(TrainConfig { validation, ..config(&zoo::MLP) });
        let error =
            wait(run(&mut session, &digits(100, 20), &mut Recorder::default())).expect_err("nothing is left");
        assert!(error.to_string().contains(&format!("{validation} of 100 training images")), "{error}");
    }
}

#[test]
fn an_epoch_stopped_in_parts_reports_the_whole() {
    let data = digits(100, 20);
    let config = TrainConfig { epochs: 1, ..config(&zoo::MLP) };
    let mut whole = Recorder::default();
    wait(run(&mut fresh(config.clone()), &data, &mut whole)).expect("trains");

    let mut session = fresh(config);
    let mut parts = Recorder { stop_after: Some(2), ..Recorder::default() };
    assert_eq!(wait(run(&mut session, &data, &mut parts)).ok(), Some(Ending::Stopped));
    let mut parts = Recorder { stop_test_after: Some(4), ..Recorder::default() };
    assert_eq!(wait(run(&mut session, &data, &mut parts)).ok(), Some(Ending::Stopped));
    assert_eq!(parts.epochs(), [], "stopped in the test");
    let mut parts = Recorder::default();
    assert_eq!(wait(run(&mut session, &data, &mut parts)).ok(), Some(Ending::Done));
    assert!(matches!(parts.reports.first(), Some(Report::Started(_))));
    let timeless =
        |report: &EpochReport| EpochReport { train_seconds: 0.0, test_seconds: 0.0, ..report.clone() };
    assert_eq!(timeless(&parts.epochs()[0]), timeless(&whole.epochs()[0]));
    assert_eq!(parts.epochs()[0].images, 100);
}

#[test]
fn a_loss_that_is_not_finite_ends_the_run_and_keeps_the_good_weights() {
    let data = digits(320, 20);
    let mut recorder = Recorder::default();
    let mut session = fresh(TrainConfig { learning_rate: 10.0, momentum: 0.99, ..config(&zoo::MLP) });
    let error = wait(run(&mut session, &data, &mut recorder)).expect_err("this learning rate diverges");
    let TrainError::NotFinite { step, loss } = error else { panic!("{error}") };
    assert!(!loss.is_finite());
    assert!(step > 1 && session.state.step < step, "{step}");
    let probabilities = wait(session.model.predict(&[0.5; 784])).expect("predicts");
    assert!(probabilities.iter().all(|probability| probability.is_finite()), "{probabilities:?}");
}

#[test]
fn the_same_seed_gives_the_same_losses_on_every_device() {
    let data = digits(320, 10);
    let curves: Vec<_> = devices_with_burn()
        .into_iter()
        .map(|(name, device)| {
            let mut recorder = Recorder { stop_after: Some(10), ..Recorder::default() };
            let mut session = wait(Session::fresh(config(&zoo::LENET), &device)).expect("fits");
            wait(run(&mut session, &data, &mut recorder)).expect("trains");
            (name, recorder.losses())
        })
        .collect();
    for (name, losses) in &curves {
        assert_eq!(losses.len(), 10);
        for (ours, reference) in losses.iter().zip(&curves[0].1) {
            assert!((ours - reference).abs() < 1e-3, "{name}: {losses:?}, not {:?}", curves[0].1);
        }
    }
}

#[test]
fn the_gpu_passes_the_check_that_it_must_pass() {
    for (_, device) in devices_with_burn() {
        if let Device::Cpu = device {
            continue;
        }
        for row in [&zoo::LENET, &zoo::SESSION6, &zoo::TINY, &zoo::MLP] {
            let checked = wait(engine::check(&row.network(), &device));
            assert!(checked.is_ok(), "{}: {checked:?}", row.name);
        }
    }
}

#[test]
fn damaged_snapshots_are_refused_by_name() {
    let session = fresh(config(&zoo::LENET));
    let snapshot = wait(session.snapshot()).expect("a snapshot");
    let load = |bytes: &[u8], row: &Row| Snapshot(bytes.to_vec()).read(&row.network()).map(|_| ());
    assert!(load(&snapshot.0, &zoo::LENET).is_ok());
    for length in [0, 7, 100, snapshot.0.len() - 1] {
        assert!(matches!(load(&snapshot.0[..length], &zoo::LENET), Err(SnapshotError::Weights(_))));
    }
    for row in [&zoo::CNN, &zoo::MLP] {
        let other = load(&snapshot.0, row).expect_err("another network");
        assert!(other.to_string().contains(&format!("`lenet`, and not of `{}`", row.name)), "{other}");
    }
}
