//! Which of a network's runs its tab shows.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::protocol::RunId;
use crate::settings::{SETTINGS, Setting};
use crate::ui::state::{Action, RunRecord};
use crate::words::{percent, plural};

/// A choice among the runs of a tab, where several have learned something.
pub fn run_choice(runs: &[Rc<RunRecord>], shown: Option<RunId>, dispatch: &Callback<Action>) -> Html {
    let (first, others) = match runs {
        [first, others @ ..] if !others.is_empty() => (first, others),
        _ => return Html::default(),
    };
    let differs = |setting: &&Setting| others.iter().any(|run| setting.differs(&run.config, &first.config));
    let apart: Vec<&Setting> = SETTINGS.iter().filter(differs).collect();
    let busy = runs.iter().any(|record| record.state.is_active());
    let onchange = dispatch.reform(|event: Event| {
        let number = event.target_unchecked_into::<HtmlSelectElement>().value().parse();
        Action::ShowRun(RunId(number.unwrap_or_default()))
    });
    let option = |record: &Rc<RunRecord>| {
        let run = record.run;
        html! {
            <option value={run.0.to_string()} selected={Some(run) == shown}>{ summary(record, &apart) }</option>
        }
    };
    html! {
        <p class="field run-choice">
            <label for="run-choice">{ "Run" }</label>
            <select id="run-choice" disabled={busy} {onchange}>{ for runs.iter().rev().map(option) }</select>
        </p>
    }
}

/// What tells a run from the others of its tab, as in `Run 3: seed 4, 5 epochs done, 97.10 %`.
fn summary(record: &RunRecord, apart: &[&Setting]) -> String {
    let text = |setting: &&Setting| {
        format!("{} {}, ", setting.label.to_ascii_lowercase(), setting.text(&record.config))
    };
    let history = record.history.as_deref();
    let file = record.loaded().map(|loaded| format!("{}, ", loaded.file));
    let best = history.and_then(|history| history.best_test());
    let result = best.map_or_else(|| "not tested".to_owned(), |best| format!("{} %", percent(best.accuracy)));
    let epochs = plural(history.map_or(0, |history| history.epochs.len() as u64), "epoch");
    let told: String = file.into_iter().chain(apart.iter().map(text)).collect();
    format!("{}: {told}{epochs} done, {result}", record.called())
}
