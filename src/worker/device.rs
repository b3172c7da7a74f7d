//! Which device trains, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use futures_lite::future;

use super::burn_gpu;
use crate::arch::{Network, NetworkId};
use crate::data::Dataset;
use crate::engine::{self, Device, EngineError};
use crate::protocol::{DeviceKind, DeviceReport, Event, Trouble};
use crate::settings::{DeviceChoice, EngineChoice, TrainConfig};
use crate::web::gpu::{self, Adapter, GpuProbe};
use crate::web::{clock, worker_scope};

/// Milliseconds that the browser may take to open a GPU.
const OPEN_MS: i32 = 20_000;

/// Milliseconds that the check may take: it compiles all shaders of a network.
const CHECK_MS: i32 = 120_000;

/// The GPU once it is open, with our kernels and with burn's.
#[derive(Default)]
pub(super) struct Devices {
    ours: Opened,
    burns: Opened,
    /// Of networks whose check our kernels failed, whether burn's are faster than the CPU.
    burn_pays: BTreeMap<NetworkId, bool>,
}

/// The GPU with some kernels, and what they were checked for.
#[derive(Default)]
struct Opened {
    gpu: Option<Device>,
    checked: BTreeSet<NetworkId>,
}

/// A device to train on.
pub(super) struct Chosen {
    pub device: Device,
    pub report: DeviceReport,
    /// Set when a GPU was asked for, or is there, and cannot be used.
    pub trouble: Option<Trouble>,
}

/// Only [`crate::protocol::Program::Burn`] can choose.
#[derive(Debug)]
pub(super) struct NeedsBurn;

/// Why some kernels are not used.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The GPU cannot be opened, or does not answer.
    NotOpened(String),
    /// They compute something else than the CPU.
    Wrong(String),
    /// They are slower than the CPU, and others cannot be used for this reason.
    Slow(String),
    /// They are burn's, which this program lacks.
    #[cfg_attr(feature = "burn-gpu", expect(dead_code, reason = "this program has them"))]
    NeedsBurn,
}

impl Devices {
    /// Takes the device that the configuration asks for, or the CPU with the reason. `data` is what devices are
    /// compared by.
    ///
    /// # Errors
    /// [`NeedsBurn`].
    pub async fn choose(&mut self, config: &TrainConfig, data: &Dataset) -> Result<Chosen, NeedsBurn> {
        if config.device == DeviceChoice::Cpu {
            return Ok(on_cpu("chosen by hand".into()));
        }
        let by_hand = config.device == DeviceChoice::WebGpu;
        let probe = gpu::probe().await;
        let wanted = if by_hand { probe.is_usable() } else { probe.is_recommended() };
        let refusal = match &probe {
            GpuProbe::Available(adapter) if wanted => match self.gpu(config, data).await {
                Ok((gpu, reason)) => return Ok(on_gpu(gpu, adapter, reason_for(adapter, by_hand, reason))),
                Err(Refusal::NeedsBurn) => return Err(NeedsBurn),
                Err(refusal) => refusal.to_string(),
            },
            _ => probe.reason(),
        };
        let mut chosen = on_cpu(refusal.clone());
        chosen.trouble = (by_hand || probe.is_recommended()).then(|| Trouble {
            message: format!("The GPU cannot be used: {refusal}. Training goes on with the CPU."),
            advice: probe
                .advice()
                .unwrap_or("Choose the device CPU, or reload the page to try the GPU again.")
                .into(),
        });
        Ok(chosen)
    }

    /// The CPU, to be timed.
    pub fn cpu() -> Chosen {
        on_cpu("to be timed".into())
    }

    /// The GPU with these kernels, to be timed.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn gpu_with(&mut self, kernels: EngineChoice, network: &Network) -> Result<Chosen, Refusal> {
        let probe = gpu::probe().await;
        let GpuProbe::Available(adapter) = &probe else {
            return Err(Refusal::NotOpened(probe.reason()));
        };
        Ok(on_gpu(self.open(kernels, network).await?, adapter, "to be timed".into()))
    }

    /// The GPU with the kernels that the configuration asks for. Where ours fail their check, with burn's if those
    /// are faster than the CPU, and with the reason.
    async fn gpu(
        &mut self,
        config: &TrainConfig,
        data: &Dataset,
    ) -> Result<(Device, Option<String>), Refusal> {
        let network = &config.network;
        let wrong = match self.open(config.engine, network).await {
            Ok(gpu) => return Ok((gpu, None)),
            Err(Refusal::Wrong(reason)) if config.engine == EngineChoice::Fovea => reason,
            Err(refusal) => return Err(refusal),
        };
        let gpu = self.open(EngineChoice::Burn, network).await.map_err(|refusal| refusal.after(&wrong))?;
        let pays = match self.burn_pays.get(&network.id()) {
            Some(pays) => *pays,
            None => {
                let measured = burn_gpu::is_faster_than_cpu(&gpu, config, data).await;
                let pays =
                    measured.map_err(|error| Refusal::NotOpened(format!("{wrong}; burn's: {error}")))?;
                self.burn_pays.insert(network.id(), pays);
                pays
            }
        };
        if pays { Ok((gpu, Some(wrong))) } else { Err(Refusal::Slow(wrong)) }
    }

    /// Opens the GPU with these kernels, once, and checks them, once for each network.
    async fn open(&mut self, kernels: EngineChoice, network: &Network) -> Result<Device, Refusal> {
        match kernels {
            EngineChoice::Fovea => self.ours.open(network, open_ours()).await,
            EngineChoice::Burn => self.burns.open(network, burn_gpu::open()).await,
        }
    }
}

async fn open_ours() -> Result<Device, Refusal> {
    match engine::open_gpu().await {
        Ok(gpu) => Ok(Device::Gpu(gpu)),
        Err(error) => Err(Refusal::NotOpened(error.to_string())),
    }
}

impl Opened {
    async fn open(
        &mut self,
        network: &Network,
        opening: impl Future<Output = Result<Device, Refusal>>,
    ) -> Result<Device, Refusal> {
        let gpu = match &self.gpu {
            Some(gpu) => gpu.clone(),
            None => self.gpu.insert(within(OPEN_MS, "being opened", opening).await??).clone(),
        };
        if !self.checked.contains(&network.id()) {
            let checked = within(CHECK_MS, "its check", engine::check(network, &gpu)).await?;
            checked.map_err(|error| Refusal::Wrong(format!("the GPU failed its check: {error}")))?;
            self.checked.insert(network.id());
        }
        Ok(gpu)
    }
}

impl Refusal {
    /// The same of burn's kernels, after ours were refused because they were `wrong`.
    fn after(self, wrong: &str) -> Self {
        match self {
            Refusal::NeedsBurn => Refusal::NeedsBurn,
            burns => Refusal::Wrong(format!("{wrong}; and with burn's kernels, {burns}")),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotOpened(reason) | Refusal::Wrong(reason) => f.write_str(reason),
            Refusal::Slow(wrong) => {
                write!(f, "{wrong}; burn's kernels passed it, and are slower than the CPU")
            }
            Refusal::NeedsBurn => f.write_str("burn's kernels are not loaded"),
        }
    }
}

/// What the work comes to, or the sentence for a GPU that never answers.
async fn within<T>(milliseconds: i32, what: &str, work: impl Future<Output = T>) -> Result<T, Refusal> {
    let time_is_up = async {
        clock::sleep(milliseconds).await;
        let seconds = milliseconds / 1000;
        Err(Refusal::NotOpened(format!("the GPU did not answer within {seconds} s, during {what}")))
    };
    future::or(async { Ok(work.await) }, time_is_up).await
}

/// Why the GPU trains; `ours` is why our kernels do not.
fn reason_for(adapter: &Adapter, by_hand: bool, ours: Option<String>) -> String {
    if let Some(ours) = ours {
        return format!("with burn's kernels, which agree with the CPU and are faster: with Fovea's {ours}");
    }
    let reason = match (by_hand, adapter.software) {
        (true, true) => "chosen by hand; it is a software adapter, slower than the CPU",
        (true, false) => "chosen by hand; one step on it agrees with the CPU",
        (false, _) => "a real GPU whose step agrees with the CPU's",
    };
    reason.into()
}

fn on_gpu(device: Device, adapter: &Adapter, reason: String) -> Chosen {
    let kind = if let Device::BurnGpu(_) = device { DeviceKind::BurnGpu } else { DeviceKind::Gpu };
    let report = DeviceReport { kind, name: adapter.name.clone(), reason };
    Chosen { device, report, trouble: None }
}

fn on_cpu(reason: String) -> Chosen {
    let name = "CPU (WebAssembly SIMD)".into();
    Chosen {
        device: Device::Cpu,
        report: DeviceReport { kind: DeviceKind::Cpu, name, reason },
        trouble: None,
    }
}

/// A lost GPU cannot be opened again in this worker: the page must start another.
pub(super) fn device_lost(error: &EngineError) {
    let trouble = Trouble {
        message: format!("The GPU was lost: {error}."),
        advice:
            "Train again, on the CPU if it happens more than once; what was learned is as it was last kept."
                .into(),
    };
    worker_scope::post(&Event::GivingUp(trouble), Vec::new());
}
