//! How long the same steps of training take on the CPU and on the GPU, as they were timed in this visit.

use std::rc::Rc;

use super::{Effect, PageState};
use crate::protocol::{Command, DeviceKind, Preparation, RequestId, TimedDevice, TimingEnd, TimingNews};
use crate::settings::{EngineChoice, TrainConfig};
use crate::ui::tab::TabId;

/// What one press of the button came to, so far.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceTimes {
    pub request: RequestId,
    /// The tab that it was asked for in.
    pub tab: TabId,
    /// With the network as it is trained.
    pub config: Rc<TrainConfig>,
    pub stage: TimingStage,
    /// The devices that are done: first the CPU, then the GPU, last the GPU with burn's kernels where those are asked
    /// for.
    pub devices: Vec<TimedDevice>,
}

/// Where a timing is.
#[derive(Debug, Clone, PartialEq)]
pub enum TimingStage {
    /// The worker has not begun.
    Asked,
    Preparing(Preparation),
    /// Steps that count so far.
    Timing {
        device: DeviceKind,
        done: u32,
        total: u32,
    },
    Ended(TimingEnd),
    /// The worker was lost.
    Lost,
}

impl DeviceTimes {
    pub fn is_over(&self) -> bool {
        matches!(self.stage, TimingStage::Ended(_) | TimingStage::Lost)
    }

    /// What a device came to.
    pub fn of(&self, kind: DeviceKind) -> Option<&TimedDevice> {
        self.devices.iter().find(|timed| timed.device.kind == kind)
    }

    /// The largest difference between the losses of a device and the CPU's; none before both are there.
    pub fn largest_difference(&self, kind: DeviceKind) -> Option<f32> {
        self.of(kind)?.timing.largest_difference(&self.of(DeviceKind::Cpu)?.timing)
    }

    fn take(&mut self, timed: TimedDevice) {
        match self.devices.iter_mut().find(|earlier| earlier.device.kind == timed.device.kind) {
            Some(earlier) => *earlier = timed,
            None => self.devices.push(timed),
        }
    }
}

/// The timings of this visit, oldest first. All but the last are over.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timings(Vec<Rc<DeviceTimes>>);

impl Timings {
    /// Those that a device was timed in.
    pub fn measured(&self) -> impl Iterator<Item = &Rc<DeviceTimes>> {
        self.0.iter().filter(|times| !times.devices.is_empty())
    }

    /// The newest of a tab.
    pub fn newest(&self, tab: TabId) -> Option<&Rc<DeviceTimes>> {
        self.0.iter().rev().find(|times| times.tab == tab)
    }

    /// The one that the worker is busy with.
    pub fn in_progress(&self) -> Option<&Rc<DeviceTimes>> {
        self.0.last().filter(|times| !times.is_over())
    }

    /// Ends the one in progress; what was timed stays.
    pub(super) fn end(&mut self, stage: TimingStage) {
        if let Some(times) = self.0.last_mut().filter(|times| !times.is_over()) {
            Rc::make_mut(times).stage = stage;
        }
    }

    /// Whether the one in progress is this request's.
    pub(super) fn is_awaited(&self, request: RequestId) -> bool {
        self.in_progress().is_some_and(|times| times.request == request)
    }

    /// The one in progress, if the request is its.
    fn awaited(&mut self, request: RequestId) -> Option<&mut DeviceTimes> {
        let last = self.0.last_mut().filter(|times| times.request == request && !times.is_over());
        last.map(Rc::make_mut)
    }

    /// Those that came to nothing give way.
    fn begin(&mut self, times: DeviceTimes) {
        self.0.retain(|earlier| !earlier.devices.is_empty());
        self.0.push(Rc::new(times));
    }
}

impl PageState {
    /// Why the devices cannot be timed in this tab now: a sentence.
    pub fn timing_obstacle(&self, tab: TabId) -> Option<String> {
        if let Some(active) = self.active_tab() {
            return Some(format!("{} is training now, and would be timed too.", self.label(active)));
        }
        match self.timings.in_progress() {
            Some(times) if times.tab != tab => {
                Some(format!("The devices are being timed with {} now.", self.label(times.tab)))
            }
            _ if !self.form(tab).is_valid() => Some("Correct the marked settings first.".to_owned()),
            _ => None,
        }
    }

    pub(super) fn time_devices(&mut self, tab: TabId) -> Vec<Effect> {
        if self.timing_obstacle(tab).is_some() || self.timings.in_progress().is_some() {
            return Vec::new();
        }
        let (request, config) = (self.next_request(), self.form(tab).config.clone());
        if config.engine == EngineChoice::Burn {
            self.expect_burn();
        }
        let command = Command::TimeDevices { request, config: TrainConfig::clone(&config) };
        let (stage, devices) = (TimingStage::Asked, Vec::new());
        self.timings.begin(DeviceTimes { request, tab, config, stage, devices });
        self.ask(command)
    }

    /// Stops waiting at once; the worker follows after its step.
    pub(super) fn stop_timing(&mut self) -> Vec<Effect> {
        let Some(request) = self.timings.in_progress().map(|times| times.request) else { return Vec::new() };
        self.timings.end(TimingStage::Ended(TimingEnd::Stopped));
        self.ask(Command::StopTiming { request })
    }

    pub(super) fn timing_news(&mut self, request: RequestId, news: TimingNews) -> Vec<Effect> {
        let Some(times) = self.timings.awaited(request) else { return Vec::new() };
        match news {
            TimingNews::Preparing(preparation) => times.stage = TimingStage::Preparing(preparation),
            TimingNews::Timing { device, done, total } => {
                times.stage = TimingStage::Timing { device, done, total };
            }
            TimingNews::Timed(timed) => {
                let (config, kind, speed) =
                    (times.config.clone(), timed.device.kind, timed.timing.images_a_second());
                times.take(timed);
                return self.remember_speed(kind, &config.network, speed, 1.0);
            }
            TimingNews::Ended(end) => {
                times.stage = TimingStage::Ended(end.clone());
                if let TimingEnd::Failed(trouble) = end {
                    self.alerts_mut().add(trouble);
                }
            }
        }
        Vec::new()
    }
}
