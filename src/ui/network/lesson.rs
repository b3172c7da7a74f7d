//! Where a network comes from and what it teaches.

use yew::prelude::*;

use crate::arch::Network;
use crate::zoo;

#[derive(Properties, PartialEq)]
pub struct LessonProps {
    pub network: Network,
}

/// The network's name, its lesson and its source.
#[component]
pub fn Lesson(props: &LessonProps) -> Html {
    let Network { name, label, origin, .. } = &props.network;
    let lesson = zoo::named(name).map(|row| row.lesson).ok();
    html! {
        <section class="lesson">
            <h2>{ label }</h2>
            <p>{ lesson }</p>
            <p class="note">{ origin }</p>
        </section>
    }
}
