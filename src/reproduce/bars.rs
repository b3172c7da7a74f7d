//! The bars that the figures are held against, as data, and how each comes out.

use super::results::{Results, SEEDS, Spread};
use super::{Experiment, Record};
use crate::reports::Evaluation;
use crate::zoo::{self, Bar, PyTorchRuns};

/// What is asked of an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    pub experiment: Experiment,
    pub bar: Bar,
}

/// A mean of decimal fractions may be off by its rounding; one image more or less is 30,000 times that.
const ROUNDING: f64 = 1e-9;

/// What is asked of LeNet on generated digits.
const GENERATED: &[Bar] = &[Bar::MeanOfLast(0.99), Bar::MeanOnMnist(0.90)];

/// Everything that is asked, in the order of the networks.
pub fn asked() -> Vec<Asked> {
    let of_networks = zoo::ROWS.into_iter().map(|row| (Experiment::Source(row), row.figures.bars));
    let all = of_networks.chain([(Experiment::Generated, GENERATED)]);
    all.flat_map(|(experiment, bars)| bars.iter().map(move |&bar| Asked { experiment, bar })).collect()
}

/// How a bar comes out.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Not all of its seeds have been run to the end.
    NotRun {
        /// How many have.
        seeds: usize,
    },
    Met(Figure),
    Missed(Figure),
}

/// The figure that is held against a bar.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Accuracies: the one that counts, and over the seeds.
    Accuracy {
        counts: f64,
        over: Spread,
    },
    /// The largest distance from PyTorch's mean, and after which epoch, from 1.
    Distance {
        furthest: f64,
        epoch: usize,
    },
    Parameters(usize),
}

impl Asked {
    /// How it comes out.
    pub fn verdict(&self, results: &Results) -> Verdict {
        if let Bar::FewerParameters(most) = self.bar {
            return match self.experiment.network().trace() {
                Ok(trace) => decided(trace.parameters < most, Figure::Parameters(trace.parameters)),
                Err(_) => Verdict::NotRun { seeds: 0 },
            };
        }
        let records = results.finished(self.experiment.name());
        let not_run = Verdict::NotRun { seeds: records.len() };
        if records.len() < SEEDS.len() {
            return not_run;
        }
        self.figure(&records).map_or(not_run, |(met, figure)| decided(met, figure))
    }

    /// Whether these records meet the bar, and by which figure.
    fn figure(&self, records: &[&Record]) -> Option<(bool, Figure)> {
        let last = || Spread::of(records.iter().filter_map(|record| record.last_accuracy()));
        let best = |epochs| Spread::of(records.iter().filter_map(|record| Some(record.best(epochs)?.0)));
        let on_mnist = |record: &&Record| record.mnist.as_ref().map(Evaluation::accuracy);
        let (counts, over, least) = match self.bar {
            Bar::MeanOfLast(least) => (last()?.mean, last()?, least),
            Bar::MeanOfBest { least, epochs } => (best(epochs)?.mean, best(epochs)?, least),
            Bar::BestSeed(least) => (last()?.most, last()?, least),
            Bar::BestEpoch { least, epochs } => (best(epochs)?.most, best(epochs)?, least),
            Bar::MeanOnMnist(least) => {
                let over = Spread::of(records.iter().filter_map(on_mnist))?;
                (over.mean, over, least)
            }
            Bar::NearPyTorch(within) => {
                let (epoch, furthest) = furthest_from_pytorch(self.experiment, records)?;
                return Some((furthest <= within + ROUNDING, Figure::Distance { furthest, epoch }));
            }
            Bar::FewerParameters(_) => return None,
        };
        Some((counts >= least - ROUNDING, Figure::Accuracy { counts, over }))
    }
}

fn decided(met: bool, figure: Figure) -> Verdict {
    if met { Verdict::Met(figure) } else { Verdict::Missed(figure) }
}

/// Mean of PyTorch's accuracies over its seeds, after each epoch.
fn mean_over_seeds(runs: &PyTorchRuns) -> Vec<f64> {
    let epochs = runs.accuracy.iter().map(|seed| seed.len()).min().unwrap_or(0);
    let over_seeds = |epoch| Spread::of(runs.accuracy.iter().map(|seed: &&[f64]| seed[epoch]));
    (0..epochs).filter_map(over_seeds).map(|spread| spread.mean).collect()
}

/// The epoch, from 1, whose mean over the seeds is furthest from PyTorch's mean, and how far that is.
fn furthest_from_pytorch(experiment: Experiment, records: &[&Record]) -> Option<(usize, f64)> {
    let pytorch = experiment.figures().pytorch.as_ref()?;
    let distances = mean_over_seeds(pytorch).into_iter().enumerate().map(|(at, theirs)| {
        let ours = records.iter().filter_map(|record| record.epochs.get(at));
        let ours = Spread::of(ours.map(|epoch| epoch.report.test_accuracy()))?;
        Some((at + 1, (ours.mean - theirs).abs()))
    });
    let distances: Vec<_> = distances.collect::<Option<_>>()?;
    distances.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))
}
