//! `fovea report`: the hand-in of runs, from their records.

use std::path::{Path, PathBuf};

use super::{CliError, output};
use crate::file::{self, OutFile};
use crate::handin::{self, RunsFile};
use crate::record::Run;
use crate::reports::HandInFormat;

const AFTER_HELP: &str = "\
Examples:
  fovea train lenet --record lenet.json
  fovea report lenet.json
  fovea report lenet.json mlp.json --out compared.md";

/// Writes the hand-in of runs: their networks with receptive fields, settings, logs, curves, misread images.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Records of runs: what `fovea train --record` writes, and the page's own file of all runs.
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Where it is written: a notebook, FILE.ipynb, Markdown, FILE.md, or the records in one file, FILE.json [default: a
    /// notebook named after the network].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the hand-in.
///
/// # Errors
/// Records that cannot be read, a file that cannot be written.
pub fn run(args: &Args) -> Result<(), CliError> {
    let format = args.out.as_deref().map_or(Ok(HandInFormat::Notebook), format)?;
    let mut runs = Vec::new();
    for path in &args.runs {
        runs.extend(read(path)?);
    }
    if runs.is_empty() {
        return Err(CliError::Settings("The records hold no run.".to_owned()));
    }
    let (name, text) = handin::write(runs, format)
        .map_err(|refusal| CliError::Settings(format!("The network of a run cannot be read: {refusal}.")))?;
    let path = args.out.clone().unwrap_or_else(|| name.into());
    OutFile::check(&path)?.write(text.as_bytes())?;
    Ok(output::line(format!("The hand-in is in {}.", path.display()))?)
}

/// What the ending of a file asks for.
fn format(path: &Path) -> Result<HandInFormat, CliError> {
    match path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("ipynb") => Ok(HandInFormat::Notebook),
        Some("md") => Ok(HandInFormat::Markdown),
        Some("json") => Ok(HandInFormat::Json),
        _ => Err(CliError::Settings(format!(
            "The --out must end in .ipynb, for a notebook, in .md, for Markdown, or in .json, not `{}`.",
            path.display()
        ))),
    }
}

fn read(path: &Path) -> Result<Vec<Run>, CliError> {
    let failed = |why: String| CliError::Record { path: path.to_owned(), why };
    let content = file::read(path)?;
    let text = String::from_utf8(content).map_err(|_| failed("it is no text in UTF-8".to_owned()))?;
    Ok(RunsFile::read(&text).map_err(|error| failed(error.to_string()))?.runs)
}
