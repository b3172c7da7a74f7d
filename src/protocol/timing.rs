//! What the worker tells of a `TimeDevices`.

use serde::{Deserialize, Serialize};

use super::{DeviceKind, DeviceReport, Preparation, Trouble};
use crate::reports::StepTiming;

/// How far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TimingNews {
    Preparing(Preparation),
    /// Steps that count so far.
    Timing {
        device: DeviceKind,
        done: u32,
        total: u32,
    },
    /// A device is done. That takes the place of an earlier timing of it: the GPU could not hold the batch, and the
    /// CPU was timed again with a smaller one.
    Timed(TimedDevice),
    /// Nothing follows.
    Ended(TimingEnd),
}

/// What a device was timed with, and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimedDevice {
    pub device: DeviceReport,
    /// Milliseconds that a GPU took to be opened, compiled for and checked, before its first step; next to none where
    /// that was done before. None for the CPU.
    pub check_ms: Option<f64>,
    /// The data, as [`super::DataReport::name`] has it.
    pub data: String,
    /// Training images of an epoch.
    pub images: u32,
    pub timing: StepTiming,
}

/// How a timing ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimingEnd {
    /// All that was asked for was timed.
    Done,
    /// What was timed before a GPU, or burn's kernels on it, could not be used for this reason.
    NoGpu(String),
    /// The user stopped it.
    Stopped,
    /// A run was to start.
    GaveWay,
    Failed(Trouble),
}
