//! The page's stories, told to the reducer.

use std::rc::Rc;

use super::*;
use crate::arch::{CLASSES, NetworkChoice};
use crate::protocol::{
    DataKind, EpochReport, Event, Outcome, Prediction, Progress, RunPlan, Stage, StepMetric,
};
use crate::train::parse_query;
use crate::train::{DataChoice, Field};
use crate::web::gpu::Adapter;

const LENET: NetworkId = NetworkId::Lenet;

fn page(query: &str) -> State {
    State::open(parse_query(query)).0
}

fn tell(state: &mut State, event: Event) -> Vec<Effect> {
    state.apply(Action::Worker(Signal::Event(event)))
}

fn trouble(message: &str) -> Trouble {
    Trouble { message: message.into(), advice: "Try again.".into() }
}

fn gpu(software: bool) -> Action {
    let adapter = Adapter { name: "vendor model".into(), software, timestamp_query: true };
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
        images: 60_000,
        epoch,
        step: 469 * (epoch + 1),
        learning_rate: 0.1,
        train_loss: 0.5,
        train_accuracy: 0.8,
        test_loss: 0.3,
        correct,
        total: 10_000,
        train_seconds: 12.0,
        test_seconds: 1.0,
    }
}

/// LeNet after three steps of its run.
fn in_training() -> (State, RunId) {
    let mut state = page("net=lenet");
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Ready { build: String::new() });
    let data = DataReport {
        kind: DataKind::Mnist,
        origin: "this site".into(),
        train: 60_000,
        test: 10_000,
        notice: None,
    };
    tell(&mut state, Event::Data(data));
    let device = DeviceReport { kind: DeviceKind::Cpu, name: "CPU".into(), reason: "no GPU".into() };
    tell(&mut state, Event::Device(device));
    tell(&mut state, Event::Preparing { run, stage: Stage::FirstStep });
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3), (2, 2.2), (3, 2.1)]));
    (state, run)
}

fn losses(state: &State) -> Vec<f64> {
    let history = state.runs[&LENET].history.as_ref().unwrap();
    history.loss.raw.iter().map(|(step, _)| *step).collect()
}

#[test]
fn nothing_is_loaded_before_it_is_needed() {
    let (mut state, effects) = State::open(parse_query("net=lenet"));
    assert_eq!(effects, [Effect::ShowInUrl("net=lenet&seed=1".into())]);
    assert_eq!(state.worker, WorkerStatus::Absent);
    let effects = state.apply(Action::Train(LENET));
    assert_eq!(effects[..2], [Effect::KeepAwake(true), Effect::StartWorker]);
    assert!(matches!(&effects[2], Effect::Send(Command::Start { resume: false, config, .. })
        if config.network.id == LENET));
    assert_eq!(state.runs[&LENET].state, RunState::Preparing);
}

#[test]
fn a_run_goes_through_its_states() {
    let (mut state, run) = in_training();
    assert_eq!(state.runs[&LENET].state, RunState::Running);
    assert_eq!(state.apply(Action::Pause), [Effect::Send(Command::Pause { run })]);
    tell(&mut state, Event::Paused { run });
    assert_eq!(state.runs[&LENET].state, RunState::Paused);
    assert_eq!(state.apply(Action::Pause), [], "it is paused already");
    assert_eq!(state.apply(Action::Resume), [Effect::Send(Command::Resume { run })]);
    tell(&mut state, Event::Resumed { run });
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_796) });
    assert_eq!(tell(&mut state, Event::Ended { run, outcome: Outcome::Done }), [Effect::KeepAwake(false)]);
    assert_eq!(state.runs[&LENET].state, RunState::Done);
    assert_eq!(state.runs[&LENET].history.as_ref().unwrap().epochs.len(), 1);
    assert_eq!(state.active(), None);
}

#[test]
fn a_loss_that_is_not_a_number_ends_the_run_and_keeps_its_metrics() {
    let (mut state, run) = in_training();
    tell(&mut state, progress(run, &[(4, f32::NAN)]));
    let outcome = Outcome::Failed(trouble("The loss is not a number at step 4."));
    tell(&mut state, Event::Ended { run, outcome });
    assert_eq!(state.runs[&LENET].state, RunState::Failed);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(state.alerts.shown()[0].trouble.message, "The loss is not a number at step 4.");
    assert!(state.can_go_on(LENET));
}

#[test]
fn stop_keeps_what_was_learned() {
    let (mut state, run) = in_training();
    assert_eq!(state.apply(Action::Stop), [Effect::Send(Command::Stop { run })]);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert_eq!(state.runs[&LENET].state, RunState::Stopped);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
}

#[test]
fn stop_does_not_wait_for_a_worker_that_is_still_loading() {
    let mut state = page("net=lenet");
    state.apply(Action::Train(LENET));
    state.apply(Action::Stop);
    assert_eq!(state.runs[&LENET].state, RunState::Stopped);
    assert_eq!(state.active(), None);
}

#[test]
fn after_the_worker_died_the_page_goes_on_and_trains_again() {
    let (mut state, _) = in_training();
    state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert_eq!(state.runs[&LENET].state, RunState::Failed);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
    assert!(state.alerts.shown()[0].restart_helps);
    let effects = state.apply(Action::Train(LENET));
    assert!(effects.contains(&Effect::StartWorker), "{effects:?}");
    assert_eq!(state.runs[&LENET].state, RunState::Preparing);
    tell(&mut state, Event::Ready { build: String::new() });
    assert!(state.alerts.shown().is_empty(), "the problem is solved");
}

#[test]
fn a_failed_worker_is_restarted_by_hand_too() {
    let (mut state, _) = in_training();
    state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert_eq!(state.apply(Action::RestartWorker), [Effect::StartWorker]);
    assert_eq!(state.apply(Action::RestartWorker), [], "one is starting already");
}

#[test]
fn news_of_a_run_that_is_over_changes_nothing() {
    let (mut state, old) = in_training();
    tell(&mut state, Event::Ended { run: old, outcome: Outcome::Stopped });
    state.apply(Action::Train(LENET));
    let before = state.clone();
    for late in [
        progress(old, &[(4, 2.0)]),
        Event::Paused { run: old },
        Event::EpochEnd { run: old, report: report(0, 1) },
        Event::Ended { run: old, outcome: Outcome::Done },
    ] {
        assert_eq!(tell(&mut state, late), []);
    }
    assert_eq!(state, before);
}

#[test]
fn train_again_starts_afresh_or_goes_on_as_the_user_says() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000) });
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });

    state.apply(Action::GoOn(LENET, true));
    let effects = state.apply(Action::Train(LENET));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { resume: true, .. }))));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Started { run, plan: plan(1) });
    tell(&mut state, progress(run, &[(470, 0.2)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 470.0]);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });

    state.apply(Action::GoOn(LENET, false));
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    assert_eq!(losses(&state).len(), 4, "the old curves stay until the new run has begun");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.0)]));
    assert_eq!(losses(&state), [1.0]);
    assert!(state.runs[&LENET].history.as_ref().unwrap().epochs.is_empty());
}

#[test]
fn between_the_last_step_and_the_result_the_network_is_tested() {
    let (mut state, run) = in_training();
    assert!(!state.runs[&LENET].is_testing());
    tell(&mut state, progress(run, &[(plan(0).steps_per_epoch, 0.2)]));
    assert!(state.runs[&LENET].is_testing());
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000) });
    assert!(!state.runs[&LENET].is_testing());
}

#[test]
fn going_on_within_the_first_epoch_keeps_its_steps() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    state.apply(Action::GoOn(LENET, true));
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(4, 2.0)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn going_on_from_an_earlier_state_replaces_what_followed_it() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::EpochEnd { run, report: EpochReport { step: 3, ..report(0, 9_000) } });
    tell(&mut state, progress(run, &[(4, f32::NAN)]));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Failed(trouble("The loss became NaN.")) });
    state.apply(Action::GoOn(LENET, true));
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(3, 2.1)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
    assert!(state.runs[&LENET].history.as_ref().unwrap().epochs.is_empty());
}

#[test]
fn another_number_of_filters_is_another_network_to_learn() {
    let mut state = page("net=cnn");
    state.apply(Action::Train(NetworkId::Cnn));
    let run = state.runs[&NetworkId::Cnn].run;
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert!(state.can_go_on(NetworkId::Cnn));
    let mut settings = Settings::for_network(NetworkId::Cnn);
    settings.filters[0] = "8".into();
    state.apply(Action::Edit(NetworkId::Cnn, Rc::new(settings)));
    assert!(!state.can_go_on(NetworkId::Cnn));
}

#[test]
fn one_network_trains_at_a_time() {
    let (mut state, run) = in_training();
    assert_eq!(state.apply(Action::Train(NetworkId::Mlp)), []);
    assert!(!state.runs.contains_key(&NetworkId::Mlp));
    assert_eq!(state.active(), Some(LENET));
    state.apply(Action::Show(View::Network(NetworkId::Mlp)));
    assert_eq!(state.apply(Action::Stop), [Effect::Send(Command::Stop { run })], "from any tab");
}

#[test]
fn leaving_a_tab_loses_nothing() {
    let (mut state, _) = in_training();
    let settings = Settings { epochs: "many".into(), ..Settings::for_network(LENET) };
    state.apply(Action::Edit(LENET, Rc::new(settings)));
    let before = (state.form(LENET).clone(), state.runs[&LENET].clone());
    for view in [View::Network(NetworkId::Mlp), View::Compare, View::Draw, View::Network(LENET)] {
        state.apply(Action::Show(view));
    }
    assert_eq!((state.form(LENET).clone(), state.runs[&LENET].clone()), before);
}

#[test]
fn the_address_follows_the_open_tab() {
    let mut state = page("net=lenet");
    let settings = Settings { epochs: "3".into(), ..Settings::for_network(LENET) };
    let effects = state.apply(Action::Edit(LENET, Rc::new(settings)));
    assert_eq!(effects, [Effect::ShowInUrl("net=lenet&epochs=3&seed=1".into())]);
    let effects = state.apply(Action::Show(View::Network(NetworkId::Mlp)));
    assert_eq!(effects, [Effect::ShowInUrl("net=mlp&seed=1".into())]);
    assert_eq!(state.apply(Action::Show(View::Compare)), []);
}

#[test]
fn settings_that_are_wrong_are_marked_and_not_trained_with() {
    let mut state = page("net=lenet");
    let settings = Settings { batch: "0".into(), ..Settings::for_network(LENET) };
    state.apply(Action::Edit(LENET, Rc::new(settings)));
    assert_eq!(state.form(LENET).errors[0].field, Field::Batch);
    assert_eq!(state.apply(Action::Train(LENET)), []);
    state.apply(Action::ResetSettings(LENET));
    assert!(state.form(LENET).is_valid());
}

#[test]
fn bad_values_in_the_address_become_alerts_once() {
    let state = page("net=lenet&epochs=many&colour=red");
    assert_eq!(state.alerts.shown().len(), 2);
    assert_eq!(*state.form(LENET).settings, Settings::for_network(LENET));
    let mut state = state;
    state.apply(Action::Report(state.alerts.shown()[0].trouble.clone()));
    assert_eq!(state.alerts.shown().len(), 2, "none is shown twice");
    let id = state.alerts.shown()[0].id;
    state.apply(Action::Dismiss(id));
    assert_eq!(state.alerts.shown().len(), 1);
}

#[test]
fn a_real_gpu_opens_the_large_network_unless_somebody_chose() {
    for (query, software, expected) in
        [("", false, NetworkId::Session2), ("", true, LENET), ("net=mlp", false, NetworkId::Mlp)]
    {
        let mut state = page(query);
        state.apply(gpu(software));
        assert_eq!(state.view, View::Network(expected), "{query} {software}");
    }
    let mut state = page("");
    state.apply(Action::Show(View::Draw));
    state.apply(gpu(false));
    assert_eq!(state.view, View::Draw);
}

#[test]
fn a_link_starts_training_once_its_network_is_known() {
    let starts = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { .. })))
    };
    let (_, effects) = State::open(parse_query("net=mlp&autostart=1"));
    assert!(starts(&effects));
    let (mut state, effects) = State::open(parse_query("epochs=2&autostart=1"));
    assert!(!starts(&effects));
    assert!(starts(&state.apply(gpu(false))));
    assert_eq!(state.runs[&NetworkId::Session2].config.epochs, 2);
    assert!(!starts(&state.apply(gpu(false))), "only once");
}

#[test]
fn own_files_are_trained_on_once_they_are_found_good() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TakeOwnFiles(LENET, vec!["train-images".into()]));
    assert_eq!(effects, [Effect::StartWorker, Effect::SendOfferedFiles]);
    let effects = tell(&mut state, Event::OwnFiles(Ok(())));
    assert_eq!(effects, [Effect::AdoptFiles, Effect::ShowInUrl("net=lenet&seed=1&data=own".into())]);
    assert_eq!(state.form(LENET).settings.data, DataChoice::Own);
    assert_eq!(*state.own_files, ["train-images"]);
}

#[test]
fn refused_files_change_nothing_and_leave_the_good_ones() {
    let mut state = page("net=lenet");
    state.apply(Action::TakeOwnFiles(LENET, vec!["letter".into()]));
    let refusal = || Event::OwnFiles(Err(trouble("letter is no IDX file.")));
    assert_eq!(tell(&mut state, refusal()), []);
    assert_eq!(state.form(LENET).settings.data, DataChoice::Mnist);
    assert_eq!(state.alerts.shown().len(), 1);
    state.apply(Action::TakeOwnFiles(LENET, vec!["train-images".into()]));
    tell(&mut state, Event::OwnFiles(Ok(())));
    state.apply(Action::TakeOwnFiles(NetworkId::Mlp, vec!["letter".into()]));
    assert_eq!(tell(&mut state, refusal()), [Effect::SendOwnFiles]);
    assert_eq!(*state.own_files, ["train-images"]);
    assert_eq!(state.form(NetworkId::Mlp).settings.data, DataChoice::Mnist);
    assert_eq!(tell(&mut state, Event::OwnFiles(Ok(()))), [], "the good ones, given again");
}

#[test]
fn own_data_without_files_are_asked_for() {
    let mut state = page("net=lenet&data=own");
    assert_eq!(state.apply(Action::Train(LENET)), []);
    assert_eq!(state.alerts.shown().len(), 1);
    state.apply(Action::TakeOwnFiles(LENET, vec!["train-images".into()]));
    let effects = state.apply(Action::Train(LENET));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { .. }))));
}

#[test]
fn a_drawing_wakes_the_worker_and_its_answer_is_kept() {
    let (mut state, _) = in_training();
    let effects = state.apply(Action::Predict(vec![0; 784]));
    assert!(matches!(effects[..], [Effect::Send(Command::Predict { request: 1, .. })]));
    assert_eq!(state.apply(Action::Predict(vec![1; 784])), [], "one at a time");
    let rows = vec![Prediction { network: NetworkChoice::new(LENET), probabilities: [0.1; CLASSES] }];
    let effects = tell(&mut state, Event::Predictions { request: 1, rows: rows.clone() });
    assert!(matches!(effects[..], [Effect::Send(Command::Predict { request: 2, .. })]));
    assert_eq!(*state.questions.predictions, rows);
}

#[test]
fn what_is_on_the_pad_is_asked_about_again_when_a_network_has_learned_more() {
    let (mut state, run) = in_training();
    state.apply(Action::Predict(vec![7; 784]));
    tell(&mut state, Event::Predictions { request: 1, rows: Vec::new() });
    let effects = tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000) });
    let again = Effect::Send(Command::Predict { request: 2, pixels: vec![7; 784] });
    assert!(effects.contains(&again), "{effects:?}");
}

#[test]
fn ten_steps_and_then_each_epoch_teach_how_long_the_next_one_takes() {
    let (mut state, run) = in_training();
    let network = state.form(LENET).config.network;
    let estimate = |state: &State| state.calibration.estimate(DeviceKind::Cpu, network, 60_000.0);
    assert_eq!(estimate(&state), None, "three steps do not tell");

    let effects = tell(&mut state, progress(run, &[(10, 1.0)]));
    assert!(matches!(effects[..], [Effect::Remember(_)]));
    // Ten steps of 128 images a second.
    assert!((estimate(&state).unwrap() - 46.875).abs() < 1e-6);
    assert_eq!(tell(&mut state, progress(run, &[(11, 1.0)])), [], "once is enough");

    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000) });
    assert!((estimate(&state).unwrap() - 12.0).abs() < 1e-6);
}
