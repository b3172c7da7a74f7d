//! `fovea evaluate`: what a file of weights scores on the test images.

use std::path::PathBuf;

use futures_lite::future::block_on;
use serde::Serialize;

use super::interrupt::Interrupt;
use super::table::{Align, Table};
use super::{CliError, data, device, json, network, output};
use crate::arch::CLASSES;
use crate::data::{Dataset, Normalisation};
use crate::engine::{Model, weights};
use crate::file;
use crate::reports::{Evaluation, Tested};
use crate::settings::{Field, Settings, TrainConfig};
use crate::study::Confusion;
use crate::train::{Signal, evaluate};
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
    /// A safetensors file with the names of PyTorch's state_dict.
    file: PathBuf,
    /// The network that the weights are of; `fovea nets` lists them.
    #[arg(long)]
    net: String,
    /// Filters of the convolutions, as in 16,32,64; for networks that let them be chosen.
    #[arg(long, value_name = "A,B,C")]
    filters: Option<String>,
    #[command(flatten)]
    data: data::Args,
    /// Decides generated digits [default: 1].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
    /// Normalise pixels, or not with --normalise=0 [default: what the file says, else the network's source].
    #[arg(long, value_name = "0|1", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    normalise: Option<String>,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "cpu")]
    device: device::Choice,
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
    let mut settings = network::settings(&args.net, args.filters.as_deref())?;
    for (field, text) in [(Field::Seed, &args.seed), (Field::Normalise, &args.normalise)] {
        if let Some(text) = text {
            settings = settings.with(field, text);
        }
    }
    let config = network::valid(&settings)?;
    let network = &config.network;
    let loaded = weights::read(network, &file::read(&args.file)?)
        .map_err(|source| CliError::Weights { path: args.file.clone(), source })?;
    loaded.remarks.iter().for_each(output::note);
    // What was said by hand counts more than what the file says.
    let said = args.normalise.as_ref().map(|_| config.normalise);
    let normalise = said.or(loaded.normalise).unwrap_or(config.normalise);

    let data = args.data.load_test(config.seed)?;
    let interrupt = Interrupt::listen()?;
    let go_on = async |_| if interrupt.pressed() { Signal::Stop } else { Signal::Continue };
    let Tested { evaluation, answers } = block_on(async {
        let device = args.device.open(network).await?;
        let model = Model::with_state(network.clone(), &loaded.state, &device).await?;
        let test = evaluate(&model, &data.data, Normalisation::switched(normalise), go_on);
        test.await?.ok_or(CliError::Interrupted)
    })?;
    let score = Score {
        network: &network.name,
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
