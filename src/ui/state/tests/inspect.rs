//! Stories of looking into runs that were tested.

use super::*;
use crate::arch::Unit;
use crate::protocol::{Answer, Evaluation, WeightsNews};
use crate::study::Which;

fn answers() -> Vec<Answer> {
    vec![Answer { truth: 4, digit: 9, probability: 0.75, of_truth: 0.25 }]
}

/// A run of this network that was tested after its first epoch.
fn tested(state: &mut PageState, tab: TabId) -> RunId {
    state.apply(Action::Train(tab));
    let run = run_of(state, tab);
    tell(state, Event::Ready { build: String::new() });
    tell(state, Event::Data { run: Some(run), report: data("MNIST") });
    tell(state, Event::Started { run, plan: plan(0) });
    tell(state, progress(run, &[(1, 2.3)]));
    tell(state, Event::EpochEnd { run, report: report(0, 9_000), answers: answers() });
    tell(state, Event::Ended { run, outcome: Outcome::Done });
    run
}

fn asked(effects: &[Effect]) -> Option<RequestId> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::TestImages { request, .. }, _) => Some(*request),
        _ => None,
    })
}

/// What the lens asks for.
fn looked(effects: &[Effect]) -> Option<(RequestId, RunId, Option<Unit>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::Lens { request, run, unit, .. }, _) => Some((*request, *run, *unit)),
        _ => None,
    })
}

fn images(state: &mut PageState, request: RequestId, data: &str) -> Vec<Effect> {
    let event = Event::TestImages { request, reply: Ok(data.into()) };
    state.apply(Action::Worker(WorkerSignal::Event(event, vec![Bulk::imagined(784), Bulk::imagined(1)])))
}

#[test]
fn inspect_shows_the_run_of_the_tab_and_asks_for_its_pictures_once() {
    let mut state = page("net=lenet");
    let first = tested(&mut state, lenet());
    let request = asked(&state.apply(Action::Show(View::Inspect))).expect("asks");
    assert_eq!(state.inspected().map(|record| record.run), Some(first));
    let again = state.apply(Action::Inspect(InspectChange::List(Which { truth: Some(4), answer: None })));
    assert_eq!(asked(&again), None, "one question at a time");
    images(&mut state, request, "MNIST");
    assert_eq!(asked(&state.apply(Action::Show(View::Inspect))), None, "they are there");
}

#[test]
fn loaded_weights_are_looked_into_before_their_test() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::LoadWeights(lenet(), file("mine.safetensors")));
    let Some(Effect::Send(Command::LoadWeights { request, .. }, _)) = effects.last() else {
        panic!("{effects:?}");
    };
    let request = *request;
    let (assumed, data, remarks) = (false, None, Vec::new());
    let loaded = WeightsNews::Loaded { normalise: false, assumed, data, remarks };
    tell(&mut state, Event::Weights { request, news: loaded });
    let pictures = asked(&state.apply(Action::Show(View::Inspect))).expect("the lens needs them");
    let effects = images(&mut state, pictures, "MNIST");
    assert!(looked(&effects).is_some(), "{effects:?}");
    let evaluation =
        Evaluation { loss: 0.5, correct: 0, total: 1, digits: Default::default(), stuck_outputs: Vec::new() };
    let tested = WeightsNews::Tested { data: "MNIST".into(), evaluation, answers: answers() };
    let effects = tell(&mut state, Event::Weights { request, news: tested });
    assert_eq!(asked(&effects), None, "they are there");
}

#[test]
fn pictures_are_asked_for_again_by_another_worker() {
    let mut state = page("net=lenet");
    tested(&mut state, lenet());
    assert!(asked(&state.apply(Action::Show(View::Inspect))).is_some());
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The trainer crashed."))));
    assert!(asked(&state.apply(Action::Show(View::Inspect))).is_some());
}

#[test]
fn another_choice_begins_the_list_anew() {
    let mut state = page("net=lenet");
    let first = tested(&mut state, lenet());
    let second = tested(&mut state, TabId::of(&zoo::MLP));
    state.apply(Action::Inspect(InspectChange::Skip(48)));
    assert_eq!(state.inspect.skipped, 48);
    state.apply(Action::Inspect(InspectChange::Run(first)));
    assert_eq!((state.inspect.skipped, state.inspected().map(|record| record.run)), (0, Some(first)));
    state.apply(Action::Inspect(InspectChange::Run(second)));
    assert_eq!(state.inspected().map(|record| record.run), Some(second));
}

#[test]
fn a_run_that_goes_on_keeps_the_answers_of_its_last_test() {
    let mut state = page("net=lenet");
    let run = tested(&mut state, lenet());
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    let kept = state.runs.get(run).and_then(|record| record.answers.clone()).expect("answers");
    assert_eq!((kept.epochs, kept.answers.clone()), (1, answers()));
}

#[test]
fn the_lens_asks_one_thing_at_a_time_and_then_the_newest() {
    let mut state = page("net=lenet");
    let run = tested(&mut state, lenet());
    let request = asked(&state.apply(Action::Show(View::Inspect))).unwrap();
    let (first, of, unit) = looked(&images(&mut state, request, "MNIST")).expect("the first image");
    assert_eq!((of, unit), (run, None));
    let lens = |change| Action::Inspect(InspectChange::Lens(change));
    let unit = Unit { layer: 0, element: 7 };
    assert_eq!(looked(&state.apply(lens(LensChange::Unit(Some(unit))))), None, "one at a time");
    assert_eq!(looked(&state.apply(lens(LensChange::OwnScales(true)))), None);
    let answer = |request| Event::Lens { request, reply: Err(trouble("No.")) };
    let (second, _, of_unit) = looked(&tell(&mut state, answer(first))).expect("the newest");
    assert_eq!(of_unit, Some(unit));
    assert_eq!(looked(&tell(&mut state, answer(first))), None, "nobody awaits it");
    assert_eq!(looked(&tell(&mut state, answer(second))), None, "it is answered");
    state.apply(lens(LensChange::Unit(None)));
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The trainer crashed."))));
    assert!(looked(&state.apply(lens(LensChange::OwnScales(false)))).is_some(), "another worker is asked");
}

#[test]
fn the_lens_follows_the_pad() {
    let mut state = page("net=lenet");
    tested(&mut state, lenet());
    let request = asked(&state.apply(Action::Show(View::Inspect))).unwrap();
    let (first, ..) = looked(&images(&mut state, request, "MNIST")).unwrap();
    tell(&mut state, Event::Lens { request: first, reply: Err(trouble("No.")) });
    let pad = LensChange::Subject(Subject::Pad);
    assert_eq!(looked(&state.apply(Action::Inspect(InspectChange::Lens(pad)))), None, "nothing is drawn");
    assert!(looked(&state.apply(Action::Predict(vec![9; 784]))).is_some());
}

/// The images that logits are asked for.
fn moved(effects: &[Effect]) -> Option<(RequestId, usize)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(Command::Logits { request, images, .. }, _) => Some((*request, images.len())),
        _ => None,
    })
}

/// Inspect with a run of LeNet and the pictures of the test set.
fn inspecting() -> (PageState, RunId) {
    let mut state = page("net=lenet");
    let run = tested(&mut state, lenet());
    let request = asked(&state.apply(Action::Show(View::Inspect))).unwrap();
    images(&mut state, request, "MNIST");
    (state, run)
}

/// The worker has given the first class to the one image.
fn logits(state: &mut PageState, request: RequestId, milliseconds: f64) -> Vec<Effect> {
    let reply = Ok([vec![1.0], vec![0.0; CLASSES - 1]].concat());
    tell(state, Event::Logits { request, reply, milliseconds })
}

#[test]
fn the_shift_test_asks_before_it_takes_long_and_can_be_stopped() {
    let (mut state, run) = inspecting();
    let (first, bytes) = moved(&state.apply(Action::Inspect(InspectChange::TestShifts))).expect("a move");
    assert_eq!(bytes, 784);
    let (second, _) = moved(&logits(&mut state, first, 9_000.0)).expect("the next move");
    assert_eq!(moved(&logits(&mut state, first, 1.0)), None, "nobody awaits it");
    assert_eq!(moved(&logits(&mut state, second, 1_500.0)), None, "ten seconds are over");
    let test = state.inspect.shifts.of(run).unwrap();
    assert_eq!((test.accuracies.len(), test.accuracies[0].1), (2, 1.0));
    let (third, _) = moved(&state.apply(Action::Inspect(InspectChange::TestShifts))).expect("goes on");
    state.apply(Action::Inspect(InspectChange::StopShifts));
    assert_eq!(moved(&logits(&mut state, third, 1.0)), None);
    assert_eq!(state.inspect.shifts.of(run).unwrap().accuracies.len(), 2, "what was found stays");
}

#[test]
fn the_shift_test_of_a_run_that_learned_more_begins_anew() {
    let (mut state, run) = inspecting();
    let (first, _) = moved(&state.apply(Action::Inspect(InspectChange::TestShifts))).unwrap();
    let (second, _) = moved(&logits(&mut state, first, 1.0)).unwrap();
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    assert_eq!(moved(&logits(&mut state, second, 1.0)), None, "its weights change");
    tell(&mut state, Event::Started { run, plan: plan(1) });
    tell(&mut state, progress(run, &[(470, 1.0)]));
    assert_eq!(moved(&state.apply(Action::Inspect(InspectChange::TestShifts))), None, "it trains");
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });
    assert!(moved(&state.apply(Action::Inspect(InspectChange::TestShifts))).is_some());
    assert_eq!(state.inspect.shifts.of(run).unwrap().accuracies, []);
}

#[test]
fn a_grey_square_slides_over_what_the_lens_shows() {
    let (mut state, _) = inspecting();
    let occlude = Action::Inspect(InspectChange::Lens(LensChange::Occlude));
    let (request, bytes) = moved(&state.apply(occlude)).expect("the covered images");
    assert_eq!(bytes % 784, 0);
    assert!(bytes > 784);
    assert_eq!(moved(&logits(&mut state, request, 1.0)), None);
    assert_eq!(state.inspect.lens.occluded(), None, "nothing is seen yet that they belong to");
}

#[test]
fn a_layer_s_weights_are_asked_for_again_when_the_run_has_learned_more() {
    let (mut state, run) = inspecting();
    let asked = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Send(Command::LayerWeights { run, layer, .. }, _) => Some((*run, *layer)),
            _ => None,
        })
    };
    let lens = |change| Action::Inspect(InspectChange::Lens(change));
    assert_eq!(asked(&state.apply(lens(LensChange::Filters(Some(3))))), Some((run, 3)));
    assert_eq!(asked(&state.apply(lens(LensChange::OwnScales(true)))), None, "they are on their way");
    assert_eq!(asked(&state.apply(lens(LensChange::Filters(Some(99))))), None, "there is no such layer");
    assert_eq!(asked(&state.apply(lens(LensChange::Filters(Some(3))))), Some((run, 3)));
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    tell(&mut state, Event::Started { run, plan: plan(1) });
    tell(&mut state, progress(run, &[(470, 1.0)]));
    let effects = tell(&mut state, Event::EpochEnd { run, report: report(1, 9_100), answers: answers() });
    assert_eq!(asked(&effects), Some((run, 3)));
    state.apply(lens(LensChange::Filters(None)));
    assert_eq!(
        asked(&tell(&mut state, Event::Ended { run, outcome: Outcome::Done })),
        None,
        "they are closed"
    );
}

#[test]
fn dead_relus_are_those_that_no_part_of_the_images_woke() {
    let (mut state, run) = inspecting();
    let asked = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Send(Command::Alive { request, .. }, _) => Some(*request),
            _ => None,
        })
    };
    let request = asked(&state.apply(Action::Inspect(InspectChange::CountDead))).expect("the first part");
    assert!(state.inspect.dead.as_ref().is_some_and(|dead| dead.is_counting()));
    let reply = Ok(vec![vec![true, false, false], vec![true]]);
    let effects = tell(&mut state, Event::Alive { request, reply, milliseconds: 1.0 });
    assert_eq!(asked(&effects), None, "there is one image");
    let dead = state.inspect.dead.clone().unwrap();
    assert_eq!(
        (dead.run, dead.is_done(), dead.of(0), dead.of(1), dead.of(2)),
        (run, true, Some((2, 3)), Some((0, 1)), None)
    );
    let again = asked(&state.apply(Action::Inspect(InspectChange::CountDead))).expect("from the beginning");
    state.apply(Action::Inspect(InspectChange::StopDead));
    let reply = Ok(vec![vec![true, true, true], vec![true]]);
    tell(&mut state, Event::Alive { request: again, reply, milliseconds: 1.0 });
    assert_eq!(state.inspect.dead.unwrap().of(0), None, "nobody awaits it");
}
