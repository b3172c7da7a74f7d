//! Where a network comes from and what it teaches.

use yew::prelude::*;

use crate::arch::{NetworkChoice, NetworkId};

#[derive(Properties, PartialEq)]
pub struct LessonProps {
    pub id: NetworkId,
}

/// The network's name, its lesson and its source.
#[component]
pub fn Lesson(props: &LessonProps) -> Html {
    let network = NetworkChoice::new(props.id).network();
    html! {
        <section class="lesson">
            <h2>{ network.label }</h2>
            <p>{ network.lesson }</p>
            <p class="note">{ network.source }</p>
        </section>
    }
}
