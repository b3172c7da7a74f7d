//! What is to be reproduced, with which settings, and in which order.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::arch::Network;
use crate::settings::{DataChoice, TrainConfig};
use crate::zoo::{self, Figures, Row};

/// One training whose figures are reported.
#[derive(Debug, Clone, Copy)]
pub enum Experiment {
    /// A network as its source trains it.
    Source(&'static Row),
    /// LeNet on generated digits alone, tested on MNIST too.
    Generated,
}

/// Their names differ.
impl PartialEq for Experiment {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// A name that is no experiment's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is nothing called `{name}` to reproduce; choose from {}", names().join(", "))]
pub struct UnknownExperiment {
    pub name: String,
}

fn names() -> Vec<&'static str> {
    Experiment::all().into_iter().map(Experiment::name).collect()
}

impl Experiment {
    /// All of them, those that need the least arithmetic first.
    pub fn all() -> Vec<Self> {
        let sources = zoo::ROWS.into_iter().map(Self::Source);
        let mut all: Vec<_> = sources.chain([Self::Generated]).collect();
        all.sort_by_key(|experiment| experiment.flops());
        all
    }

    /// The name on the command line and of the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source(row) => row.name,
            Self::Generated => "generated",
        }
    }

    /// The settings with this seed.
    pub fn config(self, seed: u64) -> TrainConfig {
        match self {
            Self::Source(row) => TrainConfig { seed, ..row.config() },
            // With the source's settings LeNet's accuracy varies too much with the seed to judge the digits by it.
            Self::Generated => TrainConfig {
                seed,
                data: DataChoice::Generated,
                learning_rate: 0.05,
                momentum: 0.9,
                shuffle: true,
                normalise: true,
                ..zoo::LENET.config()
            },
        }
    }

    /// What its runs are held against.
    pub fn figures(self) -> &'static Figures {
        match self {
            Self::Source(row) => &row.figures,
            Self::Generated => &Figures::NONE,
        }
    }

    /// What is trained, in a sentence or two.
    pub fn about(self) -> String {
        let network = self.network();
        match self {
            Self::Source(_) => format!("{}. {}", network.label, network.origin),
            Self::Generated => {
                let label = network.label;
                format!("{label} on digits that Fovea draws from the seed. It never sees an image of MNIST.")
            }
        }
    }

    /// The network that is trained.
    pub fn network(self) -> Network {
        self.config(1).network
    }

    /// Floating-point operations of the forward passes for one image of each epoch.
    fn flops(self) -> u64 {
        let of_one_epoch = self.network().trace().map_or(0, |trace| trace.flops);
        of_one_epoch * u64::from(self.config(1).epochs)
    }
}

impl fmt::Display for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Experiment {
    type Err = UnknownExperiment;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::all().into_iter().find(|experiment| experiment.name() == name);
        known.ok_or_else(|| UnknownExperiment { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_experiment_is_found_by_its_name_and_a_wrong_name_is_answered_with_all() {
        for experiment in Experiment::all() {
            assert_eq!(experiment.name().parse(), Ok(experiment));
        }
        let message = "resnet".parse::<Experiment>().unwrap_err().to_string();
        assert!(message.contains("`resnet`") && message.contains("generated"), "{message}");
    }

    #[test]
    fn the_quick_ones_come_first() {
        let names = names();
        let place = |name| names.iter().position(|other| *other == name).unwrap();
        assert!(place("mlp") < place("session6") && place("session6") < place("session2"), "{names:?}");
    }
}
