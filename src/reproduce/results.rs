//! All records of a directory, by experiment, and the figures that follow from them.

use std::fs;
use std::path::Path;

use super::files::RunFiles;
use super::{Experiment, Record, ReproduceError};

/// The seeds of the bars.
pub const SEEDS: [u64; 3] = [1, 2, 3];

/// What has been run so far.
#[derive(Debug, Default)]
pub struct Results {
    /// Every experiment with its records, seed by seed.
    pub runs: Vec<(Experiment, Vec<Record>)>,
    /// Why some records are not among them.
    pub problems: Vec<ReproduceError>,
}

impl Results {
    /// The records in `directory`, of every seed that was run.
    ///
    /// # Errors
    /// [`ReproduceError::Read`] when the directory is there and cannot be read.
    pub fn read(directory: &Path) -> Result<Self, ReproduceError> {
        let mut results = Self::default();
        let names = names(directory)?;
        for experiment in Experiment::all() {
            let mut seeds: Vec<u64> = names.iter().filter_map(|name| seed_of(name, experiment)).collect();
            seeds.sort_unstable();
            let mut records = Vec::new();
            for seed in seeds {
                let files = RunFiles::new(directory, experiment.name(), seed);
                match Record::read(&files, &experiment.config(seed)) {
                    Ok(record) => records.extend(record),
                    Err(problem) => results.problems.push(problem),
                }
            }
            results.runs.push((experiment, records));
        }
        Ok(results)
    }

    /// The records of the experiment with this name.
    pub fn of(&self, name: &str) -> &[Record] {
        let found = self.runs.iter().find(|(experiment, _)| experiment.name() == name);
        found.map_or(&[], |(_, records)| records)
    }

    /// The finished records of the bars' seeds.
    pub fn finished(&self, name: &str) -> Vec<&Record> {
        let counts = |record: &&Record| record.is_finished() && SEEDS.contains(&record.config.seed);
        self.of(name).iter().filter(counts).collect()
    }
}

/// The names of the files in `directory`; none when there is no such directory.
fn names(directory: &Path) -> Result<Vec<String>, ReproduceError> {
    let failed = |source| ReproduceError::Read { path: directory.to_owned(), source };
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory).map_err(failed)?;
    entries.map(|entry| Ok(entry.map_err(failed)?.file_name().to_string_lossy().into_owned())).collect()
}

/// The seed of a record of this experiment; None for other files.
fn seed_of(name: &str, experiment: Experiment) -> Option<u64> {
    let rest = name.strip_prefix(experiment.name())?.strip_prefix("-seed")?;
    rest.strip_suffix(".json")?.parse().ok()
}

impl Record {
    /// The accuracy after the last epoch so far.
    pub fn last_accuracy(&self) -> Option<f64> {
        self.epochs.last().map(|epoch| epoch.report.test_accuracy())
    }

    /// The best accuracy of the first `epochs` epochs and the first of them, from 1, that reaches it.
    pub fn best(&self, epochs: u32) -> Option<(f64, u32)> {
        let epochs = self.epochs.iter().take(epochs as usize).map(|epoch| &epoch.report);
        let best = epochs.rev().max_by_key(|report| report.correct)?;
        Some((best.test_accuracy(), best.epoch + 1))
    }

    /// Seconds of training on the images, over all epochs.
    pub fn train_seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.report.train_seconds).sum()
    }

    /// Seconds of testing, over all epochs.
    pub fn test_seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.report.test_seconds).sum()
    }

    /// The highest load at the end of an epoch.
    pub fn highest_load(&self) -> Option<f32> {
        self.epochs.iter().filter_map(|epoch| epoch.load).max_by(f32::total_cmp)
    }
}

/// A figure over several seeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub mean: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// Of these values; None where there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<f64> = values.into_iter().collect();
        if values.is_empty() {
            return None;
        }
        Some(Self {
            mean: values.iter().sum::<f64>() / values.len() as f64,
            least: values.iter().copied().fold(f64::INFINITY, f64::min),
            most: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }
}
