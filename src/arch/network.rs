//! A network: where it comes from, what it teaches, its layers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Layer, Op};

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
    Tiny,
}

/// Which network, with what the user may change in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

impl Network {
    /// Whether its outputs have passed a ReLU before any log-softmax. Where that made an output zero, no
    /// gradient comes back through it.
    pub fn ends_in_relu(&self) -> bool {
        let shaping = |op| matches!(op, Op::Flatten | Op::LogSoftmax);
        let last = self.layers.iter().map(|layer| layer.op).rfind(|&op| !shaping(op));
        last == Some(Op::Relu)
    }
}

impl NetworkId {
    /// All networks, in the order of their tabs.
    pub const ALL: [NetworkId; 9] = [
        NetworkId::Session2,
        NetworkId::Session1LastRelu,
        NetworkId::Session6,
        NetworkId::Mlp,
        NetworkId::Lenet,
        NetworkId::Cnn,
        NetworkId::Nn2,
        NetworkId::Cnn2,
        NetworkId::Tiny,
    ];

    /// The name in links, files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            NetworkId::Session2 => "session2",
            NetworkId::Session1LastRelu => "session1-last-relu",
            NetworkId::Session6 => "session6",
            NetworkId::Mlp => "mlp",
            NetworkId::Lenet => "lenet",
            NetworkId::Cnn => "cnn",
            NetworkId::Nn2 => "nn2",
            NetworkId::Cnn2 => "cnn2",
            NetworkId::Tiny => "tiny",
        }
    }

    /// The name on its tab.
    pub fn label(self) -> &'static str {
        match self {
            NetworkId::Session2 => "Session 2 CNN",
            NetworkId::Session1LastRelu => "Session 1 CNN, last ReLU kept",
            NetworkId::Session6 => "17k CNN",
            NetworkId::Mlp => "MLP",
            NetworkId::Lenet => "LeNet-5 variant",
            NetworkId::Cnn => "3-layer CNN",
            NetworkId::Nn2 => "2-layer NN",
            NetworkId::Cnn2 => "2 conv + 2 linear",
            NetworkId::Tiny => "Tiny CNN",
        }
    }
}

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no network's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no network called `{name}`; the networks are {}", NetworkId::ALL.map(NetworkId::as_str).join(", "))]
pub struct UnknownNetwork {
    pub name: String,
}

impl FromStr for NetworkId {
    type Err = UnknownNetwork;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|id| id.as_str() == name);
        known.ok_or_else(|| UnknownNetwork { name: name.to_owned() })
    }
}

impl NetworkChoice {
    /// Filters of [`NetworkId::Cnn`] in its source.
    pub const DEFAULT_FILTERS: [usize; 3] = [16, 32, 64];

    /// The network as its source has it.
    pub fn new(id: NetworkId) -> Self {
        Self { id, filters: Self::DEFAULT_FILTERS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_found_by_its_name() {
        for id in NetworkId::ALL {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn only_session_1_ends_in_a_relu() {
        for id in NetworkId::ALL {
            let ends = NetworkChoice::new(id).network().ends_in_relu();
            assert_eq!(ends, id == NetworkId::Session1LastRelu, "{id}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let message = "resnet".parse::<NetworkId>().unwrap_err().to_string();
        assert!(message.contains("`resnet`"), "{message}");
        for id in NetworkId::ALL {
            assert!(message.contains(id.as_str()), "{message} lacks {id}");
        }
    }
}
