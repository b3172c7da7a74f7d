//! A network: its name, where it comes from, its layers.

use serde::{Deserialize, Serialize};

use super::{Layer, NetworkId, Op};

/// A network as data: everything else about it is derived from this.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// What links, files and the command line call it: small letters, digits and hyphens.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Where it comes from, in one sentence.
    pub origin: String,
    /// In order; the input is [`INPUT`].
    pub layers: Vec<Layer>,
    /// The convolutions, by their place among the layers, whose filters the user may choose.
    pub adjustable: Vec<usize>,
    /// Layers that the source declares and its forward never calls: PyTorch keeps their weights all the same.
    #[serde(default)]
    pub idle: Vec<Idle>,
}

/// A layer with weights that no image passes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Idle {
    pub name: String,
    pub op: Op,
    /// Channels or features that it was made for.
    pub inputs: usize,
}

/// Shape of the input of every network: one channel, 28 rows, 28 columns.
pub const INPUT: [usize; 3] = [1, 28, 28];

/// Number of classes: the digits 0 to 9.
pub const CLASSES: usize = 10;

impl Network {
    /// Its identity: two networks that compute the same have the same, whatever they are called.
    pub fn id(&self) -> NetworkId {
        NetworkId::of(&self.layers)
    }

    /// The filters that the user may choose, in the order of the convolutions; empty for most networks.
    pub fn filters(&self) -> Vec<usize> {
        let filters = |&at: &usize| match self.layers.get(at)?.op {
            Op::Conv2d { out_channels, .. } => Some(out_channels),
            _ => None,
        };
        self.adjustable.iter().filter_map(filters).collect()
    }

    /// The same network with other filters in its adjustable convolutions.
    pub fn with_filters(mut self, filters: &[usize]) -> Self {
        for (&at, &filters) in self.adjustable.iter().zip(filters) {
            if let Some(Layer { op: Op::Conv2d { out_channels, .. }, .. }) = self.layers.get_mut(at) {
                *out_channels = filters;
            }
        }
        self
    }

    /// Whether its outputs have passed a ReLU before any log-softmax. Where that made an output zero, no
    /// gradient comes back through it.
    pub fn ends_in_relu(&self) -> bool {
        let shaping = |op| matches!(op, Op::Flatten | Op::LogSoftmax);
        let last = self.layers.iter().map(|layer| layer.op).rfind(|&op| !shaping(op));
        last == Some(Op::Relu)
    }
}
