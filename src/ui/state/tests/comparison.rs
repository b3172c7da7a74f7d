//! Compare: which runs are drawn, names, deleting and bringing back; and the same settings with several seeds.

use super::*;

fn compare(state: &mut PageState, change: CompareChange) {
    state.apply(Action::Compare(change));
}

/// LeNet after so many runs of an epoch.
fn after_runs(count: u32) -> (PageState, Vec<RunId>) {
    let mut state = page("net=lenet");
    tell(&mut state, Event::Ready { build: String::new() });
    let runs = (0..count).map(|_| {
        state.apply(Action::Train(lenet()));
        finish(&mut state, Outcome::Done)
    });
    let runs = runs.collect();
    (state, runs)
}

/// Ends the run that is about to begin after an epoch.
fn finish(state: &mut PageState, outcome: Outcome) -> RunId {
    let run = run_of(state, lenet());
    tell(state, Event::Data { run: Some(run), report: data("MNIST") });
    tell(state, Event::Started { run, plan: plan(0) });
    tell(state, progress(run, &[(1, 2.3)]));
    tell(state, Event::EpochEnd { run, report: report(0, 9_000), answers: Vec::new() });
    tell(state, Event::Ended { run, outcome });
    run
}

fn all(state: &PageState) -> Vec<RunId> {
    state.runs.all().map(|record| record.run).collect()
}

#[test]
fn a_deleted_run_comes_back_where_it_was_with_its_name() {
    let (mut state, runs) = after_runs(3);
    compare(&mut state, CompareChange::Rename(runs[1], "  without shuffle ".into()));
    compare(&mut state, CompareChange::Delete(runs[1]));
    assert_eq!(all(&state), [runs[0], runs[2]]);
    compare(&mut state, CompareChange::Undo);
    assert_eq!(all(&state), runs);
    assert_eq!(state.runs.get(runs[1]).unwrap().called(), "without shuffle");
    compare(&mut state, CompareChange::Undo);
    assert_eq!(all(&state), runs, "there is nothing more to bring back");
}

#[test]
fn a_tab_whose_run_is_deleted_shows_another_or_none() {
    let (mut state, runs) = after_runs(2);
    compare(&mut state, CompareChange::Delete(runs[1]));
    assert_eq!(learned(&state, lenet()).run, runs[0]);
    compare(&mut state, CompareChange::Delete(runs[0]));
    assert_eq!(state.runs.learned(lenet()), None);
    compare(&mut state, CompareChange::Undo);
    assert_eq!(learned(&state, lenet()).run, runs[0]);
}

#[test]
fn a_run_in_training_is_not_deleted() {
    let (mut state, run) = in_training();
    compare(&mut state, CompareChange::Delete(run));
    assert_eq!(state.active_run(), Some(run));
    assert!(state.alerts.shown().iter().any(|alert| alert.trouble.message.contains("in training")));
}

#[test]
fn a_column_is_sorted_upwards_then_downwards_and_a_run_is_drawn_until_it_is_not() {
    let (mut state, runs) = after_runs(1);
    for downwards in [false, true, false] {
        compare(&mut state, CompareChange::Sort("Epochs"));
        assert_eq!(state.comparison.sort, Some(("Epochs", downwards)));
    }
    assert!(state.comparison.draws(runs[0]));
    compare(&mut state, CompareChange::Draw(runs[0], false));
    assert!(!state.comparison.draws(runs[0]));
    compare(&mut state, CompareChange::Draw(runs[0], true));
    assert!(state.comparison.draws(runs[0]));
}

/// The seeds of all runs, in their order.
fn seeds(state: &PageState) -> Vec<u64> {
    state.runs.all().map(|record| record.config.seed).collect()
}

#[test]
fn seeds_are_trained_one_after_the_other_and_the_form_gets_its_own_back() {
    let mut state = page("net=lenet&seed=7");
    tell(&mut state, Event::Ready { build: String::new() });
    assert!(starts(&state.apply(Action::Repeat(lenet()))));
    for _ in 0..3 {
        assert!(state.repeat.is_some());
        finish(&mut state, Outcome::Done);
    }
    assert_eq!(seeds(&state), [7, 8, 9]);
    assert_eq!((state.repeat.clone(), state.active_tab()), (None, None));
    assert_eq!(state.form(lenet()).config.seed, 7);
}

#[test]
fn stop_and_failures_end_the_repetition() {
    let mut state = page("net=lenet");
    tell(&mut state, Event::Ready { build: String::new() });
    state.apply(Action::Repeat(lenet()));
    let run = run_of(&state, lenet());
    tell(&mut state, Event::Started { run, plan: plan(0) });
    state.apply(Action::Stop);
    tell(&mut state, Event::Ended { run, outcome: Outcome::Stopped });
    assert_eq!((state.repeat.clone(), state.active_tab()), (None, None));

    state.apply(Action::Repeat(lenet()));
    finish(&mut state, Outcome::Failed(trouble("The loss became NaN.")));
    assert_eq!((state.repeat.clone(), state.active_tab()), (None, None));
    state.apply(Action::Repeat(lenet()));
    state.apply(Action::Worker(WorkerSignal::Failed(trouble("The trainer crashed."))));
    assert_eq!(state.repeat, None);
    assert_eq!(state.form(lenet()).config.seed, 1);
}

#[test]
fn no_more_seeds_than_may_be_and_only_one_repetition_at_a_time() {
    let mut state = page("net=lenet");
    for (asked, taken) in [(0, FEWEST_SEEDS), (1, FEWEST_SEEDS), (5, 5), (MOST_SEEDS + 1, MOST_SEEDS)] {
        state.apply(Action::Seeds(asked));
        assert_eq!(state.seeds, taken);
    }
    state.apply(Action::Repeat(lenet()));
    let repeat = state.repeat.clone();
    assert_eq!(state.apply(Action::Repeat(lenet())), []);
    assert_eq!(state.repeat, repeat);
}

#[test]
fn the_pad_asks_the_run_that_was_chosen_of_its_network() {
    let (mut state, runs) = after_runs(2);
    for run in &runs {
        state.runs.keep(*run, Bulk::imagined(9));
    }
    let asked = |state: &PageState| state.runs.asked().iter().map(|record| record.run).collect::<Vec<_>>();
    assert_eq!(asked(&state), [runs[1]]);
    state.apply(Action::Predict(vec![0; 784]));
    let effects = state.apply(Action::ShowRun(runs[0]));
    assert_eq!(asked(&state), [runs[0]]);
    assert!(
        matches!(&effects[..], [Effect::Send(Command::Restore { run, .. }, _), ..] if *run == runs[0]),
        "{effects:?}"
    );
}
