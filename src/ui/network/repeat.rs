//! Training with several seeds, one after the other.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::state::{Action, FEWEST_SEEDS, MOST_SEEDS, Repeat};
use crate::ui::tab::TabId;

/// How many seeds, and the button, where Train could be pressed.
pub fn repeat(tab: TabId, seeds: u32, ready: bool, dispatch: &Callback<Action>) -> Html {
    let onchange = dispatch.reform(move |event: Event| {
        let typed = event.target_unchecked_into::<HtmlInputElement>().value().parse();
        Action::Seeds(typed.unwrap_or(seeds))
    });
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Repeat(tab));
    html! {
        <p class="repeat">
            <button type="button" disabled={!ready} {onclick}>{ "Repeat with seeds" }</button>
            <input type="number" min={FEWEST_SEEDS.to_string()} max={MOST_SEEDS.to_string()} value={seeds.to_string()}
                aria-label="How many runs" {onchange} />
        </p>
    }
}

/// How far the seeds are.
pub fn under_way(Repeat { done, seeds, .. }: &Repeat) -> Html {
    let told = format!("Seed {} of {seeds}; Stop ends them all. Compare shows mean and range.", done + 1);
    html! { <p class="note" role="status" data-metric="repeat">{ told }</p> }
}
