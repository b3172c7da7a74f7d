//! When the browser asks before the page is left.

use super::*;

/// What the page last said about it.
fn asks(effects: &[Effect]) -> Option<bool> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::AskBeforeLeaving(on) => Some(*on),
        _ => None,
    })
}

#[test]
fn a_page_that_has_learned_nothing_is_left_without_a_question() {
    let mut state = page("net=lenet");
    assert_eq!(asks(&state.apply(Action::Show(View::Compare))), None);
    assert_eq!(asks(&state.apply(Action::Train(LENET))), Some(true));
    assert_eq!(asks(&state.apply(Action::Stop)), Some(false), "nothing was learned");
}

#[test]
fn what_was_learned_is_asked_about_until_a_file_has_it() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::WeightsFile { network: LENET });
    let effects = tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert_eq!(asks(&effects), None, "it asks already: the file is older than the last step");
    assert_eq!(asks(&tell(&mut state, Event::WeightsFile { network: NetworkId::Mlp })), None);
    assert_eq!(asks(&tell(&mut state, Event::WeightsFile { network: LENET })), Some(false));
    assert_eq!(asks(&state.apply(Action::Train(LENET))), Some(true));
}

#[test]
fn a_dead_worker_does_not_make_it_safe_to_leave() {
    let (mut state, _) = in_training();
    let effects = state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert_eq!(asks(&effects), None, "it still asks: the last snapshot can be saved");
}
