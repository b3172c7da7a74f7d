//! What a grey square that slides over the image does to the answer.

use yew::prelude::*;

use super::grey::Grey;
use super::view::LensViewProps;
use crate::study::CrossEntropy;
use crate::study::occlusion::{PLACES, SQUARE, answers};
use crate::ui::state::{Action, InspectChange, LensChange};
use crate::words::percent;

/// A button, and once it was pressed how probable the answer is under each place of the square.
pub fn occlusion(props: &LensViewProps, end: &CrossEntropy) -> Html {
    let Some(answer) = end.answer() else { return Html::default() };
    let onclick =
        props.dispatch.reform(|_: MouseEvent| Action::Inspect(InspectChange::Lens(LensChange::Occlude)));
    let logits = props.lens.occluded().map(|logits| answers(logits, answer));
    html! {
        <section class="lens-layer" aria-label="Occlusion">
            <div class="row">
                <button type="button" class="quiet" {onclick}>{ "Slide a grey square" }</button>
                <span class="note">
                    { format!("How sure the network is of its {answer} while {SQUARE}×{SQUARE} pixels are grey.") }
                </span>
            </div>
            if let Some(found) = logits {
                { told(answer, &found) }
            }
        </section>
    }
}

fn told(answer: usize, found: &[(usize, f64)]) -> Html {
    let shares: Vec<f32> = found.iter().map(|(_, share)| *share as f32).collect();
    let stays = found.iter().filter(|(digit, _)| *digit == answer).count();
    let least = found.iter().enumerate().min_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
    let worst = least.map(|(place, (digit, share))| {
        let (row, column) = (place / PLACES + 1, place % PLACES + 1);
        format!(
            " It is least sure, {} %, with the square in row {row} and column {column} of {PLACES}, and then says {digit}.",
            percent(*share)
        )
    });
    html! {
        <div class="row">
            <div class="lens-framed"><Grey values={shares} reach={1.0} width={PLACES} height={PLACES} class="grey" /></div>
            <p role="status">
                { format!("White is certain. The answer stays {answer} under {stays} of {} places.", found.len()) }
                { worst }
            </p>
        </div>
    }
}
