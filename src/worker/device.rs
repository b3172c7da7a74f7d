//! Which device trains, and why.

use std::collections::BTreeSet;

use futures_lite::future;

use crate::arch::{Network, NetworkId};
use crate::engine::{self, Device, EngineError, Gpu};
use crate::protocol::{DeviceKind, DeviceReport, Event, Trouble};
use crate::settings::{DeviceChoice, TrainConfig};
use crate::web::gpu::{self, Adapter, GpuProbe};
use crate::web::{clock, worker_scope};

/// Milliseconds that the browser may take to open a GPU.
const OPEN_MS: i32 = 20_000;

/// Milliseconds that the check may take: it compiles all shaders of a network.
const CHECK_MS: i32 = 120_000;

/// The GPU once it is open, and what it was checked for.
#[derive(Default)]
pub(super) struct Devices {
    gpu: Option<Gpu>,
    checked: BTreeSet<NetworkId>,
}

/// A device to train on.
pub(super) struct Chosen {
    pub device: Device,
    pub report: DeviceReport,
    /// Set when a GPU was asked for, or is there, and cannot be used.
    pub trouble: Option<Trouble>,
}

impl Devices {
    /// Takes the device that the configuration asks for, or the CPU with the reason.
    pub async fn choose(&mut self, config: &TrainConfig) -> Chosen {
        if config.device == DeviceChoice::Cpu {
            return on_cpu("chosen by hand".into());
        }
        let by_hand = config.device == DeviceChoice::WebGpu;
        let probe = gpu::probe().await;
        let wanted = if by_hand { probe.is_usable() } else { probe.is_recommended() };
        let refusal = match &probe {
            GpuProbe::Available(adapter) if wanted => match self.open(&config.network).await {
                Ok(gpu) => return on_gpu(gpu, adapter, by_hand),
                Err(reason) => reason,
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
        chosen
    }

    /// Opens the GPU, once, and checks it, once for each network.
    async fn open(&mut self, network: &Network) -> Result<Gpu, String> {
        let gpu = match &self.gpu {
            Some(gpu) => gpu.clone(),
            None => {
                let opened = within(OPEN_MS, "being opened", engine::open_gpu()).await?;
                self.gpu.insert(opened.map_err(|error| error.to_string())?).clone()
            }
        };
        if !self.checked.contains(&network.id()) {
            let checked = within(CHECK_MS, "its check", engine::check(network, &gpu)).await?;
            checked.map_err(|error| format!("the GPU failed its check: {error}"))?;
            self.checked.insert(network.id());
        }
        Ok(gpu)
    }
}

/// What the work comes to, or the sentence for a GPU that never answers.
async fn within<T>(milliseconds: i32, what: &str, work: impl Future<Output = T>) -> Result<T, String> {
    let time_is_up = async {
        clock::sleep(milliseconds).await;
        Err(format!("the GPU did not answer within {} s, during {what}", milliseconds / 1000))
    };
    future::or(async { Ok(work.await) }, time_is_up).await
}

fn on_gpu(gpu: Gpu, adapter: &Adapter, by_hand: bool) -> Chosen {
    let reason = match (by_hand, adapter.software) {
        (true, true) => "chosen by hand; it is a software adapter, slower than the CPU",
        (true, false) => "chosen by hand; one step on it agrees with the CPU",
        (false, _) => "a real GPU whose step agrees with the CPU's",
    };
    let report = DeviceReport { kind: DeviceKind::Gpu, name: adapter.name.clone(), reason: reason.into() };
    Chosen { device: Device::Gpu(gpu), report, trouble: None }
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
