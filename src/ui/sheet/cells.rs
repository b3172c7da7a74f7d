//! The cells, and the formula of the one that was chosen.

use yew::prelude::*;

use crate::study::sheet::{CELLS, Formula, INPUTS};
use crate::ui::fields::{Number, number_field};
use crate::ui::state::{Action, Sheet, SheetChange};

/// Places behind the point.
const DIGITS: usize = 6;

/// Where groups of cells begin in the table, and what they are called.
const GROUPS: [(usize, &str); 5] = [
    (0, "Inputs, targets and learning rate"),
    (5, "Weights"),
    (INPUTS, "Forward pass"),
    (21, "Error"),
    (24, "Gradients of the error"),
];

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

/// A number of the user's; below a weight, what the next step makes of it.
fn input(sheet: &Sheet, at: usize, value: f64, dispatch: &Callback<Action>) -> Html {
    let on_change = dispatch.reform(move |text: String| Action::Sheet(SheetChange::Type(at, text)));
    let onfocusin = dispatch.reform(move |_: FocusEvent| Action::Sheet(SheetChange::Explain(at)));
    let cell = &CELLS[at];
    let label = format!("{} ({})", cell.name, cell.label);
    let content = if sheet.has_moved(at) { shown(value) } else { sheet.typed[at].clone() };
    let number = Number {
        label: &label,
        value: &content,
        decimal: true,
        error: sheet.error(at),
        cell: Some(cell.name),
    };
    html! {
        <div class="sheet-input" {onfocusin}>
            { number_field(format!("sheet-{}", cell.name), &number, &on_change) }
            if let Some(update) = &cell.update {
                <span class="sheet-next">{ format!("next: {}", update.symbols()) }</span>
            }
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
    let (cell, values, next) = (&CELLS[at], sheet.values(), sheet.now().step().values());
    let told = |formula: &Formula, result: f64| {
        let equation = match formula.step {
            Some(step) => format!("Step {step}: {} = {}", cell.name, formula.symbols()),
            None => format!("The next iteration: {} ← {}", cell.name, formula.symbols()),
        };
        html! {
            <>
                <p>{ equation }</p>
                <p>{ format!("= {} = {}", formula.numbers(&values, DIGITS), shown(result)) }</p>
            </>
        }
    };
    html! {
        <div class="sheet-formula" aria-live="polite">
            <h3>{ format!("{}, {}", cell.name, cell.label) }</h3>
            { for cell.formulas.iter().map(|formula| told(formula, values[at])) }
            { for cell.update.iter().map(|update| told(update, next[at])) }
            if cell.formulas.is_empty() && cell.update.is_none() {
                <p>{ "Yours to give: a step leaves it as it is." }</p>
            }
        </div>
    }
}

/// A number as the sheet shows it.
pub fn shown(value: f64) -> String {
    if value.abs() >= 1e6 { format!("{value:.DIGITS$e}") } else { format!("{value:.9}") }
}
