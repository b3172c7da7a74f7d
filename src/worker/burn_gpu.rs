//! burn's kernels for the GPU, where this program of the worker has them.

use super::device::Refusal;
use crate::data::Dataset;
use crate::engine::{Device, EngineError};
use crate::settings::{EngineChoice, TrainConfig};
use crate::train::{Plan, Signal, Timer};
use crate::web::clock;

/// Steps that the GPU and the CPU are compared by.
const STEPS: u32 = 5;

/// Whether only [`crate::protocol::Program::Burn`] has the kernels that a configuration asks for.
pub(super) fn is_lacking(config: &TrainConfig) -> bool {
    cfg!(not(feature = "burn-gpu")) && config.engine == EngineChoice::Burn
}

/// Opens the GPU with burn's kernels.
#[cfg(feature = "burn-gpu")]
pub(super) async fn open() -> Result<Device, Refusal> {
    match crate::engine::BurnGpu::open().await {
        Ok(gpu) => Ok(Device::BurnGpu(gpu)),
        Err(error) => Err(Refusal::NotOpened(error.to_string())),
    }
}

/// The larger program of the worker does.
#[cfg(not(feature = "burn-gpu"))]
pub(super) async fn open() -> Result<Device, Refusal> {
    Err(Refusal::NeedsBurn)
}

/// Whether some steps of this configuration take less time on `gpu` than on the CPU.
pub(super) async fn is_faster_than_cpu(
    gpu: &Device,
    config: &TrainConfig,
    data: &Dataset,
) -> Result<bool, EngineError> {
    let timer = Timer { config, data, now_ms: clock::now_ms };
    let plan = Plan { steps: STEPS, ..timer.plan(&Device::Cpu).await? };
    let go_on = async |_| Signal::Continue;
    let cpu = timer.time(&Device::Cpu, plan, go_on).await?;
    let gpu = timer.time(gpu, plan, go_on).await?;
    Ok(cpu.zip(gpu).is_some_and(|(cpu, gpu)| gpu.images_a_second() > cpu.images_a_second()))
}
