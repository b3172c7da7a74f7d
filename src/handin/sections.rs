//! What a hand-in tells, in its order.

use super::{Part, log, pictures, summary, training};
use crate::arch::{CLASSES, pytorch};
use crate::data::{called, mnist::MnistFile};
use crate::python::{self, Definition};
use crate::record::{Outcome, Run};
use crate::reports::{Refusal, TestedOn, best_epoch};
use crate::settings::{Group, SETTINGS};
use crate::study::Confusion;
use crate::words::{count, percent, plural};

/// All parts of a hand-in of these runs.
///
/// # Errors
/// Where the source of a run's network is none any more.
pub fn of(runs: &[Run]) -> Result<Vec<Part>, Refusal> {
    let mut parts = Vec::new();
    if runs.len() > 1 {
        parts.push(Part::Text(format!("# {} runs side by side\n\n{}", runs.len(), compared(runs))));
    }
    for (at, run) in (1..).zip(runs) {
        parts.extend(of_run(at, run)?);
    }
    Ok(parts)
}

fn of_run(at: usize, run: &Run) -> Result<Vec<Part>, Refusal> {
    let definition = definition(run)?;
    let mut parts = vec![
        Part::Text(format!("# {}\n\n{}", plain(&run.title), about(run))),
        Part::Text("## The network\n\nInput, output and receptive field stand behind each layer.".to_owned()),
        Part::Code(training::network(&definition)),
    ];
    if let Ok(summary) = summary::summary(&run.config.network) {
        parts.push(Part::Text(format!("```text\n{summary}\n```")));
    }
    parts.extend([
        Part::Text(format!("## The settings\n\n{}", settings(run))),
        Part::Code(training::data(run)),
        Part::Code(training::training(&run.config, &definition)),
        Part::Text(format!("## The training\n\n{}", told(run))),
    ]);
    parts.extend(pictures::curves(at, run).map(Part::Picture));
    if let Some(confusion) = &run.confusion {
        parts.push(Part::Text(format!("## What was taken for what\n\n{}", matrix(confusion))));
    }
    parts.extend(pictures::misread(at, run).map(Part::Picture));
    Ok(parts)
}

/// What makes the network: the user's own source, else the class that a person would write for it.
fn definition(run: &Run) -> Result<Definition, Refusal> {
    let network = &run.config.network;
    match &run.source {
        Some(source) => python::definition(source, &network.label),
        None => {
            let source = pytorch::source(network)
                .map_err(|error| Refusal { place: None, message: error.to_string() })?;
            python::definition(&source, "")
        }
    }
}

/// What came of it, and what its owner found.
fn about(run: &Run) -> String {
    let mut lines = vec![
        format!("- Network: {}, {} parameters", run.config.network.label, count(parameters(run) as u64)),
        format!("- Data: {}", data(run)),
        format!("- Device: {}", plain(&run.device)),
        format!(
            "- Training: {} after {}, {:.1} seconds without tests",
            run.outcome.word(),
            plural(run.epochs.len() as u64, "epoch"),
            run.seconds()
        ),
    ];
    if let Some(best) = best_epoch(&run.epochs) {
        lines.push(format!(
            "- Best {} accuracy: {} % ({}/{}) after epoch {}",
            best.tested_on.word(),
            percent(best.test_accuracy()),
            best.correct,
            best.total,
            best.epoch + 1
        ));
    }
    if let Some(test) = &run.final_test {
        let (accuracy, loss) = (percent(test.accuracy()), test.loss);
        lines.push(format!(
            "- The test set, looked at once in the end: {accuracy} % ({}/{}), loss {loss:.4}",
            test.correct, test.total
        ));
    }
    let accuracies: Vec<f64> = run.epochs.iter().map(|epoch| epoch.test_accuracy()).collect();
    let ended = run.outcome != Outcome::Running;
    for judged in run.config.goals.judge(parameters(run), &accuracies, ended) {
        lines.push(format!("- Goal {}: {} ({})", judged.verdict.word(), judged.goal, judged.found));
    }
    if !run.link.is_empty() {
        lines.push(format!("- [The same settings in Fovea](<{}>)", run.link.replace(['<', '>'], "")));
    }
    let notes = match run.notes.trim() {
        "" => String::new(),
        notes => format!("\n\n## Findings\n\n{notes}"),
    };
    lines.join("\n") + &notes
}

/// What the data are called, and of MNIST what its files hash to.
fn data(run: &Run) -> String {
    if run.data != called::MNIST {
        return plain(&run.data);
    }
    let sum = |file: MnistFile| format!("{file} `{}…`", &file.sha256()[..8]);
    format!("{}; SHA-256 of the files, unpacked: {}", run.data, MnistFile::ALL.map(sum).join(", "))
}

fn parameters(run: &Run) -> usize {
    run.config.network.trace().map_or(0, |trace| trace.parameters)
}

fn settings(run: &Run) -> String {
    let shown = SETTINGS.iter().filter(|setting| setting.group != Group::Goals);
    let texts = shown.map(|setting| (setting.label, setting.text(&run.config)));
    let rows: String = texts
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("| {label} | {text} |\n"))
        .collect();
    format!("| setting | value |\n|---|---|\n{rows}")
}

fn told(run: &Run) -> String {
    if run.epochs.is_empty() {
        return "No epoch was finished.".to_owned();
    }
    let validated = run.epochs.iter().any(|epoch| epoch.tested_on == TestedOn::Validation);
    let why = if validated {
        "Who chooses by figures of the test set fits the choice to it: so the epochs were tested on training images that \
         were kept apart.\n\n"
    } else {
        ""
    };
    format!("{why}The loss of a line is the mean over its epoch.\n\n```text\n{}\n```", log::log(run))
}

fn matrix(confusion: &Confusion) -> String {
    let digits = || 0..CLASSES;
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head =
        std::iter::once("truth".to_owned()).chain(digits().map(|digit| format!("as {digit}"))).collect();
    let rows: String = digits()
        .map(|truth| {
            let counts = digits().map(|answer| confusion.count(truth, answer).to_string());
            line(std::iter::once(format!("**{truth}**")).chain(counts).collect())
        })
        .collect();
    format!("{}{}{rows}", line(head), line(vec!["---:".to_owned(); CLASSES + 1]))
}

fn compared(runs: &[Run]) -> String {
    let row = |run: &Run| {
        let best = best_epoch(&run.epochs).map_or("–".to_owned(), |best| percent(best.test_accuracy()));
        let tested = run.final_test.as_ref().map_or("–".to_owned(), |test| percent(test.accuracy()));
        format!(
            "| {} | {} | {} | {} | {:.1} | {best} | {tested} |\n",
            plain(&run.title),
            run.config.network.label,
            count(parameters(run) as u64),
            run.epochs.len(),
            run.seconds(),
        )
    };
    let head = "| run | network | parameters | epochs | seconds | best accuracy, % | test set in the end, % |\n\
                |---|---|---:|---:|---:|---:|---:|\n";
    head.to_owned() + &runs.iter().map(row).collect::<String>()
}

/// Words of others, as Markdown that is nothing else.
fn plain(words: &str) -> String {
    let is_mark = |letter: char| r"\`*_{}[]<>#|&".contains(letter);
    let escaped = |letter: char| if is_mark(letter) { vec!['\\', letter] } else { vec![letter] };
    words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).flat_map(escaped).collect()
}
