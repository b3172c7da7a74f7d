//! The page's stories, told to the reducer.

mod comparison;
mod hand_in;
mod inspect;
mod leaving;
mod many_runs;
mod own;
mod own_files;
mod page;
mod ready;
mod runs;
mod sheet;
mod timing;
mod waiting;
mod weights;

use std::rc::Rc;

use super::*;
use crate::arch::CLASSES;
use crate::protocol::{
    Command, DataKind, EpochReport, Event, Outcome, Prediction, Preparation, Progress, RunPlan, StepMetric,
};
use crate::reports::TestedOn;
use crate::settings::parse_query;
use crate::settings::{DataChoice, Field, Settings};
use crate::web::gpu::Adapter;
use crate::web::{Bulk, WorkerSignal};

fn lenet() -> TabId {
    TabId::of(&zoo::LENET)
}

fn page(query: &str) -> PageState {
    PageState::open(parse_query(query, &zoo::configs())).0
}

fn tell(state: &mut PageState, event: Event) -> Vec<Effect> {
    state.apply(Action::Worker(WorkerSignal::Event(event, Vec::new())))
}

fn trouble(message: &str) -> Trouble {
    Trouble { message: message.into(), advice: "Try again.".into() }
}

fn gpu(software: bool) -> Action {
    let adapter = Adapter { name: "vendor model".into(), software };
    Action::GpuProbed(Rc::new(GpuProbe::Available(adapter)))
}

fn progress(run: RunId, steps: &[(u32, f32)]) -> Event {
    let steps: Vec<_> = steps.iter().map(|&(step, loss)| StepMetric { step, loss, accuracy: 0.5 }).collect();
    let step = steps.last().map_or(0, |metric| metric.step);
    let progress =
        Progress { epoch: 0, step, learning_rate: 0.1, steps, rate: Some(10.0), elapsed_ms: 100.0 };
    Event::Progress { run, progress }
}

fn plan(first_epoch: u32) -> RunPlan {
    RunPlan { steps_per_epoch: 469, first_epoch, end_epoch: first_epoch + 1, first_step_ms: 50.0 }
}

fn report(epoch: u32, correct: u32) -> EpochReport {
    EpochReport {
        tested_on: TestedOn::Test,
        images: 60_000,
        epoch,
        step: 469 * (epoch + 1),
        learning_rate: 0.1,
        train_loss: 0.5,
        train_accuracy: 0.8,
        test_loss: 0.3,
        correct,
        total: 10_000,
        stuck_outputs: None,
        train_seconds: 12.0,
        test_seconds: 1.0,
    }
}

fn data(name: &str) -> DataReport {
    let (kind, origin) = (DataKind::Mnist, "this site".into());
    DataReport { kind, name: name.into(), origin, train: Some(60_000), test: 10_000, notice: None }
}

/// A command without bulk.
fn send(command: Command) -> Effect {
    Effect::Send(command, Vec::new())
}

/// A file of the user's.
fn file(name: &str) -> OwnFile {
    OwnFile { name: name.into(), content: Bulk::imagined(1) }
}

/// The run whose progress a tab tells.
fn shown(state: &PageState, tab: TabId) -> Rc<RunRecord> {
    state.runs.shown(tab).unwrap().clone()
}

fn run_of(state: &PageState, tab: TabId) -> RunId {
    shown(state, tab).run
}

/// The run whose curves and weights a tab shows.
fn learned(state: &PageState, tab: TabId) -> Rc<RunRecord> {
    state.runs.learned(tab).unwrap().clone()
}

fn starts(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { .. }, _)))
}

/// LeNet after three steps of its run.
fn in_training() -> (PageState, RunId) {
    let mut state = page("net=lenet");
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Ready { build: String::new() });
    tell(&mut state, Event::Data { run: Some(run), report: data("MNIST") });
    let device = DeviceReport { kind: DeviceKind::Cpu, name: "CPU".into(), reason: "no GPU".into() };
    tell(&mut state, Event::Device(device));
    tell(&mut state, Event::Preparing { run, stage: Preparation::FirstStep });
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3), (2, 2.2), (3, 2.1)]));
    (state, run)
}

fn losses(state: &PageState) -> Vec<f64> {
    let record = learned(state, lenet());
    record.history.as_ref().unwrap().loss.raw.iter().map(|(step, _)| *step).collect()
}
