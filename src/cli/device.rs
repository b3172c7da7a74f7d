//! `--device`: the CPU, or a GPU that agrees with it.

use clap::ValueEnum;

use super::CliError;
use crate::arch::Network;
use crate::engine::{self, Device};
use crate::settings::DeviceChoice;

/// Where to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// All cores of this machine.
    Cpu,
    /// The GPU that the driver prefers, once it has passed its check.
    Gpu,
}

impl Choice {
    /// The same in a configuration.
    pub fn in_config(self) -> DeviceChoice {
        match self {
            Choice::Cpu => DeviceChoice::Cpu,
            Choice::Gpu => DeviceChoice::WebGpu,
        }
    }

    /// Opens the device; a GPU must agree with the CPU on a small step of `network`.
    ///
    /// # Errors
    /// [`CliError::Gpu`] when there is no GPU, or none that can be trusted.
    pub async fn open(self, network: &Network) -> Result<Device, CliError> {
        match self {
            Choice::Cpu => Ok(Device::Cpu),
            Choice::Gpu => {
                let gpu = engine::open_gpu().await.map_err(|error| CliError::Gpu(error.to_string()))?;
                engine::check(network, &gpu)
                    .await
                    .map_err(|error| CliError::Gpu(format!("it failed its check: {error}")))?;
                Ok(Device::Gpu(gpu))
            }
        }
    }
}
