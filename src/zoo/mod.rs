//! The networks of the page: one row for each, with all that differs between them. What a network
//! computes follows from its layers ([`crate::arch`]); names are a map beside it.

mod figures;
mod rows;
mod stack;

use std::sync::LazyLock;

pub use figures::{Bar, Figures, Published, PyTorchRuns, ReadyTrained};
pub use rows::{CNN, CNN_STRIDED, CNN2, LENET, MLP, NN2, ROWS, SESSION1_LAST_RELU, SESSION2, SESSION6, TINY};

use crate::arch::{Network, NetworkId, Op};
use crate::chart::Look;
use crate::settings::TrainConfig;
use stack::Stack;

/// All that differs between one network and another.
#[derive(Debug)]
pub struct Row {
    /// What links, files and the command line call it.
    pub name: &'static str,
    /// The name on its tab.
    pub label: &'static str,
    /// Where it comes from, in one sentence.
    pub origin: &'static str,
    /// What is to be learned from it, in one or two sentences.
    pub lesson: &'static str,
    layers: fn() -> Stack,
    /// Whether the user may choose the filters of its convolutions.
    adjustable: bool,
    /// How its source trains it, in place of the settings' defaults.
    train: fn(TrainConfig) -> TrainConfig,
    /// How pictures tell it apart; its colour is one of the palette of static/parts.css.
    pub look: Look,
    /// What runs of it are held against.
    pub figures: Figures,
    /// The weights in static/ready/, where there are some.
    pub ready: Option<ReadyTrained>,
}

impl Row {
    /// The network as its source has it.
    pub fn network(&self) -> Network {
        let layers = (self.layers)().layers;
        let is_adjustable = |at: &usize| self.adjustable && matches!(layers[*at].op, Op::Conv2d { .. });
        let adjustable = (0..layers.len()).filter(is_adjustable).collect();
        let [name, label, origin] = [self.name, self.label, self.origin].map(str::to_owned);
        Network { name, label, origin, layers, adjustable, idle: Vec::new() }
    }

    /// The network's identity, with the filters of its source.
    pub fn id(&self) -> NetworkId {
        self.network().id()
    }

    /// The settings of the network's source, on MNIST, with seed 1.
    pub fn config(&self) -> TrainConfig {
        (self.train)(TrainConfig::new(self.network()))
    }
}

/// A name that is no network's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no network called `{name}`; the networks are {}", names().join(", "))]
pub struct UnknownNetwork {
    pub name: String,
}

/// The names of all networks, in the order of their tabs.
pub fn names() -> Vec<&'static str> {
    ROWS.iter().map(|row| row.name).collect()
}

/// How the sources train them, in the order of their tabs.
pub fn configs() -> Vec<TrainConfig> {
    ROWS.iter().map(|row| row.config()).collect()
}

/// The row of the network with this identity; none for one that is not in the zoo.
pub fn with_id(id: NetworkId) -> Option<&'static Row> {
    static IDENTITIES: LazyLock<Vec<NetworkId>> = LazyLock::new(|| ROWS.iter().map(|row| row.id()).collect());
    let at = IDENTITIES.iter().position(|identity| *identity == id)?;
    Some(ROWS[at])
}

/// The row of the network with this name.
///
/// # Errors
/// [`UnknownNetwork`] with the names that there are.
pub fn named(name: &str) -> Result<&'static Row, UnknownNetwork> {
    ROWS.into_iter().find(|row| row.name == name).ok_or_else(|| UnknownNetwork { name: name.to_owned() })
}

#[cfg(test)]
mod tests;
