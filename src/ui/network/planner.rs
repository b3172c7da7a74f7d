//! The planner: how few convolutions reach the end of an image, or a receptive field.

use yew::prelude::*;

use crate::protocol::Aim;
use crate::ui::fields::{Text, text_field};
use crate::ui::state::{Action, Planner};

const RULES: &str = "Convolutions are 3×3 with stride 1 and without padding; at least two stand before every 2×2 pool and \
     at least two behind the last; a pool passes over the last row and column of an odd side; 2×2 or 1×1 is the end.";

/// Two questions with their answers, laid out.
pub fn planner(planner: &Planner, dispatch: &Callback<Action>) -> Html {
    let question = |aim, id, label, placeholder| {
        let planned = planner.of(aim);
        let (lines, error) = match planned.reply.as_deref() {
            Some(Ok(lines)) => (lines.as_slice(), None),
            Some(Err(why)) => (&[][..], Some(why.as_str())),
            None => (&[][..], None),
        };
        let field = Text { label, value: &planned.size, placeholder, error };
        html! {
            <>
                { text_field(id, &field, &dispatch.reform(move |size| Action::Plan(aim, size))) }
                <div role="status" data-metric={id}>{ for lines.iter().map(|line| html! { <p>{ line }</p> }) }</div>
            </>
        }
    };
    html! {
        <details class="planner">
            <summary>{ "Planner" }</summary>
            <p class="note">{ RULES }</p>
            { question(Aim::Image, "planner-side", "Side of an image", "100") }
            { question(Aim::Field, "planner-field", "Receptive field", "21") }
        </details>
    }
}
