//! `fovea reproduce`: trains every network as its source does, goes on where it was stopped, and writes the
//! figures beside the documents' (`docs/reproduction.md`).

use std::path::PathBuf;

use futures_lite::future::block_on;

use super::host::{Plan, Reporter, Terminal};
use super::interrupt::Interrupt;
use super::text::TextReporter;
use super::{CliError, data, device, output};
use crate::reproduce::{
    Experiment, Record, ReproduceError, Results, Run, RunFiles, SEEDS, UnknownExperiment, report,
    write_weights,
};
use crate::settings::{DataChoice, TrainConfig};
use crate::train::Ending;

const AFTER_HELP: &str = "\
Each run leaves a record and a checkpoint in the folder of --dir. The same command goes on where it
was stopped, and does not repeat what is finished. Two processes may share the folder: a run that
one of them trains is left out by the other.

Examples:
  fovea reproduce --dir runs --out report
  fovea reproduce mlp lenet --seeds 1 --dir runs --out report
  fovea reproduce session2 --device gpu --dir runs --out report
  fovea reproduce --report-only --dir runs --out report

Exit codes:
  0    done
  1    something failed; one sentence on stderr for each failure
  2    the command line cannot be understood
  130  stopped by Ctrl-C, after writing a checkpoint and the report";

/// Trains the networks as their sources do, and reports their figures beside the documents'.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// What to train: networks, or `generated` (LeNet on generated digits); all when none is named.
    #[arg(value_name = "NET")]
    names: Vec<String>,
    /// The seeds, as in 1,2,3.
    #[arg(long, value_delimiter = ',', default_values_t = SEEDS)]
    seeds: Vec<u64>,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "cpu")]
    device: device::Choice,
    #[command(flatten)]
    data: data::Args,
    /// The folder of records and checkpoints.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// The folder of the report.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A folder for the weights of finished runs, in half precision as the page loads them; of several seeds the last
    /// one's.
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
    /// Train nothing; write the report of the runs that there are.
    #[arg(long)]
    report_only: bool,
    /// Forget what there is of these runs, and begin anew.
    #[arg(long, conflicts_with = "report_only")]
    fresh: bool,
}

/// Trains what is missing, then writes the report.
///
/// # Errors
/// See [`CliError`]. A run that fails does not keep the others from being trained.
pub fn run(args: &Args) -> Result<(), CliError> {
    let experiments = experiments(&args.names)?;
    let mut problems = Vec::new();
    let mut interrupted = false;
    let runs = || experiments.iter().flat_map(|of| args.seeds.iter().map(move |seed| (*of, *seed)));
    if !args.report_only {
        let mut trainer = Trainer { args, interrupt: Interrupt::listen()?, mnist: None };
        for (experiment, seed) in runs() {
            match trainer.train(experiment, seed) {
                Err(CliError::Reproduce(problem)) => tell(problem, &mut problems),
                other => other?,
            }
            interrupted = trainer.interrupt.pressed();
            if interrupted {
                break;
            }
        }
    }
    if let Some(folder) = &args.weights {
        for (experiment, seed) in runs() {
            if let Err(problem) = write_weights(experiment, seed, &args.dir, folder) {
                tell(problem, &mut problems);
            }
        }
    }
    let results = Results::read(&args.dir)?;
    report::write(&results, &args.out)?;
    output::line(format!("The report is in {}.", args.out.join(report::PAGE).display()))?;
    for problem in results.problems {
        tell(problem, &mut problems);
    }
    match problems.len() {
        _ if interrupted => Err(CliError::Interrupted),
        0 => Ok(()),
        runs => Err(ReproduceError::Incomplete { runs }.into()),
    }
}

/// Says on stderr what keeps a run from being made or reported, once.
fn tell(problem: ReproduceError, told: &mut Vec<String>) {
    let sentence = problem.to_string();
    if !told.contains(&sentence) {
        CliError::from(problem).report();
        told.push(sentence);
    }
}

/// The experiments of these names, in the order in which they are run; all when there are no names.
fn experiments(names: &[String]) -> Result<Vec<Experiment>, UnknownExperiment> {
    let named: Vec<Experiment> = names.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
    let mut all = Experiment::all();
    all.retain(|experiment| named.is_empty() || named.contains(experiment));
    Ok(all)
}

/// What all runs share.
struct Trainer<'a> {
    args: &'a Args,
    interrupt: Interrupt,
    /// Read when the first run needs it.
    mnist: Option<data::Loaded>,
}

impl Trainer<'_> {
    /// Begins a run, goes on with it, or leaves it alone when it is finished.
    fn train(&mut self, experiment: Experiment, seed: u64) -> Result<(), CliError> {
        let args = self.args;
        let config = TrainConfig { device: args.device.in_config(), ..experiment.config(seed) };
        let files = RunFiles::new(&args.dir, experiment.name(), seed);
        let name = format!("{experiment}, seed {seed}");
        let Some(_lock) = files.lock()? else {
            return Ok(output::line(format!("{name}: left out, because another process trains it"))?);
        };
        if args.fresh {
            files.delete()?;
        }
        if Record::read(&files, &config)?.is_some_and(|record| record.is_finished()) {
            return Ok(output::line(format!("{name}: finished before"))?);
        }
        output::line(format!("\n{name}"))?;
        let mnist = match self.mnist.take() {
            Some(mnist) => mnist,
            None => real_mnist(&args.data)?,
        };
        let mnist = &*self.mnist.insert(mnist);
        let generated = (config.data == DataChoice::Generated).then(|| data::generated(seed));
        let data = generated.as_ref().unwrap_or(mnist);
        let network = &config.network;
        let parameters = network.trace()?.parameters;
        block_on(async {
            let device = args.device.open(network, config.engine).await?;
            let mut view = TextReporter::new();
            view.begin(&Plan { config: &config, parameters, data })?;
            let mut terminal = Terminal::new(&self.interrupt, &mut view);
            let run = Run {
                name: name.clone(),
                config: config.clone(),
                files,
                data: &data.data,
                mnist: generated.as_ref().map(|_| &*mnist.data.test),
                device: &device,
            };
            let outcome = run.carry_out(&mut terminal).await;
            if let Some(trouble) = terminal.into_trouble() {
                return Err(trouble);
            }
            drop(view);
            Ok(output::line(match outcome? {
                Ending::Done => format!("{name}: done"),
                Ending::Stopped => format!("{name}: stopped; the same command goes on from here"),
            })?)
        })
    }
}

/// MNIST itself.
fn real_mnist(args: &data::Args) -> Result<data::Loaded, CliError> {
    let loaded = args.load(0)?;
    match loaded.kind {
        DataChoice::Mnist => Ok(loaded),
        DataChoice::Generated | DataChoice::Own => Err(ReproduceError::NotMnist.into()),
    }
}
