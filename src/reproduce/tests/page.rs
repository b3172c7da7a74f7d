//! What the report makes of records.

use crate::reports::TestedOn;
use std::fs;

use super::Folder;
use crate::reports::EpochReport;
use crate::reproduce::files::RunFiles;
use crate::reproduce::record::{Epoch, Record};
use crate::reproduce::results::Results;
use crate::reproduce::{Experiment, ReproduceError, picture, report};
use crate::settings::TrainConfig;
use crate::zoo::{self, Row};

/// A finished record with these counts of right answers of 10,000 after each epoch.
fn record(network: &Row, seed: u64, correct: &[u32]) -> Record {
    let config = TrainConfig { seed, ..network.config() };
    assert_eq!(config.epochs as usize, correct.len());
    let epoch = |(correct, epoch): (&u32, u32)| Epoch {
        report: EpochReport {
            tested_on: TestedOn::Test,
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
    let mlp =
        |last| [1, 2, 3].map(|seed| record(&zoo::MLP, seed, &[8_885, 9_280, 9_495, 9_620, last])).to_vec();
    let with = |mlp: Vec<Record>| {
        page(vec![(Experiment::Source(&zoo::MLP), mlp), (Experiment::Source(&zoo::CNN), Vec::new())])
    };
    let met = with(mlp(9_650));
    assert!(row(&met, "| mlp | mean").ends_with("| met |"), "{met}");
    assert!(row(&met, "| mlp | every epoch").ends_with("| met |"), "{met}");
    assert!(row(&met, "| cnn | mean").ends_with("| not run |"), "{met}");
    assert!(met.split("## cnn").nth(1).is_some_and(|section| section.contains("Not run.")), "{met}");

    let mut one_worse = mlp(9_650);
    one_worse[2] = record(&zoo::MLP, 3, &[8_885, 9_280, 9_495, 9_620, 9_649]);
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
    let records = [1, 2, 3].map(|seed| record(&zoo::MLP, seed, &[8_885, 9_071, 9_495, 9_620, 9_685]));
    let page = page(vec![(Experiment::Source(&zoo::MLP), records.to_vec())]);
    assert!(row(&page, "| mlp | every epoch").contains("| 2.09 (epoch 2) |"), "{page}");
    assert!(row(&page, "| mlp | every epoch").ends_with("| **missed** |"), "{page}");
}

#[test]
fn the_best_epoch_of_the_best_seed_is_found() {
    let mut correct = vec![9_900; 20];
    correct[15] = 9_944;
    let worse = vec![9_938; 20];
    let records = vec![
        record(&zoo::SESSION6, 1, &correct),
        record(&zoo::SESSION6, 2, &worse),
        record(&zoo::SESSION6, 3, &worse),
    ];
    let page = page(vec![(Experiment::Source(&zoo::SESSION6), records)]);
    assert!(row(&page, "| session6 | best of").ends_with("| 99.440 | 99.38 to 99.44 | met |"), "{page}");
    assert!(row(&page, "| session6 | mean of").ends_with("| 99.400 | 99.38 to 99.44 | met |"), "{page}");
    assert!(page.contains("99.44 (epoch 16)"), "{page}");
}

#[test]
fn outputs_that_are_stuck_are_counted_and_named() {
    let mut stuck = record(&zoo::SESSION1_LAST_RELU, 1, &[2_790]);
    stuck.epochs[0].report.stuck_outputs = Some(vec![0, 4, 7]);
    let page = page(vec![(Experiment::Source(&zoo::SESSION1_LAST_RELU), vec![stuck])]);
    assert!(page.contains("| 1 | 3 | 0, 4, 7 |"), "{page}");
    assert!(page.contains("27.90 (1.9687)"), "the document's figure: {page}");
    assert!(!page.contains("session1-last-relu.svg"), "no losses, no picture: {page}");
}

#[test]
fn the_page_and_its_pictures_are_written_where_they_are_wanted() {
    let (runs, docs) = (Folder::new("runs"), Folder::new("docs"));
    let record = record(&zoo::MLP, 1, &[8_885, 9_280, 9_495, 9_620, 9_650]);
    record.write(&RunFiles::new(&runs.0, "mlp", 1)).unwrap();
    let results = Results::read(&runs.0).unwrap();
    assert_eq!(results.of("mlp"), [record]);
    report::write(&results, &docs.0).unwrap();
    let page = fs::read_to_string(docs.0.join("reproduction.md")).unwrap();
    let picture = page.split("](").nth(1).and_then(|rest| rest.split(')').next()).expect("a picture");
    let picture = fs::read_to_string(docs.0.join(picture)).unwrap();
    assert!(picture.lines().nth(1).is_some_and(|line| line.starts_with("<svg")));
    assert!(picture.contains("document") && picture.contains("seed 1"));
}

#[test]
fn one_epoch_is_drawn_by_its_steps() {
    let experiment = Experiment::Source(&zoo::SESSION2);
    let mut record = record(&zoo::SESSION2, 1, &[9_800]);
    record.losses = vec![0.5; 469];
    let picture = picture::draw(experiment, &[record.clone()]).unwrap();
    assert!(picture.contains("training loss") && picture.contains("step"), "{picture}");
    record.losses.pop();
    assert!(picture::draw(experiment, &[record]).is_none(), "a loss is missing");
}

#[test]
fn a_record_of_other_settings_is_left_out_of_the_report_and_told() {
    let folder = Folder::new("old");
    let mut old = record(&zoo::MLP, 1, &[8_885, 9_280, 9_495, 9_620, 9_650]);
    old.config.network = zoo::NN2.network();
    old.write(&RunFiles::new(&folder.0, "mlp", 1)).unwrap();
    let results = Results::read(&folder.0).unwrap();
    assert!(results.of("mlp").is_empty());
    assert!(matches!(results.problems[..], [ReproduceError::OtherSettings { .. }]), "{:?}", results.problems);
}
