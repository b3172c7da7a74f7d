//! The user's own files: given, judged, turned, trained on.

use super::*;
use crate::protocol::OwnData;

fn take(state: &mut State, name: &str) -> RequestId {
    let effects = state.apply(Action::TakeOwnFiles(LENET, vec![name.into()]));
    match effects.last() {
        Some(Effect::SendGivenFiles(request)) => *request,
        other => panic!("{other:?}"),
    }
}

fn good() -> OwnData {
    OwnData { train: 60_000, test: 10_000, preview: Vec::new(), remarks: Vec::new() }
}

fn accept(state: &mut State, request: RequestId) -> Vec<Effect> {
    tell(state, Event::OwnFiles { request, verdict: Ok(good()) })
}

fn refuse(state: &mut State, request: RequestId) -> Vec<Effect> {
    tell(state, Event::OwnFiles { request, verdict: Err(trouble("letter is no IDX file.")) })
}

fn names(state: &State) -> Vec<String> {
    state.own_files.as_ref().map(|files| files.names.clone()).unwrap_or_default()
}

#[test]
fn own_files_are_trained_on_once_they_are_found_good() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TakeOwnFiles(LENET, vec!["train-images".into()]));
    let [Effect::StartWorker, Effect::SendGivenFiles(request)] = effects[..] else { panic!("{effects:?}") };
    let effects = accept(&mut state, request);
    assert_eq!(effects, [Effect::AdoptFiles(request), Effect::ShowInUrl("net=lenet&seed=1&data=own".into())]);
    assert_eq!(state.form(LENET).settings.data, DataChoice::Own);
    assert_eq!(names(&state), ["train-images"]);
}

#[test]
fn refused_files_change_nothing_and_leave_the_good_ones() {
    let mut state = page("net=lenet");
    let letter = take(&mut state, "letter");
    assert_eq!(refuse(&mut state, letter), [Effect::DropFiles(letter)]);
    assert_eq!(state.form(LENET).settings.data, DataChoice::Mnist);
    assert_eq!(state.alerts.shown().len(), 1);
    let images = take(&mut state, "train-images");
    accept(&mut state, images);
    let effects = state.apply(Action::TakeOwnFiles(NetworkId::Mlp, vec!["letter".into()]));
    let [Effect::SendGivenFiles(letter)] = effects[..] else { panic!("{effects:?}") };
    refuse(&mut state, letter);
    assert_eq!(names(&state), ["train-images"]);
    assert_eq!(state.form(NetworkId::Mlp).settings.data, DataChoice::Mnist);
}

#[test]
fn each_of_two_drops_gets_its_own_verdict() {
    let mut state = page("net=lenet");
    let (first, second) = (take(&mut state, "letters"), take(&mut state, "digits"));
    refuse(&mut state, first);
    assert_eq!(names(&state), [""; 0]);
    assert!(accept(&mut state, second).contains(&Effect::AdoptFiles(second)));
    assert_eq!(names(&state), ["digits"]);

    let (third, fourth) = (take(&mut state, "fashion"), take(&mut state, "letters"));
    assert!(accept(&mut state, third).contains(&Effect::AdoptFiles(third)));
    refuse(&mut state, fourth);
    assert_eq!(names(&state), ["fashion"]);
}

#[test]
fn a_new_worker_is_given_the_files_as_they_were_turned() {
    let mut state = page("net=lenet");
    let request = take(&mut state, "emnist");
    accept(&mut state, request);
    let effects = state.apply(Action::TransposeOwnFiles(LENET, true));
    let [Effect::SendOwnFiles { request, transpose: true }] = effects[..] else { panic!("{effects:?}") };
    assert!(!state.own_files.as_ref().unwrap().transpose, "not before the worker has turned them");
    accept(&mut state, request);
    assert!(state.own_files.as_ref().unwrap().transpose);
    assert_eq!(names(&state), ["emnist"]);

    state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    let effects = state.apply(Action::RestartWorker);
    let Some(Effect::SendOwnFiles { request, transpose: true }) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(accept(&mut state, *request), [], "they are known");
}

#[test]
fn files_that_a_dead_worker_had_not_judged_are_forgotten() {
    let mut state = page("net=lenet");
    let request = take(&mut state, "train-images");
    let effects = state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert!(effects.contains(&Effect::DropFiles(request)), "{effects:?}");
    assert_eq!(accept(&mut state, request), []);
    assert_eq!(names(&state), [""; 0]);
}

#[test]
fn own_data_without_files_are_asked_for() {
    let mut state = page("net=lenet&data=own");
    assert_eq!(state.apply(Action::Train(LENET)), []);
    assert_eq!(state.alerts.shown().len(), 1);
    let request = take(&mut state, "train-images");
    accept(&mut state, request);
    assert!(starts(&state.apply(Action::Train(LENET))));
}

#[test]
fn a_test_image_is_asked_of_the_data_of_the_open_tab() {
    let mut state = page("net=lenet&data=generated&seed=7");
    let effects = state.apply(Action::RequestSample);
    let sample = Command::Sample { data: DataChoice::Generated, seed: 7 };
    assert_eq!(effects.last(), Some(&Effect::Send(sample)));
    state.apply(Action::Show(View::Network(NetworkId::Mlp)));
    let sample = Command::Sample { data: DataChoice::Mnist, seed: 1 };
    assert_eq!(state.apply(Action::RequestSample), [Effect::Send(sample)]);
}
