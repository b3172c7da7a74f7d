//! One experiment: its settings, its epochs beside the document's, its runs.

use super::PICTURES;
use super::table::{heading, percent, seconds, table};
use crate::reports::EpochReport;
use crate::reproduce::results::{SEEDS, Spread};
use crate::reproduce::{Experiment, Record, picture};
use crate::settings::{DataChoice, OptimiserChoice, Schedule, TrainConfig};
use crate::words::{count, plain, plural};
use crate::zoo::Published;

/// The section of the page.
pub fn section(experiment: Experiment, records: &[Record]) -> String {
    let config = experiment.config(SEEDS[0]);
    let parameters = experiment.network().trace().map_or(0, |trace| trace.parameters);
    let mut text = format!(
        "## {experiment}\n\n{}\n\n{} parameters; {}.\n\n```sh\nscripts/fovea reproduce {experiment}\n```\n",
        experiment.about(),
        count(parameters as u64),
        settings(&config),
    );
    let begun: Vec<&Record> = records.iter().filter(|record| !record.epochs.is_empty()).collect();
    if begun.is_empty() {
        return text + "\nNot run.\n";
    }
    text += &format!("\n{}", epochs(experiment, &begun));
    if let Some(subject) = picture::subject(records) {
        text += &format!("\n![{experiment}: {subject}]({PICTURES}/{experiment}.svg)\n");
    }
    if begun.iter().any(|record| stuck(record).is_some()) {
        text += &format!("\n{}", stuck_outputs(&begun));
    }
    if config.data == DataChoice::Generated {
        text += &format!("\n{}", on_mnist(&begun));
    }
    text + &format!("\n{}", runs(&begun, config.epochs))
}

/// The settings in a sentence without its full stop.
fn settings(config: &TrainConfig) -> String {
    let mut parts = vec![
        plural(config.epochs.into(), "epoch"),
        format!("batch {}", config.batch),
        format!("learning rate {}", plain(config.learning_rate)),
    ];
    match config.schedule {
        Schedule::Constant => {}
        Schedule::Step { every, gamma } => {
            parts.push(format!("multiplied by {} every {every} epochs", plain(gamma)));
        }
        Schedule::Cosine => parts.push("down to zero along a cosine".to_owned()),
        Schedule::OneCycle => parts.push("up and down in one cycle".to_owned()),
    }
    match config.optimiser {
        OptimiserChoice::Sgd => {}
        other => parts.push(format!("optimiser {}", other.word())),
    }
    if config.momentum != 0.0 {
        parts.push(format!("momentum {}", plain(config.momentum)));
    }
    if config.weight_decay != 0.0 {
        parts.push(format!("weight decay {}", plain(config.weight_decay)));
    }
    parts.push(if config.shuffle { "shuffled" } else { "not shuffled" }.to_owned());
    parts.push(if config.normalise { "normalised pixels" } else { "pixels from 0 to 1" }.to_owned());
    if config.augment {
        parts.push("images rotated, shifted and scaled at random".to_owned());
    }
    if config.data == DataChoice::Generated {
        parts.push("generated digits".to_owned());
    }
    parts.join(", ")
}

/// The epochs: the document's figures, PyTorch's, every seed's, and the mean of the seeds.
fn epochs(experiment: Experiment, records: &[&Record]) -> String {
    let figures = experiment.figures();
    let (published, pytorch) = (figures.published.as_ref(), figures.pytorch.as_ref());
    let scheduled = records.iter().any(|record| record.config.schedule != Schedule::Constant);
    let mut names = vec!["epoch".to_owned()];
    names.extend(scheduled.then(|| "learning rate".to_owned()));
    names.extend(published.map(|_| "document".to_owned()));
    names.extend(pytorch.map(|runs| format!("PyTorch, {} seeds", runs.accuracy.len())));
    names.extend(records.iter().map(|record| format!("seed {}", record.config.seed)));
    names.push("mean".to_owned());

    let last = records.iter().map(|record| record.epochs.len()).max().unwrap_or(0);
    let row = |at: usize| {
        let of_this_epoch = |record: &&Record| record.epochs.get(at).map(|epoch| epoch.report.clone());
        let reports: Vec<Option<EpochReport>> = records.iter().map(of_this_epoch).collect();
        let mut cells = vec![(at + 1).to_string()];
        let rate = reports.iter().flatten().next().map(|report| plain(report.learning_rate));
        cells.extend(scheduled.then(|| rate.unwrap_or_default()));
        cells.extend(published.map(|published| document(published, at)));
        cells.extend(pytorch.map(|runs| {
            let seeds = runs.accuracy.iter().filter_map(|seed| seed.get(at));
            seeds.map(|share| percent(*share, runs.decimals)).collect::<Vec<_>>().join(", ")
        }));
        cells.extend(reports.iter().map(|report| report.as_ref().map(ours).unwrap_or_default()));
        let all: Option<Vec<_>> =
            reports.iter().map(|report| report.as_ref().map(EpochReport::test_accuracy)).collect();
        cells.push(all.and_then(Spread::of).map(|spread| percent(spread.mean, 2)).unwrap_or_default());
        cells
    };
    table(&names, &(0..last).map(row).collect::<Vec<_>>())
}

fn document(published: &Published, at: usize) -> String {
    let Some(share) = published.accuracy.get(at) else { return String::new() };
    let share = percent(*share, published.decimals);
    published.loss.get(at).map_or(share.clone(), |loss| format!("{share} ({loss:.4})"))
}

fn ours(report: &EpochReport) -> String {
    format!("{} ({:.4})", percent(report.test_accuracy(), 2), report.test_loss)
}

/// The outputs that are zero for every test image after the last epoch; None where the network cannot have any.
fn stuck(record: &Record) -> Option<&Vec<u8>> {
    record.epochs.last()?.report.stuck_outputs.as_ref()
}

fn stuck_outputs(records: &[&Record]) -> String {
    let rows = records.iter().filter_map(|record| {
        let stuck = stuck(record)?;
        let which: Vec<_> = stuck.iter().map(u8::to_string).collect();
        Some(vec![record.config.seed.to_string(), stuck.len().to_string(), which.join(", ")])
    });
    let heading = heading(&["seed", "outputs stuck at zero, of 10", "which"]);
    format!(
        "Outputs that are exactly zero for every one of the test images: for them the network has no opinion and \
         no gradient.\n\n{}",
        table(&heading, &rows.collect::<Vec<_>>())
    )
}

/// The scores on MNIST's test images of networks that have never seen any, digit by digit.
fn on_mnist(records: &[&Record]) -> String {
    let mut names = heading(&["seed", "all"]);
    names.extend((0..10).map(|digit: u8| digit.to_string()));
    let rows = records.iter().filter_map(|record| {
        let tested = record.mnist.as_ref()?;
        let mut cells = vec![record.config.seed.to_string(), percent(tested.accuracy(), 2)];
        cells.extend(tested.digits.iter().map(|digit| percent(digit.accuracy(), 2)));
        Some(cells)
    });
    format!(
        "On MNIST's own test images, of which it has never seen one, digit by digit:\n\n{}",
        table(&names, &rows.collect::<Vec<_>>())
    )
}

/// The runs: how far, how good, how long, and where.
fn runs(records: &[&Record], epochs: u32) -> String {
    let rows = records.iter().map(|record| {
        let best = record.best(epochs).map(|(share, epoch)| format!("{} (epoch {epoch})", percent(share, 2)));
        vec![
            record.config.seed.to_string(),
            format!("{} of {epochs}", record.epochs.len()),
            best.unwrap_or_default(),
            bound(record, record.train_seconds()),
            bound(record, record.test_seconds()),
            record.highest_load().map(|load| format!("{load:.1}")).unwrap_or_default(),
            machines(record),
        ]
    });
    let heading =
        heading(&["seed", "epochs", "best", "seconds training", "seconds testing", "load", "machine"]);
    let mut text = table(&heading, &rows.collect::<Vec<_>>());
    let missing = SEEDS.iter().filter(|seed| records.iter().all(|record| record.config.seed != **seed));
    for seed in missing {
        text += &format!("\nSeed {seed}: not run.\n");
    }
    text
}

/// Seconds, as an upper bound where the machine had other work.
fn bound(record: &Record, of: f64) -> String {
    let threads = record.sittings.iter().map(|sitting| sitting.machine.threads).max().unwrap_or(1);
    let busy = record.highest_load().is_some_and(|load| load > threads as f32 + 0.5);
    format!("{}{}", if busy { "≤ " } else { "" }, seconds(of))
}

/// Every machine that the run was trained on, once.
fn machines(record: &Record) -> String {
    let mut names: Vec<String> = Vec::new();
    for sitting in &record.sittings {
        let name = sitting.machine.to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("; then ")
}
