//! Runs that are stopped, killed, repeated and damaged, and what the report makes of them.

use std::fs;
use std::path::{Path, PathBuf};

use futures_lite::future::block_on;

use super::files::RunFiles;
use super::record::{Epoch, Record};
use super::results::Results;
use super::run::{Outcome, Run};
use super::{Experiment, ReproduceError, report};
use crate::arch::{NetworkChoice, NetworkId};
use crate::data::{Data, Split, digits::generate};
use crate::engine::Device;
use crate::train::{EpochReport, Host, Report, Session, Signal, TrainConfig};

/// A folder of its own for a test, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fovea-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

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
    let config = TrainConfig::for_network(NetworkId::Mlp);
    TrainConfig { epochs: 3, batch: 32, momentum: 0.9, shuffle: true, ..config }
}

fn data() -> Data {
    Data { train: generate(200, 1, Split::Train, |_| {}), test: generate(40, 1, Split::Test, |_| {}) }
}

/// Carries the run on until it ends or has done so many steps.
fn carry_on(folder: &Path, config: TrainConfig, steps: Option<u32>) -> Result<Outcome, ReproduceError> {
    let data = data();
    let run = Run {
        name: "a test".into(),
        config,
        files: files(folder),
        data: &data,
        mnist: None,
        device: &Device::Cpu,
    };
    block_on(run.carry_out(&mut Patience { steps, reports: 0 }))
}

fn files(folder: &Path) -> RunFiles {
    RunFiles::new(folder, "mlp", 1)
}

/// What the record says of the training, without how busy the machine was.
fn reports(folder: &Path) -> Vec<EpochReport> {
    let record = Record::read(&files(folder), &config()).unwrap().unwrap();
    record.epochs.into_iter().map(|epoch| epoch.report).collect()
}

fn whole_run() -> Vec<EpochReport> {
    let folder = Folder::new("whole");
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Outcome::Done);
    reports(&folder.0)
}

#[test]
fn a_run_that_is_stopped_again_and_again_leaves_the_record_of_one_that_is_not() {
    let folder = Folder::new("stopped");
    for steps in [1, 3, 7, 12] {
        assert_eq!(carry_on(&folder.0, config(), Some(steps)).unwrap(), Outcome::Stopped);
    }
    assert_eq!(reports(&folder.0).len(), 1);
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Outcome::Done);
    assert_eq!(reports(&folder.0), whole_run());
}

#[test]
fn epochs_that_a_killed_run_wrote_after_its_last_checkpoint_are_done_again() {
    let folder = Folder::new("killed");
    carry_on(&folder.0, config(), Some(3)).unwrap();
    let files = files(&folder.0);
    let early = fs::read(&files.checkpoint).unwrap();
    carry_on(&folder.0, config(), Some(16)).unwrap();
    assert_eq!(reports(&folder.0).len(), 2);
    fs::write(&files.checkpoint, early).unwrap();
    assert_eq!(carry_on(&folder.0, config(), None).unwrap(), Outcome::Done);
    assert_eq!(reports(&folder.0), whole_run());
}

#[test]
fn a_finished_run_is_not_repeated() {
    let folder = Folder::new("finished");
    carry_on(&folder.0, config(), None).unwrap();
    let files = files(&folder.0);
    let before = fs::read(&files.record).unwrap();
    let data = data();
    let device = Device::Cpu;
    let run = Run {
        name: "a test".into(),
        config: config(),
        files: files.clone(),
        data: &data,
        mnist: None,
        device: &device,
    };
    let mut host = Patience::default();
    assert_eq!(block_on(run.carry_out(&mut host)).unwrap(), Outcome::Done);
    assert_eq!(host.reports, 0);
    assert_eq!(fs::read(&files.record).unwrap(), before);
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

/// A finished record with these counts of right answers of 10,000 after each epoch.
fn record(id: NetworkId, seed: u64, correct: &[u32]) -> Record {
    let config = TrainConfig { seed, ..TrainConfig::for_network(id) };
    assert_eq!(config.epochs as usize, correct.len());
    let epoch = |(correct, epoch): (&u32, u32)| Epoch {
        report: EpochReport {
            epoch,
            step: (epoch + 1) * 469,
            learning_rate: config.learning_rate,
            images: 60_000,
            train_loss: 0.2,
            train_accuracy: 0.9,
            test_loss: 0.1,
            correct: *correct,
            total: 10_000,
            stuck_outputs: None,
            train_seconds: 10.0,
            test_seconds: 1.0,
        },
        load: Some(1.5),
    };
    let epochs = correct.iter().zip(0..).map(epoch).collect();
    Record { epochs, ..Record::new(config) }
}

/// The row of the bars that begins with these words.
fn row<'a>(page: &'a str, words: &str) -> &'a str {
    page.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words} in\n{page}"))
}

fn page(runs: Vec<(Experiment, Vec<Record>)>) -> String {
    report::markdown(&Results { runs, problems: Vec::new() })
}

#[test]
fn a_bar_that_is_missed_is_said_to_be_missed_and_a_run_that_is_not_there_to_be_not_run() {
    let mlp = |last| {
        [1, 2, 3].map(|seed| record(NetworkId::Mlp, seed, &[8_885, 9_280, 9_495, 9_620, last])).to_vec()
    };
    let with = |mlp: Vec<Record>| {
        page(vec![
            (Experiment::Source(NetworkId::Mlp), mlp),
            (Experiment::Source(NetworkId::Cnn), Vec::new()),
        ])
    };
    let met = with(mlp(9_650));
    assert!(row(&met, "| mlp | mean").ends_with("| met |"), "{met}");
    assert!(row(&met, "| mlp | every epoch").ends_with("| met |"), "{met}");
    assert!(row(&met, "| cnn | mean").ends_with("| not run |"), "{met}");
    assert!(met.split("## cnn").nth(1).is_some_and(|section| section.contains("Not run.")), "{met}");

    let mut one_worse = mlp(9_650);
    one_worse[2] = record(NetworkId::Mlp, 3, &[8_885, 9_280, 9_495, 9_620, 9_649]);
    let missed = with(one_worse);
    assert!(row(&missed, "| mlp | mean").contains("| 96.497 | 96.49 to 96.50 | **missed**"), "{missed}");

    let mut two = mlp(9_650);
    two.pop();
    let two = with(two);
    assert!(row(&two, "| mlp | mean").contains("not run: 2 of 3 seeds"), "{two}");
    assert!(two.contains("Seed 3: not run."), "{two}");
}

#[test]
fn one_epoch_far_from_pytorch_misses_the_bar() {
    let records = [1, 2, 3].map(|seed| record(NetworkId::Mlp, seed, &[8_885, 9_071, 9_495, 9_620, 9_685]));
    let page = page(vec![(Experiment::Source(NetworkId::Mlp), records.to_vec())]);
    assert!(row(&page, "| mlp | every epoch").contains("| 2.09 (epoch 2) |"), "{page}");
    assert!(row(&page, "| mlp | every epoch").ends_with("| **missed** |"), "{page}");
}

#[test]
fn the_best_epoch_of_the_best_seed_is_found() {
    let mut correct = vec![9_900; 20];
    correct[15] = 9_944;
    let worse = vec![9_938; 20];
    let records = vec![
        record(NetworkId::Session6, 1, &correct),
        record(NetworkId::Session6, 2, &worse),
        record(NetworkId::Session6, 3, &worse),
    ];
    let page = page(vec![(Experiment::Source(NetworkId::Session6), records)]);
    assert!(row(&page, "| session6 | best of").ends_with("| 99.440 | 99.38 to 99.44 | met |"), "{page}");
    assert!(row(&page, "| session6 | mean of").ends_with("| 99.400 | 99.38 to 99.44 | met |"), "{page}");
    assert!(page.contains("99.44 (epoch 16)"), "{page}");
}

#[test]
fn outputs_that_are_stuck_are_counted_and_named() {
    let mut stuck = record(NetworkId::Session1LastRelu, 1, &[2_790]);
    stuck.epochs[0].report.stuck_outputs = Some(vec![0, 4, 7]);
    let page = page(vec![(Experiment::Source(NetworkId::Session1LastRelu), vec![stuck])]);
    assert!(page.contains("| 1 | 3 | 0, 4, 7 |"), "{page}");
    assert!(page.contains("27.90 (1.9687)"), "the document's figure: {page}");
}

#[test]
fn the_page_and_its_pictures_are_written_where_they_are_wanted() {
    let (runs, docs) = (Folder::new("runs"), Folder::new("docs"));
    let record = record(NetworkId::Mlp, 1, &[8_885, 9_280, 9_495, 9_620, 9_650]);
    record.write(&files(&runs.0)).unwrap();
    let results = Results::read(&runs.0).unwrap();
    assert_eq!(results.of("mlp"), [record]);
    report::write(&results, &docs.0).unwrap();
    let page = fs::read_to_string(docs.0.join("reproduction.md")).unwrap();
    let picture = page.split("](").nth(1).and_then(|rest| rest.split(')').next()).expect("a picture");
    let picture = fs::read_to_string(docs.0.join(picture)).unwrap();
    assert!(picture.starts_with("<svg") && picture.contains("document") && picture.contains("seed 1"));
}

#[test]
fn a_record_of_other_settings_is_left_out_of_the_report_and_told() {
    let folder = Folder::new("old");
    let mut old = record(NetworkId::Mlp, 1, &[8_885, 9_280, 9_495, 9_620, 9_650]);
    old.config.network = NetworkChoice::new(NetworkId::Nn2);
    old.write(&files(&folder.0)).unwrap();
    let results = Results::read(&folder.0).unwrap();
    assert!(results.of("mlp").is_empty());
    assert!(matches!(results.problems[..], [ReproduceError::OtherSettings { .. }]), "{:?}", results.problems);
}
