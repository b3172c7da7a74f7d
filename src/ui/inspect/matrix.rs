//! The confusion matrix: a row for each digit, a column for each answer, each cell a button.

use yew::prelude::*;

use super::misread::save;
use crate::arch::CLASSES;
use crate::study::{Confusion, Which};
use crate::ui::state::{Action, InspectChange};
use crate::words::percent;

/// How opaque the shade of the most frequent mistake is: the count stays legible on it.
const SHADE: f64 = 0.45;

/// Counts of images, shaded by how many were taken for another digit; a cell lists its images.
pub fn matrix(confusion: &Confusion, which: Which, network: &str, dispatch: &Callback<Action>) -> Html {
    let digits = || 0..CLASSES;
    let worst = f64::from(confusion.worst().max(1));
    let cell = |truth: usize, answer: usize| {
        let count = confusion.count(truth, answer);
        let asked = Which { truth: Some(truth as u8), answer: Some(answer as u8) };
        let selected = which == asked;
        let next = if selected { Which::default() } else { asked };
        let onclick = dispatch.reform(move |_: MouseEvent| Action::Inspect(InspectChange::List(next)));
        let shade = (truth != answer).then(|| format!("{:.3}", SHADE * f64::from(count) / worst));
        html! {
            <td>
                <button
                    type="button"
                    class={classes!("cell", (truth == answer).then_some("cell-right"))}
                    data-cell={format!("{truth},{answer}")}
                    title={format!("{truth} taken for {answer}")}
                    aria-pressed={selected.to_string()}
                    {onclick}
                >
                    if let Some(shade) = shade {
                        <svg class="cell-shade" aria-hidden="true">
                            <rect width="100%" height="100%" fill-opacity={shade} />
                        </svg>
                    }
                    { count }
                </button>
            </td>
        }
    };
    let file = {
        let confusion = confusion.clone();
        move || confusion.csv()
    };
    let shown = |share: Option<f64>| share.map_or("–".to_owned(), percent);
    html! {
        <div class="matrix">
            <h3 id="matrix-title">{ "What was taken for what" }</h3>
            <div class="scroll-box" tabindex="0" role="region" aria-label="Confusion matrix, scrolls">
                <table class="numbers" aria-labelledby="matrix-title">
                    <thead>
                        <tr>
                            <th scope="col">{ "Digit" }</th>
                            { for digits().map(|digit| html! {
                                <th scope="col"><span class="visually-hidden">{ "taken for " }</span>{ digit }</th>
                            }) }
                            <th scope="col">{ "Recall, %" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for digits().map(|truth| html! {
                            <tr>
                                <th scope="row">{ truth }</th>
                                { for digits().map(|answer| cell(truth, answer)) }
                                <td>{ shown(confusion.recall(truth)) }</td>
                            </tr>
                        }) }
                        <tr>
                            <th scope="row">{ "Precision, %" }</th>
                            { for digits().map(|digit| html! { <td>{ shown(confusion.precision(digit)) }</td> }) }
                            <td />
                        </tr>
                    </tbody>
                </table>
            </div>
            <p class="note">
                { "A row is what the images show, a column what they were taken for. Recall: of a digit's images, the \
                   share read right. Precision: of the images taken for a digit, the share that shows it." }
            </p>
            { save("Save matrix as CSV", format!("fovea-{network}-confusion.csv"), file, dispatch) }
        </div>
    }
}
