//! Times the CPU against the GPU: the button, how far it is, and what came of it.

use yew::prelude::*;

use super::progress::bar;
use crate::protocol::{DeviceKind, Preparation, TimedDevice, TimingEnd};
use crate::reports::{TIMED_SECONDS, TIMED_STEPS};
use crate::ui::state::{Action, DeviceTimes, TimingStage};
use crate::ui::tab::TabId;
use crate::ui::timing_table::{NamedTimes, milliseconds, timing_table};
use crate::words::{count, plural};

#[derive(Properties, PartialEq)]
pub struct TimingProps {
    pub tab: TabId,
    /// The tab's newest.
    pub newest: Option<NamedTimes>,
    /// Why the devices cannot be timed now.
    pub obstacle: Option<AttrValue>,
    pub dispatch: Callback<Action>,
}

/// The section of a network's tab.
#[component]
pub fn DeviceTiming(props: &TimingProps) -> Html {
    let TimingProps { tab, newest, obstacle, dispatch } = props;
    let tab = *tab;
    let times = newest.as_ref().map(|named| &*named.times);
    let goes_on = times.is_some_and(|times| !times.is_over());
    // A button that cannot be used now stays focusable, so that the keyboard does not lose its place.
    let button = |label: &'static str, action: Action, ready: bool| {
        let onclick =
            if ready { dispatch.reform(move |_: MouseEvent| action.clone()) } else { Callback::noop() };
        html! {
            <button type="button" aria-disabled={(!ready).then_some("true")} aria-describedby="timing-note" {onclick}>
                { label }
            </button>
        }
    };
    html! {
        <section class="timing" aria-label="CPU against GPU">
            <h2>{ "CPU against GPU" }</h2>
            <p class="timing-actions">
                { button("Time both devices", Action::TimeDevices(tab), obstacle.is_none() && !goes_on) }
                { button("Stop timing", Action::StopTiming, goes_on) }
            </p>
            <p class="note" id="timing-note">{ obstacle.clone().unwrap_or_else(what_it_does) }</p>
            <div role="status" aria-atomic="false">
                <p class="visually-hidden">{ times.map(announcement) }</p>
                <div class="timing-status" aria-live="off">{ for times.map(status) }</div>
            </div>
            if let Some(named) = newest.as_ref().filter(|named| !named.times.devices.is_empty()) {
                { timing_table(std::slice::from_ref(named)) }
                { for cuts(&named.times).into_iter().map(|words| html! { <p class="note">{ words }</p> }) }
            }
        </section>
    }
}

fn what_it_does() -> AttrValue {
    format!(
        "Trains up to {TIMED_STEPS} steps on the CPU, then the same on the GPU: from the same fresh weights, on the same \
         batches, at most {TIMED_SECONDS} s each. No run is changed. A GPU is checked first, which compiles its \
         programs; the time of the first step counts apart. With burn's GPU kernels in the settings, those are timed \
         too."
    )
    .into()
}

/// How far it is, with a bar, or how it ended.
fn status(times: &DeviceTimes) -> Html {
    match times.stage {
        TimingStage::Timing { device, done, total } => html! {
            <p class="progress-line">
                { bar("Steps timed on this device", Some((done.into(), total.into()))) }
                <span>{ format!("{}: step {done} of {total}…", device.word()) }</span>
            </p>
        },
        _ => html! { <p>{ announcement(times) }</p> },
    }
}

/// The same without the steps: what a screen reader is told.
fn announcement(times: &DeviceTimes) -> String {
    match &times.stage {
        TimingStage::Asked => "Waiting for the trainer…".to_owned(),
        TimingStage::Preparing(Preparation::Data) => "Getting the data…".to_owned(),
        TimingStage::Preparing(_) => "Opening and checking the GPU…".to_owned(),
        TimingStage::Timing { device, .. } => format!("Timing the {}…", device.word()),
        TimingStage::Ended(TimingEnd::Done) => verdict(times),
        TimingStage::Ended(TimingEnd::NoGpu(reason)) if times.of(DeviceKind::Gpu).is_some() => {
            format!("{} burn's kernels were not timed: {reason}.", verdict(times))
        }
        TimingStage::Ended(TimingEnd::NoGpu(reason)) => format!("The CPU alone was timed. {reason}."),
        TimingStage::Ended(TimingEnd::Stopped) => format!("Stopped. {}", what_stays(times)),
        TimingStage::Ended(TimingEnd::GaveWay) => {
            format!("Timing gave way to training. {}", what_stays(times))
        }
        TimingStage::Ended(TimingEnd::Failed(trouble)) => {
            format!("{} {}", trouble.message, what_stays(times))
        }
        TimingStage::Lost => format!("The trainer was lost meanwhile. {}", what_stays(times)),
    }
}

fn what_stays(times: &DeviceTimes) -> &'static str {
    if times.devices.is_empty() { "No device was timed." } else { "What was timed stays." }
}

/// Which device is faster, and whether both computed the same.
fn verdict(times: &DeviceTimes) -> String {
    let (Some(cpu), Some(gpu)) = (times.of(DeviceKind::Cpu), times.of(DeviceKind::Gpu)) else {
        return what_stays(times).to_owned();
    };
    let (cpu_ms, gpu_ms) = (cpu.timing.step_ms, gpu.timing.step_ms);
    let (faster, ratio) = if gpu_ms <= cpu_ms { ("GPU", cpu_ms / gpu_ms) } else { ("CPU", gpu_ms / cpu_ms) };
    let losses = match times.largest_difference(DeviceKind::Gpu) {
        Some(0.0) => "the losses are the same".to_owned(),
        Some(difference) => format!("the losses differ by {difference:.1e} at most"),
        None => "the losses cannot be compared".to_owned(),
    };
    let burn = times.of(DeviceKind::BurnGpu).map(|burn| {
        let burn_ms = burn.timing.step_ms;
        format!(
            " With burn's kernels it takes {} ms, {:.1} times ours.",
            milliseconds(burn_ms),
            burn_ms / gpu_ms
        )
    });
    format!(
        "A step takes {} ms on the CPU and {} ms on the GPU ({}): the {faster} is {ratio:.1} times as fast; {losses}.{}",
        milliseconds(cpu_ms),
        milliseconds(gpu_ms),
        gpu.device.name,
        burn.unwrap_or_default()
    )
}

/// What is smaller than it was meant to be.
fn cuts(times: &DeviceTimes) -> Vec<String> {
    let wanted = times.config.batch as u64;
    let batch = times.devices.iter().map(|timed| u64::from(timed.timing.batch)).min();
    let smaller = batch.filter(|batch| *batch < wanted).map(|batch| {
        let (batch, wanted) = (count(batch), count(wanted));
        format!("The batch is {batch} instead of {wanted}: more does not fit into the time, the device or the data.")
    });
    let cut = times.devices.iter().filter(|timed| timed.timing.steps < TIMED_STEPS).map(|timed| {
        let TimedDevice { device, timing, .. } = timed;
        format!("Time was up on the {} after {}.", device.kind.word(), plural(timing.steps.into(), "step"))
    });
    smaller.into_iter().chain(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{DeviceReport, RequestId};
    use crate::reports::StepTiming;
    use crate::settings::TrainConfig;
    use crate::zoo;

    fn timed(kind: DeviceKind, batch: u32, steps: u32, step_ms: f64) -> TimedDevice {
        let device = DeviceReport { kind, name: "SwiftShader".into(), reason: String::new() };
        let timing = StepTiming { batch, first_step_ms: 90.0, steps, step_ms, losses: vec![2.5; 2] };
        TimedDevice { device, check_ms: None, data: "MNIST".into(), images: 60_000, timing }
    }

    fn times(end: TimingEnd, devices: Vec<TimedDevice>) -> DeviceTimes {
        let config = TrainConfig { batch: 128, ..zoo::LENET.config() }.into();
        let (request, tab) = (RequestId(1), TabId::of(&zoo::LENET));
        DeviceTimes { request, tab, config, stage: TimingStage::Ended(end), devices }
    }

    #[test]
    fn the_verdict_names_the_faster_device() {
        let cpu = timed(DeviceKind::Cpu, 128, 20, 12.0);
        let slow = times(TimingEnd::Done, vec![cpu.clone(), timed(DeviceKind::Gpu, 128, 20, 42.0)]);
        assert_eq!(
            announcement(&slow),
            "A step takes 12.0 ms on the CPU and 42.0 ms on the GPU (SwiftShader): the CPU is 3.5 times as fast; \
             the losses are the same."
        );
        let quick = times(TimingEnd::Done, vec![cpu, timed(DeviceKind::Gpu, 64, 20, 4.0)]);
        assert!(announcement(&quick).contains("the GPU is 3.0 times as fast; the losses cannot be compared"));
        assert_eq!(cuts(&slow), [""; 0]);
        let with_burn = DeviceTimes {
            devices: [slow.devices.clone(), vec![timed(DeviceKind::BurnGpu, 128, 20, 84.0)]].concat(),
            ..slow
        };
        let said = announcement(&with_burn);
        assert!(said.ends_with("With burn's kernels it takes 84.0 ms, 2.0 times ours."), "{said}");
    }

    #[test]
    fn what_was_cut_is_said() {
        let devices = vec![timed(DeviceKind::Cpu, 32, 20, 400.0), timed(DeviceKind::Gpu, 32, 1, 9_000.0)];
        let said = cuts(&times(TimingEnd::Done, devices));
        assert!(said[0].starts_with("The batch is 32 instead of 128"), "{said:?}");
        assert_eq!(said[1..], ["Time was up on the GPU after 1 step."]);
    }

    #[test]
    fn an_early_end_says_why_and_what_stays() {
        let cpu = || vec![timed(DeviceKind::Cpu, 128, 20, 12.0)];
        let no_gpu = times(TimingEnd::NoGpu("This browser offers no WebGPU".into()), cpu());
        assert_eq!(announcement(&no_gpu), "The CPU alone was timed. This browser offers no WebGPU.");
        let gave_way = announcement(&times(TimingEnd::GaveWay, cpu()));
        assert_eq!(gave_way, "Timing gave way to training. What was timed stays.");
        assert_eq!(announcement(&times(TimingEnd::Stopped, Vec::new())), "Stopped. No device was timed.");
    }
}
