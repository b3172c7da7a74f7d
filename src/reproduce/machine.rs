//! On what a run was trained: processor, threads, load, and the versions of the programs.

use std::fmt;
use std::fs;
use std::thread;

use serde::{Deserialize, Serialize};

use crate::engine::Device;
use crate::words::plural;

/// What computed, and with which program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// Threads that compute on the processor.
    pub threads: usize,
    /// `CPU`, `GPU` or `GPU with burn's kernels`.
    pub device: String,
    pub fovea: String,
    /// The hash of the sources that the program was built from.
    pub build: String,
    pub burn: String,
}

impl Machine {
    /// This machine, training on `device`.
    pub fn here(device: &Device) -> Self {
        Self {
            processor: processor(),
            threads: threads(),
            device: match device {
                Device::Cpu => "CPU".to_owned(),
                Device::Gpu(_) => "GPU".to_owned(),
                Device::BurnGpu(_) => "GPU with burn's kernels".to_owned(),
            },
            fovea: env!("CARGO_PKG_VERSION").to_owned(),
            build: env!("FOVEA_BUILD").to_owned(),
            burn: env!("BURN_VERSION").to_owned(),
        }
    }

    /// The programs, in words.
    pub fn programs(&self) -> String {
        format!("Fovea {} (build {}, burn {})", self.fovea, self.build, self.burn)
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, threads, device, .. } = self;
        write!(f, "{device}; {processor}, {}", plural(*threads as u64, "thread"))
    }
}

/// Processes that ran or waited for the processor during the last minute, on average; None where the system
/// does not tell.
pub fn load() -> Option<f32> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// As many as rayon uses.
fn threads() -> usize {
    let told = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    let available = || thread::available_parallelism().map_or(1, usize::from);
    told.filter(|threads| *threads > 0).unwrap_or_else(available)
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    told.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}
