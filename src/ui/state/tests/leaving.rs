//! When the browser asks before the page is left.

use super::*;

/// What the page last said about it.
fn asks(effects: &[Effect]) -> Option<bool> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::AskBeforeLeaving(on) => Some(*on),
        _ => None,
    })
}

fn ask_for_weights(state: &mut PageState) -> RequestId {
    match state.apply(Action::SaveWeights(lenet())).last() {
        Some(Effect::Send(Command::SaveWeights { request, .. }, _)) => *request,
        other => panic!("{other:?}"),
    }
}

/// The worker sends the file.
fn saved(state: &mut PageState, request: RequestId) -> Vec<Effect> {
    let event = Event::WeightsFile { request, reply: Ok(()) };
    state.apply(Action::Worker(WorkerSignal::Event(event, vec![Bulk::imagined(9)])))
}

#[test]
fn a_page_that_has_learned_nothing_is_left_without_a_question() {
    let mut state = page("net=lenet");
    assert_eq!(asks(&state.apply(Action::Show(View::Compare))), None);
    assert_eq!(asks(&state.apply(Action::Train(lenet()))), Some(true));
    assert_eq!(asks(&state.apply(Action::Stop)), Some(false), "nothing was learned");
}

#[test]
fn what_was_learned_is_asked_about_until_a_file_has_it() {
    let (mut state, run) = in_training();
    let request = ask_for_weights(&mut state);
    saved(&mut state, request);
    let effects = tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert_eq!(asks(&effects), None, "it asks already: the file is older than the last step");
    let request = ask_for_weights(&mut state);
    assert_eq!(asks(&saved(&mut state, RequestId(999))), None, "nobody asked");
    assert_eq!(asks(&saved(&mut state, request)), Some(false));
    assert_eq!(asks(&state.apply(Action::Train(lenet()))), Some(true));
}

#[test]
fn a_dead_worker_does_not_make_it_safe_to_leave() {
    let (mut state, _) = in_training();
    let effects = state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(asks(&effects), None, "it still asks: the last snapshot can be saved");
}
