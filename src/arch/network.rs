//! A network: where it comes from, what it teaches, its layers, and how its source trains it.

use serde::{Deserialize, Serialize};

use super::Layer;

/// The networks of the zoo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NetworkId {
    Session2,
    Session1LastRelu,
    Session6,
    Mlp,
    Lenet,
    Cnn,
    Nn2,
    Cnn2,
}

/// Which network, with what the user may change in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NetworkChoice {
    pub id: NetworkId,
    /// Filters of the three convolutions of [`NetworkId::Cnn`]; the other networks ignore them.
    pub filters: [usize; 3],
}

/// A network as data: everything else about it is derived from this.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    pub id: NetworkId,
    /// The name on its tab.
    pub label: &'static str,
    /// Where it comes from, in one sentence.
    pub source: &'static str,
    /// What is to be learned from it, in one or two sentences.
    pub lesson: &'static str,
    /// In order; the input is [`INPUT`].
    pub layers: Vec<Layer>,
}

/// Shape of the input of every network: one channel, 28 rows, 28 columns.
pub const INPUT: [usize; 3] = [1, 28, 28];

/// Number of classes: the digits 0 to 9.
pub const CLASSES: usize = 10;
