//! Weights: loaded, tested, refused, saved, copied.

use super::*;
use crate::protocol::{DigitScore, Evaluation, WeightsNews};

const FILE: &str = "fovea-lenet.safetensors";

/// News of the file that was given last.
fn news(state: &mut State, news: WeightsNews) -> Vec<Effect> {
    let request = state.last_request;
    tell(state, Event::Weights { request, network: NetworkChoice::new(LENET), news })
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
fn with_weights() -> State {
    let mut state = page("net=lenet");
    state.apply(Action::LoadWeights(LENET, FILE.into()));
    tell(&mut state, Event::Ready { build: String::new() });
    news(&mut state, loads(false, true));
    state
}

fn loaded(state: &State) -> Option<&LoadedWeights> {
    state.runs.get(&LENET)?.history.as_ref()?.loaded.as_ref()
}

#[test]
fn loaded_weights_can_be_asked_saved_and_trained_on() {
    let mut state = page("net=lenet");
    let effects = state.apply(Action::LoadWeights(LENET, FILE.into()));
    assert_eq!(effects[0], Effect::StartWorker);
    let [Effect::SendWithWeights(Command::LoadWeights { config, .. })] = &effects[1..] else {
        panic!("{effects:?}");
    };
    assert_eq!(config.network, NetworkChoice::new(LENET));
    assert_eq!(state.trained(), [], "not before the worker has read them");

    news(&mut state, loads(false, true));
    assert_eq!(state.trained(), [NetworkChoice::new(LENET)]);
    news(&mut state, WeightsNews::Testing { done: 128, total: 10_000 });
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::Running { done: 128, total: 10_000 });
    news(&mut state, WeightsNews::Tested { data: "MNIST".into(), evaluation: evaluation() });
    assert_eq!(loaded(&state).unwrap().tested(), Some(("MNIST", &evaluation())));
    assert_eq!(state.runs[&LENET].history.as_ref().unwrap().best_test().unwrap().data, "MNIST");
    assert_eq!(loaded(&state).unwrap().file, FILE);

    let save = Command::SaveWeights { network: LENET, data: "MNIST".into() };
    assert!(state.apply(Action::SaveWeights(LENET)).contains(&Effect::Send(save)));
    let effects = state.apply(Action::Train(LENET));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { resume: true, .. }))));
}

#[test]
fn train_goes_on_with_the_pixels_that_the_file_asks_for() {
    let mut state = page("net=lenet");
    assert!(!state.form(LENET).config.normalise);
    state.apply(Action::LoadWeights(LENET, FILE.into()));
    let effects = news(&mut state, loads(true, false));
    assert!(state.form(LENET).config.normalise);
    assert!(
        matches!(&effects[..], [Effect::ShowInUrl(query)] if query.contains("normalise=1")),
        "{effects:?}"
    );
}

#[test]
fn a_refused_file_is_told_by_name_and_what_was_learned_stays() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    let before = state.runs.clone();
    state.apply(Action::LoadWeights(LENET, FILE.into()));
    news(&mut state, WeightsNews::Refused("the tensor `conv1.weight` is missing".into()));
    let alert = &state.alerts.shown()[0].trouble;
    assert!(alert.message.contains(FILE) && alert.message.contains("`conv1.weight`"), "{}", alert.message);
    assert_eq!(state.runs, before);
    assert_eq!(state.offered_weights(LENET), None);
}

#[test]
fn a_network_in_training_keeps_its_weights() {
    let (mut state, _) = in_training();
    assert_eq!(state.apply(Action::LoadWeights(LENET, FILE.into())), []);
    assert!(state.alerts.shown()[0].trouble.message.contains("it is training"));
    let effects = state.apply(Action::LoadWeights(NetworkId::Mlp, "mlp.safetensors".into()));
    assert!(matches!(&effects[..], [Effect::SendWithWeights(_)]), "another may be loaded: {effects:?}");
}

#[test]
fn training_on_gives_up_a_test_that_was_not_made() {
    let mut state = with_weights();
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::Waiting, "until the first step they are the same");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::GivenUp);
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(losses(&state), [1.0]);
}

#[test]
fn a_file_tells_all_data_that_were_learned_from() {
    let mut state = with_weights();
    let saved = |state: &mut State| match state.apply(Action::SaveWeights(LENET)).last() {
        Some(Effect::Send(Command::SaveWeights { data, .. })) => data.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(saved(&mut state), "MNIST", "as the file said that was loaded");
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Data { run: Some(run), report: data("own files 0123abcd") });
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(saved(&mut state), "MNIST, then own files 0123abcd");
}

#[test]
fn training_afresh_forgets_the_file() {
    let mut state = with_weights();
    state.apply(Action::GoOn(LENET, false));
    state.apply(Action::Train(LENET));
    let run = state.runs[&LENET].run;
    tell(&mut state, Event::Started { run, plan: plan(0) });
    assert_eq!(loaded(&state), None);
}

#[test]
fn a_dead_worker_s_test_is_given_up_and_its_weights_are_not() {
    let mut state = with_weights();
    state.apply(Action::LoadWeights(NetworkId::Mlp, "mlp.safetensors".into()));
    state.apply(Action::Worker(Signal::Failed(trouble("The worker crashed."))));
    assert_eq!(loaded(&state).unwrap().test, WeightsTest::GivenUp);
    assert_eq!(state.offered_weights(NetworkId::Mlp), None);
    let effects = state.apply(Action::SaveWeights(LENET));
    assert_eq!(effects[0], Effect::StartWorker, "which is given back what was learned");
}

#[test]
fn there_is_nothing_to_save_before_anything_was_learned_or_with_other_filters() {
    let mut state = page("net=cnn");
    assert_eq!(state.apply(Action::SaveWeights(NetworkId::Cnn)), []);
    state.apply(Action::LoadWeights(NetworkId::Cnn, "cnn.safetensors".into()));
    let network = NetworkChoice::new(NetworkId::Cnn);
    let (request, news) = (state.last_request, loads(false, false));
    tell(&mut state, Event::Weights { request, network, news });
    assert_ne!(state.apply(Action::SaveWeights(NetworkId::Cnn)), []);
    let mut settings = Settings::for_network(NetworkId::Cnn);
    settings.filters[0] = "8".into();
    state.apply(Action::Edit(NetworkId::Cnn, Rc::new(settings)));
    assert_eq!(state.apply(Action::SaveWeights(NetworkId::Cnn)), []);
}

#[test]
fn the_class_that_is_copied_is_the_one_of_the_settings() {
    let mut state = page("net=cnn");
    let mut settings = Settings::for_network(NetworkId::Cnn);
    settings.filters[0] = "8".into();
    state.apply(Action::Edit(NetworkId::Cnn, Rc::new(settings.clone())));
    let effects = state.apply(Action::CopyClass(NetworkId::Cnn));
    let [Effect::CopyClass(NetworkId::Cnn, class)] = &effects[..] else { panic!("{effects:?}") };
    assert!(class.contains("self.conv1 = nn.Conv2d(1, 8,"), "{class}");
    state.apply(Action::ClassCopied(NetworkId::Cnn));
    assert!(state.form(NetworkId::Cnn).class_copied);
    settings.filters[0] = "9".into();
    state.apply(Action::Edit(NetworkId::Cnn, Rc::new(settings)));
    assert!(!state.form(NetworkId::Cnn).class_copied, "another class now");
}
