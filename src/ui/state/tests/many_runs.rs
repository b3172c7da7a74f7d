//! Several runs of one network: none overwrites another, each can be shown, saved and gone on with.

use super::*;
use crate::ui::state::runs::OLDER_WEIGHTS_BYTES;

/// Trains LeNet's tab for a step with this learning rate; its checkpoint has so many bytes.
fn run_once(state: &mut PageState, rate: &str, bytes: u64) -> RunId {
    state.apply(Action::GoOn(lenet(), false));
    let settings = Settings::clone(&state.form(lenet()).settings).with(Field::LearningRate, rate);
    state.apply(Action::Edit(lenet(), Rc::new(settings)));
    state.apply(Action::Train(lenet()));
    let run = run_of(state, lenet());
    tell(state, Event::Ready { build: String::new() });
    tell(state, Event::Data { run: Some(run), report: data("MNIST") });
    tell(state, Event::Started { run, plan: plan(0) });
    tell(state, progress(run, &[(1, 2.3)]));
    keep(state, run, bytes);
    tell(state, Event::Ended { run, outcome: Outcome::Stopped });
    run
}

/// The worker sends a checkpoint of this size.
fn keep(state: &mut PageState, run: RunId, bytes: u64) {
    let checkpoint = vec![Bulk::imagined(bytes)];
    state.apply(Action::Worker(WorkerSignal::Event(Event::Checkpoint { run }, checkpoint)));
}

/// The commands among the effects.
fn commands(effects: &[Effect]) -> Vec<&Command> {
    let mut commands = Vec::new();
    for effect in effects {
        if let Effect::Send(command, _) = effect {
            commands.push(command);
        }
    }
    commands
}

#[test]
fn a_second_run_with_another_rate_leaves_the_first_as_it_was() {
    let mut state = page("net=lenet");
    let first = run_once(&mut state, "0.1", 1);
    let before = state.runs.get(first).cloned();
    let second = run_once(&mut state, "0.2", 1);
    assert_ne!(first, second);
    assert_eq!(state.runs.get(first).cloned(), before);
    let rates: Vec<_> = state.runs.all().map(|record| record.config.learning_rate).collect();
    assert_eq!(rates, [0.1, 0.2]);
    assert_eq!(learned(&state, lenet()).run, second);
}

#[test]
fn an_older_run_is_shown_saved_and_gone_on_with() {
    let mut state = page("net=lenet");
    let first = run_once(&mut state, "0.1", 1);
    let second = run_once(&mut state, "0.2", 1);
    state.apply(Action::Show(View::Compare));
    let mut effects = state.apply(Action::ShowRun(first));
    assert_eq!((state.view, learned(&state, lenet()).run), (View::Network(lenet()), first));

    effects.extend(state.apply(Action::SaveWeights(lenet())));
    let [Command::Restore { run: restored, .. }, Command::SaveWeights { run, .. }] = commands(&effects)[..]
    else {
        panic!("the worker has the weights of the newer run: {effects:?}");
    };
    assert_eq!((*restored, *run), (first, first));

    state.apply(Action::GoOn(lenet(), true));
    let effects = state.apply(Action::Train(lenet()));
    let [Command::Start { run, resume: true, .. }] = commands(&effects)[..] else {
        panic!("it has been restored already: {effects:?}");
    };
    assert_eq!(*run, first);
    assert_eq!(state.runs.get(second).unwrap().state, RunState::Stopped);
}

#[test]
fn a_run_that_ends_before_its_first_step_hides_nothing() {
    let mut state = page("net=lenet");
    let first = run_once(&mut state, "0.1", 1);
    state.apply(Action::GoOn(lenet(), false));
    state.apply(Action::Train(lenet()));
    let failed = run_of(&state, lenet());
    tell(&mut state, Event::Ended { run: failed, outcome: Outcome::Failed(trouble("No device.")) });
    assert_eq!(shown(&state, lenet()).failure.as_deref(), Some("No device."));
    assert_eq!(learned(&state, lenet()).run, first);
    assert_eq!(state.runs.all().count(), 1);
    state.apply(Action::Train(lenet()));
    assert!(state.runs.get(failed).is_none(), "nobody misses it");
}

#[test]
fn a_new_worker_is_given_back_the_newest_run_of_each_network() {
    let mut state = page("net=lenet");
    run_once(&mut state, "0.1", 1);
    let newest = run_once(&mut state, "0.2", 1);
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The worker crashed."))));
    let effects = state.apply(Action::RestartWorker);
    let [Command::Restore { run, network }] = commands(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((*run, TabId::Zoo(network.id())), (newest, lenet()));
}

#[test]
fn the_oldest_weights_go_with_a_word_where_there_is_no_room() {
    let mut state = page("net=lenet");
    let half = OLDER_WEIGHTS_BYTES / 2;
    let runs = ["0.1", "0.2", "0.3"].map(|rate| run_once(&mut state, rate, half));
    assert!(state.alerts.shown().is_empty(), "two older runs have just room");
    run_once(&mut state, "0.4", half);
    let alert = &state.alerts.shown()[0].trouble.message;
    assert!(alert.contains("run 1 (LeNet-5 variant)") && alert.contains("256 MB"), "{alert}");
    assert_eq!(state.runs.all().count(), 4, "its curves stay");
    state.apply(Action::ShowRun(runs[0]));
    assert!(!state.can_go_on(lenet()));
    assert_eq!(state.apply(Action::SaveWeights(lenet())), []);
    state.apply(Action::ShowRun(runs[1]));
    assert!(state.can_go_on(lenet()));
}

#[test]
fn weights_that_find_no_room_take_none_from_smaller_ones() {
    let mut state = page("net=lenet");
    let small = run_once(&mut state, "0.1", 1);
    let large = run_once(&mut state, "0.2", OLDER_WEIGHTS_BYTES + 1);
    run_once(&mut state, "0.3", 1);
    assert_eq!(state.alerts.shown().len(), 1);
    state.apply(Action::ShowRun(large));
    assert!(!state.can_go_on(lenet()));
    state.apply(Action::ShowRun(small));
    assert!(state.can_go_on(lenet()));
}

#[test]
fn only_runs_that_the_worker_has_are_asked_about_drawings() {
    let mut state = page("net=lenet");
    run_once(&mut state, "0.1", 1);
    let newest = run_once(&mut state, "0.2", 1);
    let asked = |state: &PageState| state.runs.asked().iter().map(|record| record.run).collect::<Vec<_>>();
    assert_eq!(asked(&state), [newest]);
    state.apply(Action::Train(lenet()));
    let run = run_of(&state, lenet());
    assert_eq!(asked(&state), [newest], "until the new run has learned something");
    tell(&mut state, Event::Started { run, plan: plan(0) });
    tell(&mut state, progress(run, &[(1, 2.3)]));
    assert_eq!(asked(&state), [run]);
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let (mut state, run) = in_training();
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    let effects = state.apply(Action::SaveWeights(lenet()));
    let [Command::SaveWeights { request, .. }] = commands(&effects)[..] else { panic!("{effects:?}") };
    let reply = Err(trouble("The weights could not be written."));
    assert_eq!(tell(&mut state, Event::WeightsFile { request: *request, reply }), []);
    assert_eq!(state.alerts.shown().len(), 1);
    assert!(learned(&state, lenet()).unsaved);
}
