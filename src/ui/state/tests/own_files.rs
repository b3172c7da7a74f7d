//! The user's own files: given, judged, turned, trained on.

use super::*;
use crate::protocol::OwnData;

fn take(state: &mut PageState, name: &str) -> RequestId {
    let effects = state.apply(Action::TakeOwnFiles(lenet(), vec![file(name)]));
    sent(&effects).0
}

/// The files that were given to the worker last, and whether they are to be turned.
fn sent(effects: &[Effect]) -> (RequestId, Vec<String>, bool) {
    match effects.last() {
        Some(Effect::Send(Command::OwnFiles { request, names, transpose }, files)) => {
            assert_eq!(names.len(), files.len(), "each name with its file");
            (*request, names.clone(), *transpose)
        }
        other => panic!("{other:?}"),
    }
}

fn data_of(state: &PageState, tab: TabId) -> DataChoice {
    state.form(tab).config.data
}

fn good() -> OwnData {
    OwnData { train: 60_000, test: 10_000, preview: Vec::new(), remarks: Vec::new() }
}

fn accept(state: &mut PageState, request: RequestId) -> Vec<Effect> {
    tell(state, Event::OwnFiles { request, reply: Ok(good()) })
}

fn refuse(state: &mut PageState, request: RequestId) -> Vec<Effect> {
    tell(state, Event::OwnFiles { request, reply: Err(trouble("letter is no IDX file.")) })
}

fn names(state: &PageState) -> Vec<String> {
    let own = state.own_files.as_ref();
    own.map(|own| own.files.iter().map(|file| file.name.clone()).collect()).unwrap_or_default()
}

#[test]
fn own_files_are_trained_on_once_they_are_found_good() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::TakeOwnFiles(lenet(), vec![file("train-images")]));
    assert_eq!(effects[0], Effect::StartWorker(Program::Fovea));
    let effects = accept(&mut state, sent(&effects).0);
    assert_eq!(effects, [Effect::ShowInUrl { query: "net=lenet&seed=1&data=own".into(), class: None }]);
    assert_eq!(data_of(&state, lenet()), DataChoice::Own);
    assert_eq!(names(&state), ["train-images"]);
}

#[test]
fn refused_files_change_nothing_and_leave_the_good_ones() {
    let mut state = page("net=lenet");
    let letter = take(&mut state, "letter");
    assert_eq!(refuse(&mut state, letter), []);
    assert_eq!(data_of(&state, lenet()), DataChoice::Mnist);
    assert_eq!(state.alerts.shown().len(), 1);
    let images = take(&mut state, "train-images");
    accept(&mut state, images);
    let effects = state.apply(Action::TakeOwnFiles(TabId::of(&zoo::MLP), vec![file("letter")]));
    refuse(&mut state, sent(&effects).0);
    assert_eq!(names(&state), ["train-images"]);
    assert_eq!(data_of(&state, TabId::of(&zoo::MLP)), DataChoice::Mnist);
}

#[test]
fn each_of_two_drops_gets_its_own_verdict() {
    let mut state = page("net=lenet");
    let (first, second) = (take(&mut state, "letters"), take(&mut state, "digits"));
    refuse(&mut state, first);
    assert_eq!(names(&state), [""; 0]);
    accept(&mut state, second);
    assert_eq!(names(&state), ["digits"]);

    let (third, fourth) = (take(&mut state, "fashion"), take(&mut state, "letters"));
    accept(&mut state, third);
    refuse(&mut state, fourth);
    assert_eq!(names(&state), ["fashion"]);
}

#[test]
fn a_new_worker_is_given_the_files_as_they_were_turned() {
    let mut state = page("net=lenet");
    let request = take(&mut state, "emnist");
    accept(&mut state, request);
    let effects = state.apply(Action::TransposeOwnFiles(lenet(), true));
    let (request, given, transpose) = sent(&effects);
    assert_eq!((given.as_slice(), transpose), (["emnist".to_owned()].as_slice(), true));
    assert!(!state.own_files.as_ref().unwrap().transpose, "not before the worker has turned them");
    accept(&mut state, request);
    assert!(state.own_files.as_ref().unwrap().transpose);
    assert_eq!(names(&state), ["emnist"]);

    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    let effects = state.apply(Action::RestartWorker);
    let (request, given, transpose) = sent(&effects);
    assert_eq!((given.as_slice(), transpose), (["emnist".to_owned()].as_slice(), true));
    assert_eq!(accept(&mut state, request), [], "they are known");
}

#[test]
fn files_that_a_dead_worker_had_not_judged_are_forgotten() {
    let mut state = page("net=lenet");
    let request = take(&mut state, "train-images");
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(accept(&mut state, request), []);
    assert_eq!(names(&state), [""; 0]);
}

#[test]
fn own_data_without_files_are_asked_for() {
    let mut state = page("net=lenet&data=own");
    assert_eq!(state.apply(Action::Train(lenet())), []);
    assert_eq!(state.alerts.shown().len(), 1);
    let request = take(&mut state, "train-images");
    accept(&mut state, request);
    assert!(starts(&state.apply(Action::Train(lenet()))));
}

#[test]
fn a_test_image_is_asked_of_the_data_of_the_open_tab() {
    let asked = |effects: &[Effect]| match effects.last() {
        Some(Effect::Send(Command::Sample { data, seed, .. }, _)) => (*data, *seed),
        other => panic!("{other:?}"),
    };
    let mut state = page("net=lenet&data=generated&seed=7");
    let effects = state.apply(Action::RequestSample);
    assert_eq!(asked(&effects), (DataChoice::Generated, 7));
    state.apply(Action::Show(View::Network(TabId::of(&zoo::MLP))));
    assert_eq!(asked(&state.apply(Action::RequestSample)), (DataChoice::Mnist, 1));
}
