//! Runs that are stopped, killed, repeated and damaged.

use std::fs;
use std::path::Path;

use futures_lite::future::block_on;

use super::Folder;
use crate::data::{Data, Dataset, Split, digits::generate};
use crate::engine::Device;
use crate::reports::EpochReport;
use crate::reproduce::ReproduceError;
use crate::reproduce::files::RunFiles;
use crate::reproduce::record::Record;
use crate::reproduce::run::Run;
use crate::settings::{DataChoice, TrainConfig};
use crate::train::{Ending, Host, Report, Session, Signal};
use crate::zoo;

/// Says stop once so many steps are done; counts what it hears.
#[derive(Default)]
struct Patience {
    steps: Option<u32>,
    reports: usize,
}

impl Host for Patience {
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn report(&mut self, _: Report) {
        self.reports += 1;
    }

    async fn between_steps(&mut self, session: &Session) -> Signal {
        match self.steps {
            Some(steps) if session.state.step >= steps => Signal::Stop,
            _ => Signal::Continue,
        }
    }
}

/// Three epochs of seven steps.
fn config() -> TrainConfig {
    let config = zoo::MLP.config();
    TrainConfig { epochs: 3, batch: 32, momentum: 0.9, shuffle: true, ..config }
}

fn data() -> Data {
    Data::new(generate(200, 1, Split::Train, |_| {}), generate(40, 1, Split::Test, |_| {}))
}

/// Carries the run on with this host.
fn carry_on_with(
    folder: &Path,
    config: TrainConfig,
    mnist: Option<&Dataset>,
    host: &mut Patience,
) -> Result<Ending, ReproduceError> {
    let data = data();
    let (name, device) = ("a test".to_owned(), &Device::Cpu);
    block_on(Run { name, config, files: files(folder), data: &data, mnist, device }.carry_out(host))
}

/// Carries the run on until it ends or has done so many steps.
fn carry_on(folder: &Path, config: TrainConfig, steps: Option<u32>) -> Result<Ending, ReproduceError> {
    carry_on_with(folder, config, None, &mut Patience { steps, reports: 0 })
}

fn files(folder: &Path) -> RunFiles {
    RunFiles::new(folder, "mlp", 1)
}

/// What the record says of the training, without how busy the machine was: its epochs and its losses.
fn training(folder: &Path) -> (Vec<EpochReport>, Vec<f32>) {
    let record = Record::read(&files(folder), &config()).unwrap().unwrap();
    (record.epochs.into_iter().map(|epoch| epoch.report).collect(), record.losses)
}

fn whole_run(test: &str) -> (Vec<EpochReport>, Vec<f32>) {
    let folder = Folder::new(&format!("{test}-whole"));
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Ending::Done);
    let (epochs, losses) = training(&folder.0);
    assert_eq!((epochs.len(), losses.len()), (3, 21));
    (epochs, losses)
}

#[test]
fn a_run_that_is_stopped_again_and_again_leaves_the_record_of_one_that_is_not() {
    let folder = Folder::new("stopped");
    for steps in [1, 3, 7, 12] {
        assert_eq!(carry_on(&folder.0, config(), Some(steps)).unwrap(), Ending::Stopped);
    }
    assert_eq!(training(&folder.0).0.len(), 1);
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Ending::Done);
    assert_eq!(training(&folder.0), whole_run("stopped"));
}

#[test]
fn epochs_that_a_killed_run_wrote_after_its_last_checkpoint_are_done_again() {
    let folder = Folder::new("killed");
    carry_on(&folder.0, config(), Some(3)).unwrap();
    let files = files(&folder.0);
    let early = fs::read(&files.checkpoint).unwrap();
    carry_on(&folder.0, config(), Some(16)).unwrap();
    assert_eq!(training(&folder.0).0.len(), 2);
    fs::write(&files.checkpoint, early).unwrap();
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Ending::Done);
    assert_eq!(training(&folder.0), whole_run("killed"));
}

#[test]
fn a_finished_run_is_not_repeated() {
    let folder = Folder::new("finished");
    carry_on(&folder.0, config(), None).unwrap();
    let files = files(&folder.0);
    let before = fs::read(&files.record).unwrap();
    let mut host = Patience::default();
    assert_eq!(carry_on_with(&folder.0, config(), None, &mut host).unwrap(), Ending::Done);
    assert_eq!(host.reports, 0);
    assert_eq!(fs::read(&files.record).unwrap(), before);
}

#[test]
fn a_network_of_generated_digits_is_tested_on_mnist_before_its_run_is_finished() {
    let folder = Folder::new("generated");
    let config = TrainConfig { data: DataChoice::Generated, ..config() };
    carry_on(&folder.0, config.clone(), None).unwrap();
    let record = || Record::read(&files(&folder.0), &config).unwrap().unwrap();
    assert_eq!((record().epochs.len(), record().is_finished()), (3, false));

    let stranger = generate(30, 9, Split::Test, |_| {});
    carry_on_with(&folder.0, config.clone(), Some(&stranger), &mut Patience::default()).unwrap();
    let tested = record().mnist.unwrap();
    assert!(record().is_finished());
    assert_eq!((tested.total, tested.digits.iter().map(|digit| digit.total).sum()), (30, 30u32));
}

/// The sentence with which a run is refused. Nothing is written then.
fn refusal(folder: &Path, config: TrainConfig) -> String {
    let content = |path| fs::read(path).ok();
    let files = files(folder);
    let before = (content(&files.record), content(&files.checkpoint));
    let sentence = carry_on(folder, config, None).unwrap_err().to_string();
    assert_eq!((content(&files.record), content(&files.checkpoint)), before, "{sentence}");
    sentence
}

#[test]
fn what_is_damaged_or_missing_is_named_and_left_as_it_is() {
    let folder = Folder::new("damaged");
    carry_on(&folder.0, config(), Some(10)).unwrap();
    let files = files(&folder.0);
    let (record, checkpoint) = (fs::read(&files.record).unwrap(), fs::read(&files.checkpoint).unwrap());

    for length in [0, 100, checkpoint.len() - 1] {
        fs::write(&files.checkpoint, &checkpoint[..length]).unwrap();
        let sentence = refusal(&folder.0, config());
        assert!(
            sentence.contains("mlp-seed1.safetensors is damaged") && sentence.contains("--fresh"),
            "{sentence}"
        );
    }
    fs::remove_file(&files.checkpoint).unwrap();
    let sentence = refusal(&folder.0, config());
    assert!(sentence.contains("not ") && sentence.contains("mlp-seed1.safetensors"), "{sentence}");

    fs::write(&files.checkpoint, &checkpoint).unwrap();
    fs::write(&files.record, &record[..record.len() / 2]).unwrap();
    let sentence = refusal(&folder.0, config());
    assert!(sentence.contains("mlp-seed1.json is damaged"), "{sentence}");
    fs::remove_file(&files.record).unwrap();
    let sentence = refusal(&folder.0, config());
    assert!(sentence.contains("not ") && sentence.contains("mlp-seed1.json"), "{sentence}");
}

#[test]
fn a_run_with_other_settings_is_not_mixed_with_this_one() {
    let folder = Folder::new("other-settings");
    carry_on(&folder.0, config(), Some(10)).unwrap();
    let sentence = refusal(&folder.0, TrainConfig { batch: 64, ..config() });
    assert!(
        sentence.contains("mlp-seed1.json") && sentence.contains("batch 32 there, 64 here"),
        "{sentence}"
    );
}

#[test]
fn a_run_that_another_process_trains_is_left_to_it() {
    let folder = Folder::new("locked");
    let held = files(&folder.0).lock().unwrap();
    assert!(held.is_some());
    assert!(files(&folder.0).lock().unwrap().is_none());
    assert!(RunFiles::new(&folder.0, "mlp", 2).lock().unwrap().is_some(), "another run is free");
    drop(held);
    assert!(files(&folder.0).lock().unwrap().is_some());
}
