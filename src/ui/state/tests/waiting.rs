//! Train pressed before the worker has read what the user gave.

use super::*;
use crate::protocol::{OwnData, WeightsNews};

const FILE: &str = "fovea-lenet.safetensors";

/// LeNet's tab after weights and then Train, before the worker has loaded.
fn weights_then_train() -> (PageState, RequestId) {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::LoadWeights(lenet(), file(FILE)));
    let Some(Effect::Send(Command::LoadWeights { request, .. }, _)) = effects.last() else {
        panic!("{effects:?}");
    };
    let request = *request;
    assert!(!starts(&state.apply(Action::Train(lenet()))));
    assert_eq!(shown(&state, lenet()).state, RunState::Preparing, "the page shows that something happens");
    assert_eq!(state.apply(Action::Train(lenet())), [], "once is enough");
    tell(&mut state, Event::Ready { build: String::new() });
    (state, request)
}

fn news(state: &mut PageState, request: RequestId, news: WeightsNews) -> Vec<Effect> {
    tell(state, Event::Weights { request, news })
}

fn loaded() -> WeightsNews {
    WeightsNews::Loaded { normalise: true, assumed: false, data: None, remarks: Vec::new() }
}

#[test]
fn training_starts_from_the_weights_once_they_are_there() {
    let (mut state, request) = weights_then_train();
    let effects = news(&mut state, request, loaded());
    let run = run_of(&state, lenet());
    let start = effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::Start { run, config, resume }, _) => Some((*run, config.normalise, *resume)),
        _ => None,
    });
    assert_eq!(start, Some((run, true, true)), "with pixels as the file has them");
    assert_eq!(shown(&state, lenet()).state, RunState::Preparing);
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(losses(&state), [1.0]);
    assert_eq!(learned(&state, lenet()).history.as_ref().unwrap().loaded.as_ref().unwrap().file, FILE);
    assert_eq!(state.apply(Action::Stop)[0], send(Command::Stop { run }));
}

#[test]
fn weights_that_are_awaited_leave_the_run_that_was_to_go_on_as_it_was() {
    let (mut state, old) = in_training();
    tell(&mut state, Event::Ended { run: old, outcome: Outcome::Stopped });
    let before = state.runs.get(old).cloned();
    state.apply(Action::GoOn(lenet(), true));
    let effects = state.apply(Action::LoadWeights(lenet(), file(FILE)));
    let Some(Effect::Send(Command::LoadWeights { request, run: given, .. }, _)) = effects.last() else {
        panic!("{effects:?}");
    };
    let (request, given) = (*request, *given);
    assert!(!starts(&state.apply(Action::Train(lenet()))));
    assert!(starts(&news(&mut state, request, loaded())));
    assert_eq!((state.runs.active().map(|record| record.run), run_of(&state, lenet())), (Some(given), given));
    assert_eq!(state.runs.get(old).cloned(), before);
}

#[test]
fn a_refused_file_ends_the_run_that_waited_and_the_next_one_starts() {
    let (mut state, request) = weights_then_train();
    let effects = news(&mut state, request, WeightsNews::Refused("it is damaged".into()));
    assert!(!starts(&effects));
    assert_eq!(shown(&state, lenet()).state, RunState::Failed);
    assert_eq!(state.alerts.shown().len(), 1);
    assert!(starts(&state.apply(Action::Train(lenet()))));
}

#[test]
fn stop_ends_the_wait_and_the_weights_come_all_the_same() {
    let (mut state, request) = weights_then_train();
    let effects = state.apply(Action::Stop);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send(..))), "the worker knows no such run");
    assert_eq!(shown(&state, lenet()).state, RunState::Stopped);
    assert!(!starts(&news(&mut state, request, loaded())));
    assert!(state.can_go_on(lenet()));
}

#[test]
fn of_two_files_of_weights_the_newer_one_counts() {
    let mut state = page("net=lenet");
    let mut give = |name: &str| match state.apply(Action::LoadWeights(lenet(), file(name))).last() {
        Some(Effect::Send(Command::LoadWeights { request, .. }, _)) => *request,
        other => panic!("{other:?}"),
    };
    let (first, second) = (give("old.safetensors"), give("new.safetensors"));
    assert_eq!(news(&mut state, first, loaded()), []);
    assert_eq!(state.offered_weights(lenet()), Some("new.safetensors"));
    news(&mut state, second, loaded());
    news(&mut state, first, WeightsNews::Testing { done: 1, total: 2 });
    let history = learned(&state, lenet()).history.clone().unwrap();
    let shown = history.loaded.as_ref().unwrap();
    assert_eq!((shown.file.as_str(), &shown.test), ("new.safetensors", &WeightsTest::Waiting));
}

#[test]
fn training_waits_for_files_that_were_given_for_its_network() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TakeOwnFiles(lenet(), vec![file("fashion")]));
    let Some(Effect::Send(Command::OwnFiles { request, .. }, _)) = effects.last() else {
        panic!("{effects:?}")
    };
    assert!(!starts(&state.apply(Action::Train(lenet()))));
    let data = OwnData { train: 9, test: 9, preview: Vec::new(), remarks: Vec::new() };
    let effects = tell(&mut state, Event::OwnFiles { request: *request, reply: Ok(data) });
    assert!(effects.iter().any(|effect| {
        matches!(effect, Effect::Send(Command::Start { config, .. }, _) if config.data == DataChoice::Own)
    }));
}

#[test]
fn what_is_given_for_one_network_does_not_hold_up_another() {
    let mut state = page("net=lenet");
    state.apply(Action::LoadWeights(lenet(), file(FILE)));
    state.apply(Action::TakeOwnFiles(lenet(), vec![file("fashion")]));
    assert!(starts(&state.apply(Action::Train(TabId::of(&zoo::MLP)))));
}

#[test]
fn a_worker_that_dies_meanwhile_ends_the_wait() {
    let (mut state, request) = weights_then_train();
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(shown(&state, lenet()).state, RunState::Failed);
    assert_eq!(news(&mut state, request, loaded()), []);
    assert!(starts(&state.apply(Action::Train(lenet()))));
}
