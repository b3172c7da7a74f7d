//! `fovea train`: trains a network from its beginning.

use std::path::PathBuf;
use std::time::Instant;

use futures_lite::future::block_on;

use super::host::{Conclusion, EndOfRun, Plan, Reporter, Terminal};
use super::interrupt::Interrupt;
use super::json::JsonLines;
use super::recording::Recording;
use super::text::TextReporter;
use super::{CliError, data, device, own, settings};
use crate::engine::weights::{self, About};
use crate::file::OutFile;
use crate::handin::RunsFile;
use crate::settings::TrainConfig;
use crate::train::{self, Ending, Session, TrainError};

const AFTER_HELP: &str = "\
What is not given is as the network's source has it; the first lines of the output say all of it.

Ctrl-C stops after the step in progress, and --out then gets what was learned so far; a second Ctrl-C ends
at once. When the loss is no longer finite, --out gets the last weights before that.

With --json, each line of standard output is an object whose `type` is config, start, step, epoch or end.

Examples:
  fovea train lenet
  fovea train cnn --filters 8,16,32 --epochs 3 --lr 0.05 --out cnn.safetensors
  fovea train session6 --seed 2 --device gpu
  fovea train lenet --record lenet.json && fovea report lenet.json
  fovea train homework.py --epochs 2 --out homework.safetensors
  fovea train mlp --data generated --json | grep '\"type\":\"epoch\"'

Exit codes:
  0    trained to the end
  1    something failed; one sentence on stderr says what
  2    the command line cannot be understood
  130  stopped by Ctrl-C
  141  whoever read the output has gone";

/// Trains a network and tests it after each epoch.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The network; `fovea nets` lists them. Or a file of PyTorch source, as `FILE.py` or `FILE.ipynb:Net`.
    net: String,
    #[command(flatten)]
    settings: settings::Args,
    #[command(flatten)]
    data: data::Args,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "cpu")]
    device: device::Choice,
    /// Where the weights are written in the end, as safetensors.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where a record of the run is written in the end, as JSON, for `fovea report`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Write JSON, one object a line, and nothing else to standard output.
    #[arg(long)]
    json: bool,
}

/// Trains as the arguments say.
///
/// # Errors
/// See [`CliError`]; [`CliError::Interrupted`] after Ctrl-C.
pub fn run(args: &Args) -> Result<(), CliError> {
    let config = args.settings.config(&args.net, args.device)?;
    let out = args.out.as_deref().map(OutFile::check).transpose()?;
    let interrupt = Interrupt::listen()?;
    let data = args.data.load(config.seed)?;
    let config = TrainConfig { data: data.kind, ..config };
    let mut view: Box<dyn Reporter> =
        if args.json { Box::new(JsonLines) } else { Box::new(TextReporter::new()) };
    let Some(record) = args.record.as_deref().map(OutFile::check).transpose()? else {
        return block_on(train(config, args.device, &data, out.as_ref(), &interrupt, view.as_mut()));
    };
    let mut recording = Recording::new(view.as_mut());
    let ended = block_on(train(config.clone(), args.device, &data, out.as_ref(), &interrupt, &mut recording));
    // A run that never began takes no earlier record's place.
    if !recording.has_begun() {
        return ended;
    }
    let source = own::file(&args.net).map(|file| file.code()).transpose()?;
    let run = recording.into_run(config, source, data.name(), args.device.words(), &data.data.test);
    let text = RunsFile::from(vec![run]).write().map_err(|error| CliError::Settings(format!("{error}.")))?;
    record.write(text.as_bytes())?;
    ended
}

async fn train(
    config: TrainConfig,
    device: device::Choice,
    data: &data::Loaded,
    out: Option<&OutFile>,
    interrupt: &Interrupt,
    view: &mut dyn Reporter,
) -> Result<(), CliError> {
    let network = config.network.clone();
    let parameters = network.trace()?.parameters;
    let device = device.open(&network, config.engine).await?;
    view.begin(&Plan { config: &config, parameters, data })?;

    let since = Instant::now();
    let mut session = Session::fresh(config, &device).await?;
    let mut terminal = Terminal::new(interrupt, view);
    let ended = train::run(&mut session, &data.data, &mut terminal).await;
    let trouble = terminal.into_trouble();
    // A device that failed can no longer say what was learned.
    let readable = matches!(ended, Ok(_) | Err(TrainError::NotFinite { .. }));
    let out = out.filter(|_| readable);
    if let Some(out) = out {
        let state = session.model.state().await?;
        let about = About { normalise: session.state.normalise, data: Some(data.name()) };
        let bytes = weights::write(&network, &state, &about).map_err(CliError::Unwritable)?;
        out.write(&bytes)?;
    }
    let outcome = match ended {
        Ok(Ending::Done) => EndOfRun::Done,
        Ok(Ending::Stopped) => EndOfRun::Stopped,
        Err(_) => EndOfRun::Failed,
    };
    let told = match trouble {
        Some(trouble) => Err(trouble),
        None => view.end(&Conclusion {
            outcome,
            epochs: session.state.epoch,
            steps: session.state.step,
            seconds: since.elapsed().as_secs_f64(),
            out: out.map(OutFile::path),
        }),
    };
    match ended {
        Ok(Ending::Done) => told,
        Ok(Ending::Stopped) => told.and(Err(CliError::Interrupted)),
        Err(problem @ TrainError::NotFinite { .. }) => Err(CliError::NotFinite {
            problem,
            kept: out.map_or_else(String::new, |out| {
                format!("; the weights from before that are in `{}`", out.path().display())
            }),
        }),
        Err(error) => Err(error.into()),
    }
}
