//! `fovea evaluate`: what a file of weights scores on the test images.

use futures_lite::future::block_on;
use serde::Serialize;

use super::table::{Align, Table};
use super::{CliError, data, json, output, weights};
use crate::arch::CLASSES;
use crate::data::Dataset;
use crate::reports::{Evaluation, Tested};
use crate::settings::{Field, Settings, TrainConfig};
use crate::study::Confusion;
use crate::words::{listed, percent};

const AFTER_HELP: &str = "\
The folder of --data may hold test images and their labels alone.

Examples:
  fovea evaluate lenet.safetensors --net lenet
  fovea evaluate from-pytorch.safetensors --net session6 --normalise --json

Exit codes:
  0    evaluated
  1    something failed; one sentence on stderr says what
  2    the command line cannot be understood
  130  stopped by Ctrl-C
  141  whoever read the output has gone";

/// Tests a file of weights, ours or PyTorch's: loss, accuracy, and right answers digit by digit.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    weights: weights::Args,
    /// What was taken for what, too: a row for each digit, a column for each answer.
    #[arg(long)]
    confusion: bool,
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
}

/// What `--json` writes.
#[derive(Debug, Serialize)]
struct Score<'a> {
    network: &'a str,
    data: String,
    normalise: bool,
    accuracy: f64,
    #[serde(flatten)]
    evaluation: &'a Evaluation,
    #[serde(skip_serializing_if = "Option::is_none")]
    confusion: Option<Confusion>,
}

/// Evaluates as the arguments say.
///
/// # Errors
/// See [`CliError`].
pub fn run(args: &Args) -> Result<(), CliError> {
    let (loaded, Tested { evaluation, answers }) = block_on(async {
        let loaded = args.weights.load().await?;
        let tested = loaded.test().await?;
        Ok::<_, CliError>((loaded, tested))
    })?;
    let weights::Loaded { config, normalise, data, .. } = loaded;
    let score = Score {
        network: &config.network.name,
        data: Settings::from(&TrainConfig { data: data.kind, ..config.clone() }).text(Field::Data),
        normalise,
        accuracy: evaluation.accuracy(),
        evaluation: &evaluation,
        confusion: args.confusion.then(|| Confusion::of(&answers)),
    };
    let text = if args.json { json::text(&score)? } else { as_text(&score, &data) };
    Ok(output::line(text)?)
}

fn as_text(score: &Score<'_>, data: &data::Loaded<Dataset>) -> String {
    let Evaluation { loss, correct, total, digits, stuck_outputs } = score.evaluation;
    let mut table = Table::new([
        ("digit", Align::Left),
        ("right", Align::Right),
        ("of", Align::Right),
        ("accuracy", Align::Right),
    ]);
    for (digit, of) in digits.iter().enumerate() {
        let accuracy = format!("{} %", percent(of.accuracy()));
        table.push([digit.to_string(), of.correct.to_string(), of.total.to_string(), accuracy]);
    }
    let stuck = match stuck_outputs.as_slice() {
        [] => String::new(),
        stuck => format!("\n\nStuck at zero for every image: {}", listed(stuck)),
    };
    let confusion = score
        .confusion
        .as_ref()
        .map(|confusion| format!("\n\nWhat each digit was taken for\n\n{}", matrix(confusion)));
    let confusion = confusion.unwrap_or_default();
    format!(
        "{} on {}, pixels {}normalised\nTest loss {loss:.4}, accuracy {} % ({correct}/{total})\n\n{table}{stuck}{confusion}",
        score.network,
        data.name(),
        if score.normalise { "" } else { "not " },
        percent(score.accuracy),
    )
}

fn matrix(confusion: &Confusion) -> Table<{ CLASSES + 1 }> {
    let answers: [String; CLASSES] = std::array::from_fn(|digit| digit.to_string());
    let heading = |column: usize| match column {
        0 => ("digit", Align::Left),
        _ => (answers[column - 1].as_str(), Align::Right),
    };
    let mut table = Table::new(std::array::from_fn(heading));
    for truth in 0..CLASSES {
        table.push(std::array::from_fn(|column| match column {
            0 => truth.to_string(),
            _ => confusion.count(truth, column - 1).to_string(),
        }));
    }
    table
}
