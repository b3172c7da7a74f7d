//! Train pressed before the worker has read what the user gave.

use super::*;
use crate::protocol::{OwnData, WeightsNews};

const FILE: &str = "fovea-lenet.safetensors";

/// LeNet's tab after weights and then Train, before the worker has loaded.
fn weights_then_train() -> (State, RequestId) {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::LoadWeights(LENET, FILE.into()));
    let Some(Effect::SendWithWeights(Command::LoadWeights { request, .. })) = effects.last() else {
        panic!("{effects:?}");
    };
    let request = *request;
    assert!(!starts(&state.apply(Action::Train(LENET))));
    assert_eq!(state.runs[&LENET].state, RunState::Preparing, "the page shows that something happens");
    assert_eq!(state.apply(Action::Train(LENET)), [], "once is enough");
    tell(&mut state, Event::Ready { build: String::new() });
    (state, request)
}

fn news(state: &mut State, request: RequestId, news: WeightsNews) -> Vec<Effect> {
    tell(state, Event::Weights { request, network: NetworkChoice::new(LENET), news })
}

fn loaded() -> WeightsNews {
    WeightsNews::Loaded { normalise: true, assumed: false, data: None, remarks: Vec::new() }
}

#[test]
fn training_starts_from_the_weights_once_they_are_there() {
    let (mut state, request) = weights_then_train();
    let run = state.runs[&LENET].run;
    let effects = news(&mut state, request, loaded());
    let start = effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::Start { run, config, resume }) => Some((*run, config.normalise, *resume)),
        _ => None,
    });
    assert_eq!(start, Some((run, true, true)), "with pixels as the file has them");
    assert_eq!(state.runs[&LENET].state, RunState::Preparing);
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(losses(&state), [1.0]);
    assert_eq!(state.runs[&LENET].history.as_ref().unwrap().loaded.as_ref().unwrap().file, FILE);
    assert_eq!(state.apply(Action::Stop)[0], Effect::Send(Command::Stop { run }));
}

#[test]
fn a_refused_file_ends_the_run_that_waited_and_the_next_one_starts() {
    let (mut state, request) = weights_then_train();
    let effects = news(&mut state, request, WeightsNews::Refused("it is damaged".into()));
    assert!(!starts(&effects));
    assert_eq!(state.runs[&LENET].state, RunState::Failed);
    assert_eq!(state.alerts.shown().len(), 1);
    assert!(starts(&state.apply(Action::Train(LENET))));
}

#[test]
fn stop_ends_the_wait_and_the_weights_come_all_the_same() {
    let (mut state, request) = weights_then_train();
    let effects = state.apply(Action::Stop);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send(_))), "the worker knows no such run");
    assert_eq!(state.runs[&LENET].state, RunState::Stopped);
    assert!(!starts(&news(&mut state, request, loaded())));
    assert!(state.can_go_on(LENET));
}

#[test]
fn of_two_files_of_weights_the_newer_one_counts() {
    let mut state = page("net=lenet");
    let mut give = |name: &str| match state.apply(Action::LoadWeights(LENET, name.into())).last() {
        Some(Effect::SendWithWeights(Command::LoadWeights { request, .. })) => *request,
        other => panic!("{other:?}"),
    };
    let (first, second) = (give("old.safetensors"), give("new.safetensors"));
    assert_eq!(news(&mut state, first, loaded()), []);
    assert_eq!(state.offered_weights(LENET), Some("new.safetensors"));
    news(&mut state, second, loaded());
    news(&mut state, first, WeightsNews::Testing { done: 1, total: 2 });
    let history = state.runs[&LENET].history.clone().unwrap();
    let shown = history.loaded.as_ref().unwrap();
    assert_eq!((shown.file.as_str(), &shown.test), ("new.safetensors", &WeightsTest::Waiting));
}

#[test]
fn training_waits_for_files_that_were_given_for_its_network() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TakeOwnFiles(LENET, vec!["fashion".into()]));
    let Some(Effect::SendGivenFiles(request)) = effects.last() else { panic!("{effects:?}") };
    assert!(!starts(&state.apply(Action::Train(LENET))));
    let data = OwnData { train: 9, test: 9, preview: Vec::new(), remarks: Vec::new() };
    let effects = tell(&mut state, Event::OwnFiles { request: *request, verdict: Ok(data) });
    assert!(effects.iter().any(|effect| {
        matches!(effect, Effect::Send(Command::Start { config, .. }) if config.data == DataChoice::Own)
    }));
}

#[test]
fn what_is_given_for_one_network_does_not_hold_up_another() {
    let mut state = page("net=lenet");
    state.apply(Action::LoadWeights(LENET, FILE.into()));
    state.apply(Action::TakeOwnFiles(LENET, vec!["fashion".into()]));
    assert!(starts(&state.apply(Action::Train(NetworkId::Mlp))));
}

#[test]
fn a_worker_that_dies_meanwhile_ends_the_wait() {
    let (mut state, request) = weights_then_train();
    state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert_eq!(state.runs[&LENET].state, RunState::Failed);
    assert_eq!(news(&mut state, request, loaded()), []);
    assert!(starts(&state.apply(Action::Train(LENET))));
}
