//! Hand-ins: notes, pictures, files.

use super::*;
use crate::record::{self, Run};
use crate::reports::{Answer, HandInFormat};

/// What the reader is given by these effects.
fn given(effects: &[Effect]) -> Option<(RequestId, &[Run])> {
    effects.iter().find_map(|effect| match effect {
        Effect::SendReader(Command::HandIn { request, runs, .. }, _) => Some((*request, runs.as_slice())),
        _ => None,
    })
}

/// LeNet after an epoch, with one image misread.
fn trained() -> (PageState, RunId) {
    let (mut state, run) = in_training();
    let answer = |digit| Answer { truth: 7, digit, probability: 0.75, of_truth: 0.25 };
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: vec![answer(7), answer(1)] });
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });
    (state, run)
}

fn handed_in(state: &mut PageState, request: RequestId, reply: Result<String, String>) -> Vec<Effect> {
    let event = Event::HandedIn { request, reply };
    state.apply(Action::Reader(WorkerSignal::Event(event, vec![Bulk::imagined(9)])))
}

#[test]
fn a_hand_in_waits_for_the_pictures_of_what_was_misread() {
    let (mut state, run) = trained();
    state.apply(Action::Note(run, "**It** confuses 7 and 1.".into()));
    let effects = state.apply(Action::HandIn(vec![run], HandInFormat::Notebook));
    assert_eq!(given(&effects), None);
    assert!(state.hand_in.is_under_way());
    let request = effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::TestImages { request, .. }, _) => Some(*request),
        _ => None,
    });
    let images = vec![Bulk::imagined(2 * 784), Bulk::imagined(2)];
    let event = Event::TestImages { request: request.unwrap(), reply: Ok("MNIST".into()) };
    let effects = state.apply(Action::Worker(WorkerSignal::Event(event, images)));
    let (request, runs) = given(&effects).unwrap();
    let [told] = runs else { panic!("{runs:?}") };
    assert_eq!(
        (told.notes.as_str(), told.outcome, told.data.as_str()),
        ("**It** confuses 7 and 1.", record::Outcome::Done, "MNIST")
    );
    assert_eq!((told.title.as_str(), told.link.as_str()), ("Run 1: LeNet-5 variant", "net=lenet&seed=1"));
    assert_eq!(told.misread.iter().map(|misread| misread.index).collect::<Vec<_>>(), [1]);
    assert_eq!(told.confusion.as_ref().map(|confusion| confusion.count(7, 1)), Some(1));
    assert_eq!(told.curve.iter().map(|point| point.step).collect::<Vec<_>>(), [1, 2, 3]);
    let saved = handed_in(&mut state, request, Ok("fovea-lenet.ipynb".into()));
    assert!(matches!(&saved[..], [Effect::SaveFile(name, _)] if name == "fovea-lenet.ipynb"), "{saved:?}");
    assert!(!state.hand_in.is_under_way());
    // The pictures are there now.
    let again = state.apply(Action::HandIn(vec![run], HandInFormat::Markdown));
    assert!(given(&again).is_some());
}

#[test]
fn without_pictures_there_is_a_hand_in_all_the_same() {
    let (mut state, run) = trained();
    state.apply(Action::HandIn(vec![run], HandInFormat::Notebook));
    let effects = state.apply(Action::Worker(WorkerSignal::Failed(trouble("The trainer crashed."))));
    let (_, runs) = given(&effects).unwrap();
    assert_eq!(runs[0].misread, []);
}

#[test]
fn a_source_that_is_none_any_more_is_told_and_a_lost_reader_leaves_nothing_waiting() {
    let (mut state, run) = in_training();
    let hand_in = Action::HandIn(vec![run], HandInFormat::Notebook);
    let effects = state.apply(hand_in.clone());
    let (request, runs) = given(&effects).unwrap();
    assert_eq!(runs[0].outcome, record::Outcome::Running);
    assert_eq!(handed_in(&mut state, request, Err("line 3".into())), []);
    assert!(state.alerts.shown().iter().any(|alert| alert.trouble.message.contains("line 3")));
    state.apply(hand_in);
    state.apply(Action::Reader(WorkerSignal::Failed(trouble("The reader crashed."))));
    assert!(!state.hand_in.is_under_way());
}

#[test]
fn notes_stay_with_their_run_when_it_goes_on() {
    let (mut state, run) = trained();
    state.apply(Action::Note(run, "first".into()));
    tell(&mut state, Event::Checkpoint { run });
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    assert_eq!((run_of(&state, lenet()), &*shown(&state, lenet()).notes), (run, "first"));
}
