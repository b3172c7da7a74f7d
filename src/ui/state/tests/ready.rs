//! Stories of the weights that come with the page.

use super::*;
use crate::protocol::WeightsNews;

fn fetched(effects: &[Effect]) -> Vec<TabId> {
    let id = |effect: &Effect| match effect {
        Effect::FetchReady(id) => Some(*id),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

/// The ready-trained LeNet is there.
fn with_ready_lenet(state: &mut PageState) -> RunId {
    with_ready(state, lenet())
}

/// The ready-trained weights of a network are there.
fn with_ready(state: &mut PageState, network: TabId) -> RunId {
    state.apply(Action::Show(View::Draw));
    let effects = state.apply(Action::ReadyFetched(network, Ok(Bulk::imagined(8))));
    let offered = effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::LoadWeights { request, run, test, .. }, _) => Some((*request, *run, *test)),
        _ => None,
    });
    let (request, run, test) = offered.expect("the worker reads them");
    assert!(!test, "opening the pad does not fetch MNIST");
    let (assumed, data, remarks) = (false, Some("MNIST".into()), Vec::new());
    tell(
        state,
        Event::Weights { request, news: WeightsNews::Loaded { normalise: false, assumed, data, remarks } },
    );
    run
}

#[test]
fn pad_inspect_and_compare_fetch_them_once() {
    for view in [View::Draw, View::Inspect, View::Compare] {
        let mut state = page("net=mlp");
        let all = fetched(&state.apply(Action::Show(view)));
        assert_eq!(all, [TabId::of(&zoo::SESSION6), lenet(), TabId::of(&zoo::TINY)]);
        assert_eq!(fetched(&state.apply(Action::Show(View::Draw))), []);
    }
    assert_eq!(fetched(&page("net=mlp").apply(Action::Show(View::Sheet))), []);
    assert_eq!(fetched(&page("net=mlp").apply(Action::Predict(vec![7; 784]))).len(), 3);
}

#[test]
fn what_could_not_be_fetched_is_said_and_tried_again() {
    let mut state = page("net=mlp");
    state.apply(Action::Show(View::Draw));
    state.apply(Action::ReadyFetched(lenet(), Err(trouble("It was not loaded."))));
    assert_eq!(state.alerts.shown().len(), 1);
    assert_eq!(fetched(&state.apply(Action::Show(View::Compare))), [lenet()]);
}

#[test]
fn they_answer_and_are_no_run_of_the_users() {
    let mut state = page("net=lenet");
    let ready = with_ready_lenet(&mut state);
    let asked: Vec<RunId> = state.runs.asked().iter().map(|record| record.run).collect();
    assert_eq!(asked, [ready]);
    assert_eq!(state.runs.all().count(), 0);
    assert!(
        state.runs.learned(lenet()).is_none() && !state.can_go_on(lenet()) && !state.runs.would_be_lost()
    );
    assert_eq!(state.inspected().map(|record| record.run), Some(ready));
}

#[test]
fn they_stand_in_the_order_of_the_tabs_whichever_came_first() {
    let mut state = page("net=mlp");
    let [tiny, lenet, session6] = [TabId::of(&zoo::TINY), lenet(), TabId::of(&zoo::SESSION6)]
        .map(|network| with_ready(&mut state, network));
    let asked: Vec<RunId> = state.runs.asked().iter().map(|record| record.run).collect();
    assert_eq!(asked, [session6, lenet, tiny]);
}

#[test]
fn they_are_tested_once_inspect_shows_them() {
    let mut state = page("net=lenet");
    let ready = with_ready_lenet(&mut state);
    let tests = |effects: &[Effect]| {
        effects.iter().any(
            |effect| matches!(effect, Effect::Send(Command::TestWeights { run, .. }, _) if *run == ready),
        )
    };
    assert!(tests(&state.apply(Action::Show(View::Inspect))));
    assert!(!tests(&state.apply(Action::Show(View::Inspect))), "it is on its way");
}

#[test]
fn they_give_way_to_a_run_of_their_network() {
    let mut state = page("net=lenet");
    let ready = with_ready_lenet(&mut state);
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    assert_eq!(run, RunId(1), "they are not counted");
    tell(&mut state, Event::Ready { build: String::new() });
    assert!(state.runs.get(ready).is_some(), "until the first step they are all there is");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    assert!(state.runs.get(ready).is_none());
    assert_eq!(fetched(&state.apply(Action::Show(View::Draw))), []);
}

#[test]
fn a_run_that_was_there_first_keeps_its_place() {
    let (mut state, _) = in_training();
    let all = fetched(&state.apply(Action::Show(View::Compare)));
    assert_eq!(all, [TabId::of(&zoo::SESSION6), TabId::of(&zoo::TINY)]);
    assert_eq!(state.apply(Action::ReadyFetched(lenet(), Ok(Bulk::imagined(8)))), []);
}
