//! Which of a network's runs its tab shows.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::protocol::RunId;
use crate::ui::state::{Action, RunRecord};
use crate::words::{percent, plain, plural};

/// A choice among the runs of a tab, where several have learned something.
pub fn run_choice(runs: &[Rc<RunRecord>], shown: Option<RunId>, dispatch: &Callback<Action>) -> Html {
    if runs.len() < 2 {
        return Html::default();
    }
    let busy = runs.iter().any(|record| record.state.is_active());
    let onchange = dispatch.reform(|event: Event| {
        let number = event.target_unchecked_into::<HtmlSelectElement>().value().parse();
        Action::ShowRun(RunId(number.unwrap_or_default()))
    });
    let option = |record: &Rc<RunRecord>| {
        let run = record.run;
        html! {
            <option value={run.0.to_string()} selected={Some(run) == shown}>{ summary(record) }</option>
        }
    };
    html! {
        <p class="field run-choice">
            <label for="run-choice">{ "Run" }</label>
            <select id="run-choice" disabled={busy} {onchange}>{ for runs.iter().rev().map(option) }</select>
        </p>
    }
}

/// As in `Run 3: learning rate 0.1, 5 epochs, 97.10 %`.
fn summary(record: &RunRecord) -> String {
    let history = record.history.as_deref();
    let best = history.and_then(|history| history.best_test());
    let result = best.map_or_else(|| "not tested".to_owned(), |best| format!("{} %", percent(best.accuracy)));
    let origin = match history.and_then(|history| history.loaded.as_ref()) {
        Some(loaded) => format!("from {}", loaded.file),
        None => format!("learning rate {}", plain(record.config.learning_rate)),
    };
    let epochs = history.map_or(0, |history| history.epochs.len());
    format!("Run {}: {origin}, {}, {result}", record.run.0, plural(epochs as u64, "epoch"))
}
