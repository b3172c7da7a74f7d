//! Runs: begun, paused, stopped, failed, gone on with.

use super::*;
use crate::reports::{Answer, DigitScore, Evaluation};

#[test]
fn a_run_that_needs_burns_kernels_goes_on_in_another_worker_with_what_was_learned_before() {
    let (mut state, first) = in_training();
    let kept = WorkerSignal::Event(Event::Checkpoint { run: first }, vec![Bulk::imagined(1)]);
    state.apply(Action::Worker(kept));
    tell(&mut state, Event::Ended { run: first, outcome: Outcome::Stopped });
    state.apply(Action::Train(TabId::of(&zoo::MLP)));
    let run = run_of(&state, TabId::of(&zoo::MLP));
    let command = Command::Start { run, config: zoo::MLP.config(), resume: false };
    let effects = tell(&mut state, Event::NeedsBurn(command.clone().into()));
    assert_eq!(effects[0], Effect::StartWorker(Program::Burn));
    assert!(matches!(&effects[1], Effect::Send(Command::Restore { run, .. }, _) if *run == first));
    assert_eq!(effects[2..], [send(command)]);
    assert_eq!(shown(&state, TabId::of(&zoo::MLP)).state, RunState::Preparing);
    // Where it cannot be loaded, everything else goes on without it.
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("no server"))));
    assert_eq!(shown(&state, TabId::of(&zoo::MLP)).state, RunState::Failed);
    assert!(state.apply(Action::RestartWorker).contains(&Effect::StartWorker(Program::Fovea)));
}

#[test]
fn a_run_goes_through_its_states() {
    let (mut state, run) = in_training();
    assert_eq!(shown(&state, lenet()).state, RunState::Running);
    assert_eq!(state.apply(Action::Pause), [send(Command::Pause { run })]);
    tell(&mut state, Event::Paused { run });
    assert_eq!(shown(&state, lenet()).state, RunState::Paused);
    assert_eq!(state.apply(Action::Pause), [], "it is paused already");
    assert_eq!(state.apply(Action::Resume), [send(Command::Resume { run })]);
    tell(&mut state, Event::Resumed { run });
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_796), answers: Vec::new() });
    assert_eq!(tell(&mut state, Event::Ended { run, outcome: Outcome::Done }), [Effect::KeepAwake(false)]);
    assert_eq!(shown(&state, lenet()).state, RunState::Done);
    assert_eq!(learned(&state, lenet()).history.as_ref().unwrap().epochs.len(), 1);
    assert_eq!(state.active_tab(), None);
}

#[test]
fn a_loss_that_is_not_a_number_ends_the_run_and_keeps_its_metrics() {
    let (mut state, run) = in_training();
    tell(&mut state, progress(run, &[(4, f32::NAN)]));
    let outcome = Outcome::Failed(trouble("The loss is not a number at step 4."));
    tell(&mut state, Event::Ended { run, outcome });
    assert_eq!(shown(&state, lenet()).state, RunState::Failed);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(state.alerts.shown()[0].trouble.message, "The loss is not a number at step 4.");
    assert!(state.can_go_on(lenet()));
}

#[test]
fn stop_keeps_what_was_learned() {
    let (mut state, run) = in_training();
    assert_eq!(state.apply(Action::Stop), [send(Command::Stop { run }), Effect::AwaitStop(run)]);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert_eq!(shown(&state, lenet()).state, RunState::Stopped);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
}

#[test]
fn stop_does_not_wait_for_a_worker_that_is_still_loading() {
    let mut state = page("net=lenet");
    state.apply(Action::Train(lenet()));
    state.apply(Action::Stop);
    assert_eq!(shown(&state, lenet()).state, RunState::Stopped);
    assert_eq!(state.active_tab(), None);
}

#[test]
fn after_the_worker_died_the_page_goes_on_and_trains_again() {
    let (mut state, _) = in_training();
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(shown(&state, lenet()).state, RunState::Failed);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
    assert!(state.alerts.shown()[0].restart_helps);
    let effects = state.apply(Action::Train(lenet()));
    assert!(effects.contains(&Effect::StartWorker(Program::Fovea)), "{effects:?}");
    assert_eq!(shown(&state, lenet()).state, RunState::Preparing);
    tell(&mut state, Event::Ready { build: String::new() });
    assert!(state.alerts.shown().is_empty(), "the problem is solved");
}

#[test]
fn a_failed_worker_is_restarted_by_hand_too() {
    let (mut state, _) = in_training();
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    assert_eq!(state.apply(Action::RestartWorker), [Effect::StartWorker(Program::Fovea)]);
    assert_eq!(state.apply(Action::RestartWorker), [], "one is starting already");
}

#[test]
fn a_trainer_that_does_not_stop_can_be_replaced() {
    let (mut state, run) = in_training();
    state.apply(Action::Stop);
    state.apply(Action::StopOverdue(run));
    assert!(state.alerts.shown()[0].restart_helps);
    let effects = state.apply(Action::RestartWorker);
    assert!(effects.contains(&Effect::StartWorker(Program::Fovea)), "{effects:?}");
    assert_eq!(shown(&state, lenet()).state, RunState::Failed);
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
    assert!(starts(&state.apply(Action::Train(lenet()))));
}

#[test]
fn a_trainer_that_stops_late_needs_no_other() {
    let (mut state, run) = in_training();
    state.apply(Action::Stop);
    state.apply(Action::StopOverdue(run));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert!(state.alerts.shown().is_empty());
}

#[test]
fn a_trainer_that_has_stopped_in_time_is_left_alone() {
    let (mut state, run) = in_training();
    state.apply(Action::Stop);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    state.apply(Action::StopOverdue(run));
    assert!(state.alerts.shown().is_empty());
    state.apply(Action::Train(lenet()));
    state.apply(Action::StopOverdue(run));
    assert!(state.alerts.shown().is_empty(), "another run is none of its business");
}

#[test]
fn a_run_keeps_the_name_of_its_data_when_others_are_looked_at() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Data { run: None, report: data("generated digits, seed 1") });
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    let history = learned(&state, lenet()).history.clone().unwrap();
    assert_eq!(
        (history.data_names().as_str(), history.best_test().unwrap().data.as_str()),
        ("MNIST", "MNIST")
    );
    assert_eq!(state.data.as_ref().unwrap().name, "MNIST", "the badge is the run's");
}

#[test]
fn with_validation_images_only_the_last_test_has_answers() {
    let (mut state, run) = in_training();
    let answers = vec![Answer { truth: 7, digit: 1, probability: 0.5, of_truth: 0.25 }];
    let validated = EpochReport { tested_on: TestedOn::Validation, total: 5_000, ..report(0, 4_900) };
    tell(&mut state, Event::EpochEnd { run, report: validated, answers: answers.clone() });
    let record = learned(&state, lenet());
    assert_eq!(record.answers, None);
    let best = record.history.as_ref().unwrap().best_test().unwrap();
    assert_eq!((best.data.as_str(), best.accuracy), ("validation images of MNIST", 0.98));

    let digits = [DigitScore::default(); CLASSES];
    let evaluation =
        Evaluation { loss: 0.1, correct: 9_700, total: 10_000, digits, stuck_outputs: Vec::new() };
    tell(&mut state, Event::Tested { run, evaluation: evaluation.clone(), answers: answers.clone() });
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });
    let record = learned(&state, lenet());
    assert_eq!(record.answers.as_ref().map(|tested| &tested.answers), Some(&answers));
    let history = record.history.as_ref().unwrap();
    assert_eq!(history.final_test.as_deref(), Some(&evaluation));
    assert_eq!(history.best_test().unwrap().accuracy, 0.98, "the choice stays the validation images'");
}

#[test]
fn goals_are_judged_as_a_run_goes_on() {
    let (mut state, first) = in_training();
    let mut form = state.form(lenet()).settings.as_ref().clone();
    for (field, text) in
        [(Field::GoalAccuracy, "97"), (Field::GoalParameters, "50000"), (Field::GoalEpochs, "3")]
    {
        form = form.with(field, text);
    }
    state.apply(Action::Stop);
    tell(&mut state, Event::Ended { run: first, outcome: Outcome::Stopped });
    state.apply(Action::Edit(lenet(), Rc::new(form)));
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    let verdicts = |state: &PageState| -> Vec<&str> {
        shown(state, lenet()).goals().iter().map(|judged| judged.verdict.word()).collect()
    };
    assert_eq!(verdicts(&state), ["open", "missed", "open"], "it has 61,706 parameters");
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_650), answers: Vec::new() });
    tell(&mut state, Event::EpochEnd { run, report: report(1, 9_710), answers: Vec::new() });
    assert_eq!(verdicts(&state), ["met", "missed", "met"]);
}

#[test]
fn news_of_a_run_that_is_over_changes_nothing() {
    let (mut state, old) = in_training();
    tell(&mut state, Event::Ended { run: old, outcome: Outcome::Stopped });
    state.apply(Action::Train(lenet()));
    let before = state.clone();
    for late in [
        progress(old, &[(4, 2.0)]),
        Event::Paused { run: old },
        Event::EpochEnd { run: old, report: report(0, 1), answers: Vec::new() },
        Event::Ended { run: old, outcome: Outcome::Done },
    ] {
        assert_eq!(tell(&mut state, late), []);
    }
    assert_eq!(state, before);
}

#[test]
fn train_again_starts_afresh_or_goes_on_as_the_user_says() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });

    state.apply(Action::GoOn(lenet(), true));
    let effects = state.apply(Action::Train(lenet()));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Send(Command::Start { resume: true, .. }, _)))
    );
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(1) });
    tell(&mut state, progress(run, &[(470, 0.2)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 470.0]);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });

    state.apply(Action::GoOn(lenet(), false));
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    assert_eq!(losses(&state).len(), 4, "the old curves stay until the new run has begun");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.0)]));
    assert_eq!(losses(&state), [1.0]);
    assert!(learned(&state, lenet()).history.as_ref().unwrap().epochs.is_empty());
}

#[test]
fn between_the_last_step_and_the_result_the_network_is_tested() {
    let (mut state, run) = in_training();
    assert!(!shown(&state, lenet()).is_testing());
    tell(&mut state, progress(run, &[(plan(0).steps_per_epoch, 0.2)]));
    assert!(shown(&state, lenet()).is_testing());
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    assert!(!shown(&state, lenet()).is_testing());
}

#[test]
fn going_on_within_the_first_epoch_keeps_its_steps() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(4, 2.0)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn going_on_from_an_earlier_state_replaces_what_followed_it() {
    let (mut state, run) = in_training();
    tell(
        &mut state,
        Event::EpochEnd { run, report: EpochReport { step: 3, ..report(0, 9_000) }, answers: Vec::new() },
    );
    tell(&mut state, progress(run, &[(4, f32::NAN)]));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Failed(trouble("The loss became NaN.")) });
    state.apply(Action::GoOn(lenet(), true));
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(3, 2.1)]));
    assert_eq!(losses(&state), [1.0, 2.0, 3.0]);
    assert!(learned(&state, lenet()).history.as_ref().unwrap().epochs.is_empty());
}

#[test]
fn another_number_of_filters_is_another_network_to_learn() {
    let mut state = page("net=cnn");
    state.apply(Action::Train(TabId::of(&zoo::CNN)));
    let run = run_of(&state, TabId::of(&zoo::CNN));
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert!(state.can_go_on(TabId::of(&zoo::CNN)));
    let settings = Settings::from(&zoo::CNN.config()).with(Field::Filters, "8,32,64");
    state.apply(Action::Edit(TabId::of(&zoo::CNN), Rc::new(settings)));
    assert!(!state.can_go_on(TabId::of(&zoo::CNN)));
}

#[test]
fn one_network_trains_at_a_time() {
    let (mut state, run) = in_training();
    assert_eq!(state.apply(Action::Train(TabId::of(&zoo::MLP))), []);
    assert!(state.runs.shown(TabId::of(&zoo::MLP)).is_none());
    assert_eq!(state.active_tab(), Some(lenet()));
    state.apply(Action::Show(View::Network(TabId::of(&zoo::MLP))));
    let stops = [send(Command::Stop { run }), Effect::AwaitStop(run)];
    assert_eq!(state.apply(Action::Stop), stops, "from any tab");
}

#[test]
fn the_stuck_outputs_are_those_of_the_run_on_the_page() {
    let (mut state, run) = in_training();
    let stuck = |state: &PageState| {
        let record = learned(state, lenet());
        let history = record.history.as_ref().unwrap();
        history.epochs.last().and_then(|report| report.stuck_outputs.clone())
    };
    let with =
        |stuck: &[u8]| EpochReport { stuck_outputs: Some(stuck.to_vec()), step: 3, ..report(0, 2_790) };
    tell(&mut state, Event::EpochEnd { run, report: with(&[2, 5, 8]), answers: Vec::new() });
    assert_eq!(stuck(&state), Some(vec![2, 5, 8]));
    tell(&mut state, Event::Ended { run, outcome: Outcome::Done });
    state.apply(Action::Train(lenet()));
    let again = run_of(&state, lenet());
    tell(&mut state, Event::Started { run: again, plan: plan(0) });
    tell(&mut state, Event::EpochEnd { run, report: with(&[1]), answers: Vec::new() });
    assert_eq!(stuck(&state), None, "nothing is known of the new run yet, and the old one is over");
    tell(&mut state, Event::EpochEnd { run: again, report: with(&[]), answers: Vec::new() });
    assert_eq!(stuck(&state), Some(vec![]));
}

#[test]
fn seconds_of_training_are_told_of_whole_epochs_only() {
    let (mut state, run) = in_training();
    let seconds = |state: &PageState| learned(state, lenet()).history.as_ref().unwrap().seconds();
    tell(&mut state, progress(run, &[(1, 0.2)]));
    assert_eq!(seconds(&state), None);
    tell(&mut state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    tell(&mut state, Event::EpochEnd { run, report: report(1, 9_100), answers: Vec::new() });
    assert_eq!(seconds(&state), Some(24.0));
}
