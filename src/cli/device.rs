//! `--device`: the CPU, or a GPU that agrees with it.

use std::fmt::Display;

use clap::ValueEnum;

use super::CliError;
use crate::arch::Network;
use crate::engine::{self, BurnGpu, Device};
use crate::settings::{DeviceChoice, EngineChoice};

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

    /// What a record calls it.
    pub fn words(self) -> &'static str {
        match self {
            Choice::Cpu => "CPU of this machine",
            Choice::Gpu => "GPU of this machine",
        }
    }

    /// Opens the device; a GPU must agree with the CPU on a small step of `network`.
    ///
    /// # Errors
    /// [`CliError::Gpu`] when there is no GPU, or none that can be trusted.
    pub async fn open(self, network: &Network, kernels: EngineChoice) -> Result<Device, CliError> {
        let refused = |error: &dyn Display| CliError::Gpu(error.to_string());
        let gpu = match (self, kernels) {
            (Choice::Cpu, _) => return Ok(Device::Cpu),
            (Choice::Gpu, EngineChoice::Fovea) => {
                Device::Gpu(engine::open_gpu().await.map_err(|error| refused(&error))?)
            }
            (Choice::Gpu, EngineChoice::Burn) => {
                Device::BurnGpu(BurnGpu::open().await.map_err(|error| refused(&error))?)
            }
        };
        match engine::check(network, &gpu).await {
            Ok(()) => Ok(gpu),
            Err(error) => Err(refused(&format!("it failed its check: {error}"))),
        }
    }
}
