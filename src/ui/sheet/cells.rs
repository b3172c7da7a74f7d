//! The cells, and the formula of the one that was chosen.

use yew::prelude::*;

use crate::study::sheet::{CELLS, INPUTS};
use crate::ui::fields::{Number, number_field};
use crate::ui::state::{Action, Sheet, SheetChange};

/// Places behind the point.
const DIGITS: usize = 6;

/// Where groups of cells begin in the table, and what they are called.
const GROUPS: [(usize, &str); 4] =
    [(0, "Given"), (INPUTS, "Forward pass"), (21, "Error"), (24, "Gradients of the error")];

/// All cells in groups.
pub fn groups(sheet: &Sheet, dispatch: &Callback<Action>) -> Html {
    let values = sheet.values();
    let ends = GROUPS.iter().skip(1).map(|(first, _)| *first).chain([CELLS.len()]);
    let group = |((first, title), end): (&(usize, &'static str), usize)| {
        let cell = |at: usize| {
            if at < INPUTS {
                input(sheet, at, values[at], dispatch)
            } else {
                computed(at, values[at], sheet, dispatch)
            }
        };
        html! {
            <section class="sheet-group" aria-label={*title}>
                <h3>{ *title }</h3>
                <div class="sheet-cells">{ for (*first..end).map(cell) }</div>
            </section>
        }
    };
    html! { { for GROUPS.iter().zip(ends).map(group) } }
}

/// A number of the user's; behind a weight what it has become.
fn input(sheet: &Sheet, at: usize, value: f64, dispatch: &Callback<Action>) -> Html {
    let on_change = dispatch.reform(move |text: String| Action::Sheet(SheetChange::Type(at, text)));
    let cell = &CELLS[at];
    let label = format!("{} ({})", cell.name, cell.label);
    let number = Number { label: &label, value: &sheet.typed[at], decimal: true, error: sheet.error(at) };
    html! {
        <div class="sheet-input">
            { number_field(format!("sheet-{}", cell.name), &number, &on_change) }
            <span class="sheet-value" data-sheet={cell.name}>{ shown(value) }</span>
        </div>
    }
}

fn computed(at: usize, value: f64, sheet: &Sheet, dispatch: &Callback<Action>) -> Html {
    let explain = move || Action::Sheet(SheetChange::Explain(at));
    let onfocus = dispatch.reform(move |_: FocusEvent| explain());
    let onclick = dispatch.reform(move |_: MouseEvent| explain());
    let cell = &CELLS[at];
    html! {
        <button type="button" class="sheet-cell" aria-pressed={(sheet.explained == Some(at)).to_string()}
            {onfocus} {onclick}>
            <span>{ cell.name }</span>
            <span class="visually-hidden">{ format!(", {}: ", cell.label) }</span>
            <span data-sheet={cell.name}>{ shown(value) }</span>
        </button>
    }
}

/// The formulas of the cell that was chosen, in symbols and with the numbers in it.
pub fn explanation(sheet: &Sheet) -> Html {
    let Some(at) = sheet.explained else {
        return html! { <p class="sheet-formula" aria-live="polite">{ "Choose a cell to see how it is computed." }</p> };
    };
    let (cell, values) = (&CELLS[at], sheet.values());
    let formula = |formula: &crate::study::sheet::Formula| {
        html! {
            <>
                <p>{ format!("Step {}: {} = {}", formula.step, cell.name, formula.symbols()) }</p>
                <p>{ format!("= {} = {}", formula.numbers(&values, DIGITS), shown(values[at])) }</p>
            </>
        }
    };
    html! {
        <div class="sheet-formula" aria-live="polite">
            <h3>{ format!("{}, {}", cell.name, cell.label) }</h3>
            { for cell.formulas.iter().map(formula) }
        </div>
    }
}

/// A number as the sheet shows it; what is no number says so.
pub fn shown(value: f64) -> String {
    let large = value.abs() >= 1e6;
    if !value.is_finite() {
        if value.is_nan() { "not a number".to_owned() } else { "too large".to_owned() }
    } else if large {
        format!("{value:.DIGITS$e}")
    } else {
        format!("{value:.9}")
    }
}
