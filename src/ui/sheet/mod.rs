//! The sheet: backpropagation by hand, every number a cell that tells its formula.

mod cells;
mod curves;
mod drawing;

use yew::prelude::*;

use crate::ui::state::{Action, Sheet, SheetChange};
use cells::{explanation, groups};
use curves::{curves, iterations};
use drawing::drawing;

#[derive(PartialEq, Properties)]
pub struct SheetPageProps {
    pub sheet: Sheet,
    pub dispatch: Callback<Action>,
}

/// All of the sheet. A component, so that a run in training does not have it made again with every message.
#[component]
pub fn SheetPage(props: &SheetPageProps) -> Html {
    let SheetPageProps { sheet, dispatch } = props;
    let button = |label: &'static str, action: Action, enabled: bool| {
        let onclick = dispatch.reform(move |_: MouseEvent| action.clone());
        html! { <button type="button" disabled={!enabled} {onclick}>{ label }</button> }
    };
    let valid = sheet.is_valid();
    let can_step = valid && sheet.has_room();
    html! {
        <section class="sheet">
            <h2>{ "Backpropagation by hand" }</h2>
            <p>
                { "Two inputs, two sigmoid hidden units, two sigmoid outputs and no bias. Choose any cell to read \
                   its formula. Change a number that is yours to give, and the sheet goes back to iteration 0 and \
                   to the weights that you gave." }
            </p>
            <div class="sheet-buttons">
                { button("Step", Action::Sheet(SheetChange::Step(1)), can_step) }
                { button("Run 100", Action::Sheet(SheetChange::Step(100)), can_step) }
                { button("Reset", Action::Sheet(SheetChange::Reset), true) }
                { button("Copy as spreadsheet", Action::CopySheet, valid) }
                <span>{ "Iteration " }<b data-sheet="iteration">{ sheet.iterations.len() - 1 }</b></span>
                <span role="status">{ status(sheet) }</span>
            </div>
            <div class="sheet-side">
                { drawing(&sheet.values()) }
                { explanation(sheet) }
            </div>
            { groups(sheet, dispatch) }
            { curves(sheet) }
            { iterations(sheet) }
        </section>
    }
}

fn status(sheet: &Sheet) -> &'static str {
    if !sheet.is_valid() {
        "A number cannot be read: it is marked below. Until it is right, the iterations stay as they are."
    } else if !sheet.has_room() {
        "The sheet is full. Reset to begin again."
    } else if sheet.copied {
        "Copied: paste it at the cell A1."
    } else {
        ""
    }
}
