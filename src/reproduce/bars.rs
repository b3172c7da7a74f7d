//! The bars that the figures are held against, as data, and how each comes out.

use super::published::PyTorchRuns;
use super::results::{Results, SEEDS, Spread};
use super::{Experiment, Record};
use crate::reports::Evaluation;

/// Something that is asked of an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The experiment's name.
    pub experiment: &'static str,
    pub asked: Asked,
}

/// What is asked. Accuracies are shares of the test images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// Of the mean over the seeds after the last epoch.
    MeanOfLast(f64),
    /// Of the mean over the seeds of each seed's best epoch among the first.
    MeanOfBest { least: f64, epochs: u32 },
    /// Of the best seed after the last epoch.
    BestSeed(f64),
    /// Of the best epoch among the first of the best seed.
    BestEpoch { least: f64, epochs: u32 },
    /// Every epoch's mean over the seeds is no further than this from PyTorch's.
    NearPyTorch(f64),
    /// Of the mean over the seeds on MNIST's test images, for networks trained on others.
    MeanOnMnist(f64),
    /// The network has fewer parameters than this.
    FewerParameters(usize),
}

const fn bar(experiment: &'static str, asked: Asked) -> Bar {
    Bar { experiment, asked }
}

/// A mean of decimal fractions may be off by its rounding; one image more or less is 30,000 times that.
const ROUNDING: f64 = 1e-9;

/// Every bar.
pub const BARS: &[Bar] = &[
    bar("session2", Asked::MeanOfLast(0.9796)),
    bar("session6", Asked::BestEpoch { least: 0.9944, epochs: 20 }),
    bar("session6", Asked::MeanOfBest { least: 0.9940, epochs: 20 }),
    bar("session6", Asked::FewerParameters(20_000)),
    bar("mlp", Asked::MeanOfLast(0.965)),
    bar("mlp", Asked::NearPyTorch(0.02)),
    bar("lenet", Asked::BestSeed(0.975)),
    bar("cnn", Asked::MeanOfLast(0.980)),
    bar("cnn", Asked::NearPyTorch(0.02)),
    bar("tiny", Asked::MeanOfBest { least: 0.9940, epochs: 15 }),
    bar("tiny", Asked::FewerParameters(8_000)),
    bar("generated", Asked::MeanOfLast(0.99)),
    bar("generated", Asked::MeanOnMnist(0.90)),
];

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

impl Bar {
    /// How it comes out.
    pub fn verdict(&self, results: &Results) -> Verdict {
        if let Asked::FewerParameters(most) = self.asked {
            let network = self.experiment.parse::<Experiment>().map(Experiment::network);
            return match network.ok().and_then(|network| network.trace().ok()) {
                Some(trace) => decided(trace.parameters < most, Figure::Parameters(trace.parameters)),
                None => Verdict::NotRun { seeds: 0 },
            };
        }
        let records = results.finished(self.experiment);
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
        let (counts, over, least) = match self.asked {
            Asked::MeanOfLast(least) => (last()?.mean, last()?, least),
            Asked::MeanOfBest { least, epochs } => (best(epochs)?.mean, best(epochs)?, least),
            Asked::BestSeed(least) => (last()?.most, last()?, least),
            Asked::BestEpoch { least, epochs } => (best(epochs)?.most, best(epochs)?, least),
            Asked::MeanOnMnist(least) => {
                let over = Spread::of(records.iter().filter_map(on_mnist))?;
                (over.mean, over, least)
            }
            Asked::NearPyTorch(within) => {
                let (epoch, furthest) = furthest_from_pytorch(self.experiment, records)?;
                return Some((furthest <= within + ROUNDING, Figure::Distance { furthest, epoch }));
            }
            Asked::FewerParameters(_) => return None,
        };
        Some((counts >= least - ROUNDING, Figure::Accuracy { counts, over }))
    }
}

fn decided(met: bool, figure: Figure) -> Verdict {
    if met { Verdict::Met(figure) } else { Verdict::Missed(figure) }
}

/// The epoch, from 1, whose mean over the seeds is furthest from PyTorch's mean, and how far that is.
fn furthest_from_pytorch(experiment: &str, records: &[&Record]) -> Option<(usize, f64)> {
    let pytorch = PyTorchRuns::of(experiment)?;
    let distances = pytorch.mean().into_iter().enumerate().map(|(at, theirs)| {
        let ours = records.iter().filter_map(|record| record.epochs.get(at));
        let ours = Spread::of(ours.map(|epoch| epoch.report.test_accuracy()))?;
        Some((at + 1, (ours.mean - theirs).abs()))
    });
    let distances: Vec<_> = distances.collect::<Option<_>>()?;
    distances.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_is_of_an_experiment() {
        for bar in BARS {
            assert!(bar.experiment.parse::<Experiment>().is_ok(), "{bar:?}");
        }
    }
}
