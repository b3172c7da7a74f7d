//! Weights: loaded, tested, refused, saved, copied.

use super::*;
use crate::protocol::{DigitScore, Evaluation, WeightsNews};

const FILE: &str = "fovea-lenet.safetensors";

/// News of the file that was given last.
fn news(state: &mut PageState, news: WeightsNews) -> Vec<Effect> {
    let request = state.last_request;
    tell(state, Event::Weights { request, news })
}

fn loads(normalise: bool, assumed: bool) -> WeightsNews {
    WeightsNews::Loaded { normalise, assumed, data: Some("MNIST".into()), remarks: Vec::new() }
}

fn evaluation() -> Evaluation {
    Evaluation {
        loss: 0.06,
        correct: 9_812,
        total: 10_000,
        digits: [DigitScore::default(); 10],
        stuck_outputs: Vec::new(),
    }
}

/// LeNet with weights from a file that says nothing of pixels, not tested yet.
fn with_weights() -> PageState {
    let mut state = page("net=lenet");
    state.apply(Action::LoadWeights(lenet(), file(FILE)));
    tell(&mut state, Event::Ready { build: String::new() });
    news(&mut state, loads(false, true));
    state
}

fn loaded(state: &PageState) -> Option<&LoadedWeights> {
    state.runs.learned(lenet())?.history.as_ref()?.loaded.as_ref()
}

#[test]
fn loaded_weights_can_be_asked_saved_and_trained_on() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::LoadWeights(lenet(), file(FILE)));
    assert_eq!(effects[0], Effect::StartWorker(Program::Fovea));
    let [Effect::Send(Command::LoadWeights { config, .. }, _)] = &effects[1..] else {
        panic!("{effects:?}");
    };
    assert_eq!(TabId::Zoo(config.network.id()), lenet());
    assert_eq!(state.runs.all().count(), 0, "not before the worker has read them");

    news(&mut state, loads(false, true));
    assert_eq!(state.runs.asked().iter().map(|record| record.tab).collect::<Vec<_>>(), [lenet()]);
    news(&mut state, WeightsNews::Testing { done: 128, total: 10_000 });
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::Running { done: 128, total: 10_000 });
    news(
        &mut state,
        WeightsNews::Tested { data: "MNIST".into(), evaluation: evaluation(), answers: Vec::new() },
    );
    assert_eq!(loaded(&state).unwrap().tested(), Some(("MNIST", &evaluation())));
    assert_eq!(learned(&state, lenet()).history.as_ref().unwrap().best_test().unwrap().data, "MNIST");
    assert_eq!(loaded(&state).unwrap().file, FILE);

    let effects = state.apply(Action::SaveWeights(lenet()));
    assert!(
        matches!(effects.last(), Some(Effect::Send(Command::SaveWeights { data, .. }, _)) if data == "MNIST")
    );
    let effects = state.apply(Action::Train(lenet()));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { resume: true, .. }, _)))
    );
}

#[test]
fn train_goes_on_with_the_pixels_that_the_file_asks_for() {
    let mut state = page("net=lenet");
    assert!(!state.form(lenet()).config.normalise);
    state.apply(Action::LoadWeights(lenet(), file(FILE)));
    let effects = news(&mut state, loads(true, false));
    assert!(state.form(lenet()).config.normalise);
    assert!(
        matches!(&effects[..], [Effect::ShowInUrl { query, .. }] if query.contains("normalise=1")),
        "{effects:?}"
    );
}

#[test]
fn a_refused_file_is_told_by_name_and_what_was_learned_stays() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    let runs = |state: &PageState| state.runs.all().cloned().collect::<Vec<_>>();
    let before = runs(&state);
    state.apply(Action::LoadWeights(lenet(), file(FILE)));
    news(&mut state, WeightsNews::Refused("the tensor `conv1.weight` is missing".into()));
    let alert = &state.alerts.shown()[0].trouble;
    assert!(alert.message.contains(FILE) && alert.message.contains("`conv1.weight`"), "{}", alert.message);
    assert_eq!(runs(&state), before);
    assert_eq!(state.offered_weights(lenet()), None);
}

#[test]
fn a_network_in_training_keeps_its_weights() {
    let (mut state, _) = in_training();
    assert_eq!(state.apply(Action::LoadWeights(lenet(), file(FILE))), []);
    assert!(state.alerts.shown()[0].trouble.message.contains("it is training"));
    let effects = state.apply(Action::LoadWeights(TabId::of(&zoo::MLP), file("mlp.safetensors")));
    assert!(
        matches!(&effects[..], [Effect::Send(Command::LoadWeights { .. }, _)]),
        "another may be loaded: {effects:?}"
    );
}

#[test]
fn training_on_gives_up_a_test_that_was_not_made() {
    let mut state = with_weights();
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::Waiting, "until the first step they are the same");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::GivenUp);
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(losses(&state), [1.0]);
}

#[test]
fn a_test_that_is_not_made_because_other_weights_came_needs_no_alert() {
    let mut state = with_weights();
    let request = loaded(&state).unwrap().request;
    tell(&mut state, Event::Weights { request, news: WeightsNews::NotTested(None) });
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::GivenUp);
    assert!(state.alerts.shown().is_empty());
}

#[test]
fn a_file_tells_all_data_that_were_learned_from() {
    let mut state = with_weights();
    let saved = |state: &mut PageState| match state.apply(Action::SaveWeights(lenet())).last() {
        Some(Effect::Send(Command::SaveWeights { data, .. }, _)) => data.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(saved(&mut state), "MNIST", "as the file said that was loaded");
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Data { run: Some(run), report: data("own files 0123abcd") });
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(saved(&mut state), "MNIST, then own files 0123abcd");
}

#[test]
fn training_afresh_forgets_the_file() {
    let mut state = with_weights();
    state.apply(Action::GoOn(lenet(), false));
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(0) });
    assert_eq!(loaded(&state), None);
}

#[test]
fn a_dead_worker_s_test_is_given_up_and_its_weights_are_not() {
    let mut state = with_weights();
    state.apply(Action::LoadWeights(TabId::of(&zoo::MLP), file("mlp.safetensors")));
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::GivenUp);
    assert_eq!(state.offered_weights(TabId::of(&zoo::MLP)), None);
    let effects = state.apply(Action::SaveWeights(lenet()));
    assert_eq!(effects[0], Effect::StartWorker(Program::Fovea), "which is given back what was learned");
}

#[test]
fn loaded_weights_outlive_the_worker() {
    let mut state = with_weights();
    let run = learned(&state, lenet()).run;
    let checkpoint = Event::Checkpoint { run };
    state.apply(Action::Worker(WorkerSignal::Event(checkpoint, vec![Bulk::imagined(9)])));
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    let effects = state.apply(Action::RestartWorker);
    let restores = |effect: &Effect| matches!(effect, Effect::Send(Command::Restore { run: restored, .. }, _) if *restored == run);
    assert!(effects.iter().any(restores), "{effects:?}");
}

#[test]
fn there_is_nothing_to_save_before_anything_was_learned_or_with_other_filters() {
    let mut state = page("net=cnn");
    assert_eq!(state.apply(Action::SaveWeights(TabId::of(&zoo::CNN))), []);
    state.apply(Action::LoadWeights(TabId::of(&zoo::CNN), file("cnn.safetensors")));
    let (request, news) = (state.last_request, loads(false, false));
    tell(&mut state, Event::Weights { request, news });
    assert_ne!(state.apply(Action::SaveWeights(TabId::of(&zoo::CNN))), []);
    let settings = Settings::from(&zoo::CNN.config()).with(Field::Filters, "8,32,64");
    state.apply(Action::Edit(TabId::of(&zoo::CNN), Rc::new(settings)));
    assert_eq!(state.apply(Action::SaveWeights(TabId::of(&zoo::CNN))), []);
}

#[test]
fn the_class_that_is_copied_is_the_one_of_the_settings() {
    let mut state = page("net=cnn");
    let settings = Settings::from(&zoo::CNN.config()).with(Field::Filters, "8,32,64");
    state.apply(Action::Edit(TabId::of(&zoo::CNN), Rc::new(settings.clone())));
    let effects = state.apply(Action::CopyClass(TabId::of(&zoo::CNN)));
    let [Effect::CopyClass(_, class)] = &effects[..] else { panic!("{effects:?}") };
    assert!(class.contains("self.conv1 = nn.Conv2d(1, 8,"), "{class}");
    state.apply(Action::ClassCopied(TabId::of(&zoo::CNN)));
    assert!(state.form(TabId::of(&zoo::CNN)).class_copied);
    state.apply(Action::Edit(TabId::of(&zoo::CNN), Rc::new(settings.with(Field::Filters, "9,32,64"))));
    assert!(!state.form(TabId::of(&zoo::CNN)).class_copied, "another class now");
}
