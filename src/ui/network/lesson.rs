//! Where a network comes from and what it teaches.

use yew::prelude::*;

use crate::arch::Network;
use crate::zoo;

/// The network's name, its lesson and its source.
pub fn lesson(network: &Network) -> Html {
    let Network { name, label, origin, .. } = network;
    html! {
        <section class="lesson">
            <h2>{ label }</h2>
            <p>{ zoo::named(name).map(|row| row.lesson).ok() }</p>
            <p class="note">{ origin }</p>
        </section>
    }
}
