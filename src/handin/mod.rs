//! The hand-in of one run or of several: a notebook or a text that tells what was trained, how, and what came of it.

mod file;
mod log;
mod markdown;
mod notebook;
mod pictures;
mod sections;
mod summary;
#[cfg(test)]
mod tests;
mod training;

pub use file::{RunsFile, RunsFileError};

use crate::record::Run;
use crate::reports::HandInFormat;

/// The file of a hand-in: its name and its content.
///
/// # Errors
/// Where the source of a run's network is none any more, in words.
pub fn write(runs: Vec<Run>, format: HandInFormat) -> Result<(String, String), String> {
    let parts = || sections::of(&runs).map_err(|refusal| refusal.to_string());
    let (text, ending) = match format {
        HandInFormat::Notebook => (notebook::write(&parts()?), "ipynb"),
        HandInFormat::Markdown => (markdown::write(&parts()?), "md"),
        HandInFormat::Json => {
            (RunsFile::from(runs.clone()).write().map_err(|error| error.to_string())?, "json")
        }
    };
    let name = match &runs[..] {
        [run] => run.config.network.name.clone(),
        runs => format!("{}-runs", runs.len()),
    };
    Ok((format!("fovea-{name}.{ending}"), text))
}

/// A piece of a hand-in.
enum Part {
    /// Markdown.
    Text(String),
    /// Python that runs.
    Code(String),
    Picture(Picture),
}

/// A picture with the words that stand for it.
struct Picture {
    /// Without ending.
    name: String,
    words: String,
    kind: PictureKind,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy)]
enum PictureKind {
    Svg,
    Png,
}

impl Picture {
    fn file(&self) -> String {
        let ending = match self.kind {
            PictureKind::Svg => "svg",
            PictureKind::Png => "png",
        };
        format!("{}.{ending}", self.name)
    }

    fn media_type(&self) -> &'static str {
        match self.kind {
            PictureKind::Svg => "image/svg+xml",
            PictureKind::Png => "image/png",
        }
    }
}
