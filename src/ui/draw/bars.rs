//! What every trained network makes of the drawing: ten bars each, side by side.

use std::rc::Rc;

use yew::prelude::*;

use super::guess::{percent, winner};
use crate::{
    protocol::{Prediction, RunId},
    ui::chart::{look, swatch},
    ui::tab::TabId,
};

/// A network that can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// The run that trained it.
    pub run: RunId,
    pub network: TabId,
    pub label: AttrValue,
}

/// What [`Bars`] shows.
#[derive(PartialEq, Properties)]
pub struct BarsProps {
    pub trained: Rc<Vec<Trained>>,
    pub predictions: Rc<Vec<Prediction>>,
    /// Whether there is a drawing that the predictions can be about.
    pub has_ink: bool,
}

/// The probabilities of every trained network, or how to get some.
#[component]
pub fn Bars(props: &BarsProps) -> Html {
    if props.trained.is_empty() {
        return html! { <p class="bars-empty">{ "Train a network and it will guess here; until then ready-trained ones answer what you draw." }</p> };
    }
    let answer = |trained: &Trained| {
        let found = props.predictions.iter().find(|prediction| prediction.run == trained.run);
        found.filter(|_| props.has_ink)
    };
    let spoken = props.trained.iter().filter_map(|trained| {
        let (digit, _) = winner(&answer(trained)?.probabilities)?;
        Some(format!("{}: {digit}", trained.label))
    });
    html! {
        <div class="bars">
            <p class="visually-hidden" aria-live="polite">{ spoken.collect::<Vec<_>>().join(", ") }</p>
            { for props.trained.iter().map(|trained| bars_of(trained, answer(trained))) }
        </div>
    }
}

fn bars_of(trained: &Trained, answer: Option<&Prediction>) -> Html {
    let best = answer.and_then(|answer| winner(&answer.probabilities));
    let id = trained.network;
    html! {
        <section class="bars-network" aria-label={format!("{} guesses", trained.label)}>
            <h4 class="bars-head">{ swatch(look::of(id)) }{ &trained.label }</h4>
            <ol class="bars-list">
                { for (0..10).map(|digit| {
                    let share = answer.map(|answer| answer.probabilities[digit]);
                    bar(id, digit, share, best.is_some_and(|best| best.0 == digit))
                }) }
            </ol>
        </section>
    }
}

fn bar(network: TabId, digit: usize, share: Option<f32>, wins: bool) -> Html {
    let length = share.filter(|share| share.is_finite()).unwrap_or(0.0) * 100.0;
    html! {
        <li class={classes!("bar", wins.then_some("bar-winner"))}>
            <span class="bar-digit" data-metric={wins.then_some("prediction")}>{ digit }</span>
            <svg class="bar-track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="bar-ground" width="100" height="8" />
                <rect class={classes!("bar-fill", look::class(look::of(network)))} width={format!("{length:.2}")} height="8" />
            </svg>
            <span class="bar-share">{ share.map_or_else(|| "–".to_owned(), percent) }</span>
        </li>
    }
}
