//! The native command line: the same library and the same training loop as the page's.

mod data;
mod device;
mod error;
mod evaluate;
mod host;
mod inspect;
mod interrupt;
mod json;
mod nets;
mod network;
mod output;
mod own;
mod recording;
mod report;
mod reproduce;
mod settings;
mod summary;
mod table;
mod text;
mod train;
mod weights;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::CliError;

const AFTER_HELP: &str = "\
Examples:
  fovea nets
  fovea summary session6
  fovea train lenet --epochs 2 --lr 0.05 --out lenet.safetensors
  fovea train mlp --data generated --json
  fovea evaluate lenet.safetensors --net lenet
  fovea inspect lenet.safetensors --net lenet --out seen
  fovea report run.json --out homework.ipynb
  fovea reproduce --dir runs --out report

Exit codes:
  0    done
  1    something failed; one sentence on stderr says what
  2    the command line cannot be understood
  130  stopped by Ctrl-C
  141  whoever read the output has gone";

/// Trains convolutional networks on MNIST, as the page does.
#[derive(Debug, Parser)]
#[command(name = "fovea", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Nets(nets::Args),
    Summary(summary::Args),
    Train(Box<train::Args>),
    Evaluate(evaluate::Args),
    Inspect(inspect::Args),
    Report(report::Args),
    Reproduce(reproduce::Args),
}

/// Carries out the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nowhere is left to complain to when this cannot be printed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { error::USAGE } else { 0 });
        }
    };
    let done = match cli.command {
        Command::Nets(args) => nets::run(&args),
        Command::Summary(args) => summary::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Reproduce(args) => reproduce::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => error.report(),
    }
}
