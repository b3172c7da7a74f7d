//! Stories of timing the CPU against the GPU.

use super::*;
use crate::protocol::{TimedDevice, TimingEnd, TimingNews};
use crate::reports::StepTiming;

/// The request that a press of the button sends.
fn asked(effects: &[Effect]) -> Option<RequestId> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::TimeDevices { request, .. }, _) => Some(*request),
        _ => None,
    })
}

fn timed(kind: DeviceKind, losses: &[f32]) -> TimingNews {
    let device = DeviceReport { kind, name: "adapter".into(), reason: "chosen by hand".into() };
    let timing =
        StepTiming { batch: 10, first_step_ms: 90.0, steps: 20, step_ms: 5.0, losses: losses.to_vec() };
    TimingNews::Timed(TimedDevice { device, check_ms: None, data: "MNIST".into(), images: 60_000, timing })
}

fn news(state: &mut PageState, request: RequestId, news: TimingNews) -> Vec<Effect> {
    tell(state, Event::Timing { request, news })
}

/// LeNet's tab while its devices are timed.
fn in_timing() -> (PageState, RequestId) {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TimeDevices(lenet()));
    assert_eq!(effects[0], Effect::StartWorker(Program::Fovea));
    tell(&mut state, Event::Ready { build: String::new() });
    (state, asked(&effects).expect("asks"))
}

fn devices(state: &PageState) -> Vec<DeviceKind> {
    let times = state.timings.newest(lenet()).map(|times| times.devices.clone()).unwrap_or_default();
    times.iter().map(|timed| timed.device.kind).collect()
}

#[test]
fn the_button_asks_once_and_both_devices_stay_with_what_they_differ_by() {
    let (mut state, request) = in_timing();
    assert_eq!(state.apply(Action::TimeDevices(lenet())), [], "once is enough");
    news(&mut state, request, TimingNews::Timing { device: DeviceKind::Cpu, done: 3, total: 20 });
    let step = TimingStage::Timing { device: DeviceKind::Cpu, done: 3, total: 20 };
    assert_eq!(state.timings.in_progress().unwrap().stage, step);
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5, 2.0]));
    news(&mut state, request, timed(DeviceKind::Gpu, &[2.5, 2.25]));
    news(&mut state, request, TimingNews::Ended(TimingEnd::Done));
    assert_eq!(state.timings.in_progress(), None);
    assert_eq!(devices(&state), [DeviceKind::Cpu, DeviceKind::Gpu]);
    assert_eq!(state.timings.newest(lenet()).unwrap().largest_difference(DeviceKind::Gpu), Some(0.25));
    assert_eq!(state.timings.measured().count(), 1);
    assert_eq!(state.runs.all().count(), 0, "it is no run");
}

#[test]
fn burns_kernels_are_timed_by_the_worker_that_has_them() {
    let mut state = page("net=lenet&engine=burn");
    let effects = state.apply(Action::TimeDevices(lenet()));
    assert_eq!(effects[0], Effect::StartWorker(Program::Burn));
    let mut state = page("net=lenet");
    let request = asked(&state.apply(Action::TimeDevices(lenet()))).expect("asks");
    let command = Command::TimeDevices { request, config: zoo::LENET.config() };
    let effects = tell(&mut state, Event::NeedsBurn(command.clone().into()));
    assert_eq!(effects, [Effect::StartWorker(Program::Burn), send(command.clone())]);
    for kind in [DeviceKind::Cpu, DeviceKind::Gpu, DeviceKind::BurnGpu] {
        news(&mut state, request, timed(kind, &[2.5]));
    }
    assert_eq!(devices(&state), [DeviceKind::Cpu, DeviceKind::Gpu, DeviceKind::BurnGpu]);
    state.apply(Action::StopTiming);
    assert_eq!(tell(&mut state, Event::NeedsBurn(command.into())), [], "nobody waits for it any more");
}

#[test]
fn a_device_that_is_timed_again_has_one_row() {
    let (mut state, request) = in_timing();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    news(&mut state, request, timed(DeviceKind::Gpu, &[2.5]));
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.0]));
    assert_eq!(devices(&state), [DeviceKind::Cpu, DeviceKind::Gpu]);
    assert_eq!(state.timings.newest(lenet()).unwrap().largest_difference(DeviceKind::Gpu), Some(0.5));
}

#[test]
fn what_was_timed_tells_how_long_an_epoch_takes() {
    let (mut state, request) = in_timing();
    let effects = news(&mut state, request, timed(DeviceKind::Gpu, &[2.5]));
    assert!(matches!(&effects[..], [Effect::Remember(_)]), "{effects:?}");
    let seconds = state.calibration.estimate(DeviceKind::Gpu, &zoo::LENET.network(), 60_000.0).unwrap();
    assert!((seconds - 30.0).abs() < 1e-6, "{seconds}");
}

#[test]
fn without_a_gpu_the_cpu_s_row_stays_with_the_reason() {
    let (mut state, request) = in_timing();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    let end = TimingEnd::NoGpu("This browser offers no WebGPU".into());
    news(&mut state, request, TimingNews::Ended(end.clone()));
    assert_eq!(state.timings.newest(lenet()).unwrap().stage, TimingStage::Ended(end));
    assert_eq!(devices(&state), [DeviceKind::Cpu]);
    assert!(state.alerts.shown().is_empty());
}

#[test]
fn a_failure_is_an_alert_and_what_was_timed_stays() {
    let (mut state, request) = in_timing();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    news(&mut state, request, TimingNews::Ended(TimingEnd::Failed(trouble("It does not fit."))));
    assert_eq!(state.alerts.shown()[0].trouble, trouble("It does not fit."));
    assert_eq!(devices(&state), [DeviceKind::Cpu]);
}

#[test]
fn stopping_is_shown_at_once_and_what_comes_after_it_is_passed_over() {
    let (mut state, request) = in_timing();
    assert_eq!(state.apply(Action::StopTiming), [send(Command::StopTiming { request })]);
    assert_eq!(state.timings.in_progress(), None);
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    assert_eq!(devices(&state), []);
    assert_eq!(state.apply(Action::StopTiming), []);

    let again = asked(&state.apply(Action::TimeDevices(lenet()))).expect("it can be asked again at once");
    news(&mut state, request, TimingNews::Ended(TimingEnd::Stopped));
    assert!(state.timings.in_progress().is_some(), "an earlier one's end");
    news(&mut state, again, timed(DeviceKind::Cpu, &[2.5]));
    assert_eq!(devices(&state), [DeviceKind::Cpu]);
}

#[test]
fn earlier_timings_stay_and_those_that_came_to_nothing_do_not() {
    let (mut state, request) = in_timing();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    state.apply(Action::StopTiming);
    state.apply(Action::TimeDevices(lenet()));
    state.apply(Action::StopTiming);
    assert_eq!(devices(&state), [], "the newest is the one to tell of");
    let request = asked(&state.apply(Action::TimeDevices(TabId::of(&zoo::MLP)))).unwrap();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    assert_eq!(devices(&state), [DeviceKind::Cpu]);
    let tabs: Vec<_> = state.timings.measured().map(|times| times.tab).collect();
    assert_eq!(tabs, [lenet(), TabId::of(&zoo::MLP)]);
}

#[test]
fn a_lost_worker_ends_it_and_what_was_timed_stays() {
    let (mut state, request) = in_timing();
    news(&mut state, request, timed(DeviceKind::Cpu, &[2.5]));
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(state.timings.newest(lenet()).unwrap().stage, TimingStage::Lost);
    assert_eq!(devices(&state), [DeviceKind::Cpu]);
    assert!(asked(&state.apply(Action::TimeDevices(lenet()))).is_some(), "by another worker");
}

#[test]
fn training_starts_meanwhile_and_nothing_is_timed_while_it_goes_on() {
    let (mut state, request) = in_timing();
    assert!(starts(&state.apply(Action::Train(TabId::of(&zoo::MLP)))));
    news(&mut state, request, TimingNews::Ended(TimingEnd::GaveWay));
    assert_eq!(state.timings.newest(lenet()).unwrap().stage, TimingStage::Ended(TimingEnd::GaveWay));
    assert!(state.timing_obstacle(lenet()).unwrap().contains(state.label(TabId::of(&zoo::MLP))));
    assert_eq!(state.apply(Action::TimeDevices(lenet())), []);
}

#[test]
fn wrong_settings_and_another_tab_s_timing_are_obstacles() {
    let (mut state, _) = in_timing();
    assert!(state.timing_obstacle(TabId::of(&zoo::MLP)).unwrap().contains(state.label(lenet())));
    assert_eq!(state.apply(Action::TimeDevices(TabId::of(&zoo::MLP))), []);
    state.apply(Action::StopTiming);
    assert_eq!(state.timing_obstacle(TabId::of(&zoo::MLP)), None);
    let settings = Settings::from(&zoo::LENET.config()).with(Field::Batch, "many");
    state.apply(Action::Edit(lenet(), Rc::new(settings)));
    assert!(state.timing_obstacle(lenet()).is_some());
    assert_eq!(state.apply(Action::TimeDevices(lenet())), []);
}
