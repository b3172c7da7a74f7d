//! What the user found in a run, and the run as a file to hand in.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::protocol::RunId;
use crate::reports::HandInFormat;
use crate::ui::state::{Action, RunRecord};

/// Notes and downloads of a run; `busy` while a file is being written.
pub fn hand_in(record: &RunRecord, busy: bool, dispatch: &Callback<Action>) -> Html {
    let run = record.run;
    let oninput = dispatch.reform(move |event: InputEvent| {
        Action::Note(run, event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    html! {
        <section class="hand-in" aria-label="Hand-in">
            <h2>{ "Hand-in" }</h2>
            <label for="notes">{ format!("What you found in run {}, in Markdown", run.0) }</label>
            <textarea id="notes" rows="4" value={record.notes.to_string()} {oninput} />
            <p class="hand-in-actions">{ downloads(vec![run], busy, dispatch) }</p>
            <p class="note">
                { "The class with its receptive fields, the settings as PyTorch that runs, the log, curves, what was \
                   misread, your notes and the link." }
            </p>
        </section>
    }
}

/// The buttons that hand these runs in.
pub fn downloads(runs: Vec<RunId>, busy: bool, dispatch: &Callback<Action>) -> Html {
    let button = |label: &'static str, format| {
        let runs = runs.clone();
        let onclick = dispatch.reform(move |_: MouseEvent| Action::HandIn(runs.clone(), format));
        html! { <button type="button" disabled={busy} {onclick}>{ label }</button> }
    };
    html! {
        <>
            { button("Download notebook", HandInFormat::Notebook) }
            { button("Download Markdown", HandInFormat::Markdown) }
        </>
    }
}
