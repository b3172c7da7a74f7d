//! What page and worker say to each other. Messages travel as postcard; bulk data (files, weights)
//! travels beside them as transferred buffers.

mod command;
mod event;
mod timing;

pub use command::{Aim, Command};
pub use event::*;
pub use timing::{TimedDevice, TimingEnd, TimingNews};

use serde::{Deserialize, Serialize};

/// The workers' programs: a wasm file each. Of those that train the page starts one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Program {
    /// On the GPU Fovea's kernels.
    #[default]
    Fovea,
    /// On the GPU burn's too. It can do what the other can, and is larger.
    Burn,
    /// It trains nothing: it reads sources of PyTorch.
    Reader,
}

/// Names one run: a network's training from fresh weights, or from those of a file. The page counts them up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

impl RunId {
    /// The first name of those that the page does not count: of weights that come with it.
    const READY: u32 = 1 << 31;

    /// Names the ready-trained weights of the network in this place of the zoo.
    pub fn ready(place: usize) -> Self {
        Self(Self::READY | place as u32)
    }

    /// Whether it names ready-trained weights.
    pub fn is_ready(self) -> bool {
        self.0 & Self::READY != 0
    }
}

/// Names one request of the page, so that its answer is not taken for another's; the page counts them up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// Names the sources that both wasm files were built from, so that a stale worker is noticed.
pub const BUILD: &str = env!("FOVEA_BUILD");
