//! The rest of the page: tabs, settings, links, own files, drawings.

use super::*;

#[test]
fn nothing_is_loaded_before_it_is_needed() {
    let (mut state, effects) = PageState::open(parse_query("net=lenet", &zoo::configs()));
    assert_eq!(effects, [Effect::ShowInUrl { query: "net=lenet&seed=1".into(), class: None }]);
    assert_eq!(state.worker, WorkerStatus::Absent);
    let effects = state.apply(Action::Train(lenet()));
    assert_eq!(effects[..2], [Effect::KeepAwake(true), Effect::StartWorker(Program::Fovea)]);
    assert!(matches!(&effects[2], Effect::Send(Command::Start { resume: false, config, .. }, _)
        if TabId::Zoo(config.network.id()) == lenet()));
    assert_eq!(shown(&state, lenet()).state, RunState::Preparing);
}

#[test]
fn leaving_a_tab_loses_nothing() {
    let (mut state, _) = in_training();
    let settings = Settings::from(&zoo::LENET.config()).with(Field::Epochs, "many");
    state.apply(Action::Edit(lenet(), Rc::new(settings)));
    let before = (state.form(lenet()).clone(), shown(&state, lenet()).clone());
    for view in [View::Network(TabId::of(&zoo::MLP)), View::Compare, View::Draw, View::Network(lenet())] {
        state.apply(Action::Show(view));
    }
    assert_eq!((state.form(lenet()).clone(), shown(&state, lenet()).clone()), before);
}

#[test]
fn the_address_follows_the_open_tab() {
    let mut state = page("net=lenet");
    let settings = Settings::from(&zoo::LENET.config()).with(Field::Epochs, "3");
    let effects = state.apply(Action::Edit(lenet(), Rc::new(settings)));
    assert_eq!(effects, [Effect::ShowInUrl { query: "net=lenet&epochs=3&seed=1".into(), class: None }]);
    let effects = state.apply(Action::Show(View::Network(TabId::of(&zoo::MLP))));
    assert_eq!(effects, [Effect::ShowInUrl { query: "net=mlp&seed=1".into(), class: None }]);
    let effects = state.apply(Action::Show(View::Compare));
    assert!(effects.iter().all(|effect| matches!(effect, Effect::FetchReady(_))), "{effects:?}");
}

#[test]
fn settings_that_are_wrong_are_marked_and_not_trained_with() {
    let mut state = page("net=lenet");
    let settings = Settings::from(&zoo::LENET.config()).with(Field::Batch, "0");
    state.apply(Action::Edit(lenet(), Rc::new(settings)));
    assert_eq!(state.form(lenet()).errors[0].field, Field::Batch);
    assert_eq!(state.apply(Action::Train(lenet())), []);
    state.apply(Action::ResetSettings(lenet()));
    assert!(state.form(lenet()).is_valid());
}

#[test]
fn bad_values_in_the_address_become_alerts_once() {
    let state = page("net=lenet&epochs=many&lr=fast&colour=red");
    assert_eq!(state.alerts.shown().len(), 2);
    assert_eq!(*state.form(lenet()).settings, Settings::from(&zoo::LENET.config()));
    let mut state = state;
    state.apply(Action::Report(state.alerts.shown()[0].trouble.clone()));
    assert_eq!(state.alerts.shown().len(), 2, "none is shown twice");
    let id = state.alerts.shown()[0].id;
    state.apply(Action::Dismiss(id));
    assert_eq!(state.alerts.shown().len(), 1);
}

#[test]
fn a_real_gpu_opens_the_large_network_unless_somebody_chose() {
    for (query, software, expected) in [
        ("", false, TabId::of(&zoo::SESSION2)),
        ("", true, lenet()),
        ("net=mlp", false, TabId::of(&zoo::MLP)),
    ] {
        let mut state = page(query);
        state.apply(gpu(software));
        assert_eq!(state.view, View::Network(expected), "{query} {software}");
    }
    let mut state = page("");
    state.apply(Action::Show(View::Draw));
    state.apply(gpu(false));
    assert_eq!(state.view, View::Draw);
}

#[test]
fn a_link_starts_training_once_its_network_is_known() {
    let (_, effects) = PageState::open(parse_query("net=mlp&autostart=1", &zoo::configs()));
    assert!(starts(&effects));
    let (mut state, effects) = PageState::open(parse_query("epochs=2&autostart=1", &zoo::configs()));
    assert!(!starts(&effects));
    assert!(starts(&state.apply(gpu(false))));
    assert_eq!(shown(&state, TabId::of(&zoo::SESSION2)).config.epochs, 2);
    assert!(!starts(&state.apply(gpu(false))), "only once");
}

#[test]
fn a_link_that_was_not_understood_whole_waits_for_the_user() {
    for query in [
        "net=resnet&autostart=1",
        "net=mlp&epochs=many&autostart=1",
        "net=mlp&lr=-1&autostart=1",
        "net=mlp&filters=8,8,8&autostart=1",
        "net=mlp&epoch=3&autostart=1",
        "net=mlp&seed=1&seed=2&autostart=1",
    ] {
        let (mut state, effects) = PageState::open(parse_query(query, &zoo::configs()));
        assert!(!starts(&effects), "{query}");
        assert!(!starts(&state.apply(gpu(true))), "{query}");
        let alert = &state.alerts.shown()[0].trouble;
        assert!(alert.advice.contains("press Train"), "{query}: {}", alert.advice);
        assert!(starts(&state.apply(Action::Train(state.network))), "{query}");
    }
    let (_, effects) = PageState::open(parse_query("net=mlp&fbclid=x&autostart=1", &zoo::configs()));
    assert!(starts(&effects), "what others add is no reason");
}

fn predicting(effects: &[Effect]) -> RequestId {
    // The first drawing fetches the ready-trained weights too.
    let others: Vec<_> = effects.iter().filter(|effect| !matches!(effect, Effect::FetchReady(_))).collect();
    match others.as_slice() {
        [Effect::Send(Command::Predict { request, .. }, _)] => *request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_drawing_wakes_the_worker_and_its_answer_is_kept() {
    let (mut state, _) = in_training();
    let effects = state.apply(Action::Predict(vec![0; 784]));
    let first = predicting(&effects);
    assert_eq!(state.apply(Action::Predict(vec![1; 784])), [], "one at a time");
    let rows = vec![Prediction { run: run_of(&state, lenet()), probabilities: [0.1; CLASSES] }];
    let effects = tell(&mut state, Event::Predictions { request: first, rows: rows.clone() });
    assert_ne!(predicting(&effects), first);
    assert_eq!(*state.questions.predictions, rows);
}

#[test]
fn what_is_on_the_pad_is_asked_about_again_when_a_network_has_learned_more() {
    let (mut state, run) = in_training();
    let request = predicting(&state.apply(Action::Predict(vec![7; 784])));
    tell(&mut state, Event::Predictions { request, rows: Vec::new() });
    let effects = tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    let again = |effect: &Effect| matches!(effect, Effect::Send(Command::Predict { pixels, .. }, _) if *pixels == [7; 784]);
    assert!(effects.iter().any(again), "{effects:?}");
}

#[test]
fn ten_steps_and_then_each_epoch_teach_how_long_the_next_one_takes() {
    let (mut state, run) = in_training();
    let network = state.form(lenet()).config.network.clone();
    let estimate = |state: &PageState| state.calibration.estimate(DeviceKind::Cpu, &network, 60_000.0);
    assert_eq!(estimate(&state), None, "three steps do not tell");

    let effects = tell(&mut state, progress(run, &[(10, 1.0)]));
    assert!(matches!(effects[..], [Effect::Remember(_)]));
    // Ten steps of 128 images a second.
    assert!((estimate(&state).unwrap() - 46.875).abs() < 1e-6);
    assert_eq!(tell(&mut state, progress(run, &[(11, 1.0)])), [], "once is enough");

    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    assert!((estimate(&state).unwrap() - 12.0).abs() < 1e-6);
}
