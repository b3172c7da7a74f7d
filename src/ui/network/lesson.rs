//! Where a network comes from and what it teaches.

use yew::prelude::*;

use crate::arch::Network;
use crate::ui::state::Action;
use crate::ui::tab::TabId;

/// The name of a tab's network, its lesson and its source, and the way to a network of one's own.
pub fn lesson(tab: TabId, network: &Network, dispatch: &Callback<Action>) -> Html {
    let duplicate = dispatch.reform(move |_: MouseEvent| Action::NewNetwork(Some(tab)));
    html! {
        <section class="lesson">
            <h2>{ &network.label }</h2>
            <p>{ tab.row().map(|row| row.lesson) }</p>
            <p class="note">{ &network.origin }</p>
            <p><button type="button" onclick={duplicate}>{ "Duplicate" }</button></p>
        </section>
    }
}
