//! The buttons of a run, and what Train will go on from.

use yew::prelude::*;

use crate::ui::state::{Action, RunState};
use crate::ui::tab::TabId;
use crate::words::count;

#[derive(Properties, PartialEq)]
pub struct ControlsProps {
    pub id: TabId,
    pub state: RunState,
    /// The step that Train can go on from; none where there is nothing to go on from.
    pub learned_steps: Option<u32>,
    /// Whether Train goes on from it.
    pub go_on: bool,
    /// Another network that is in training.
    pub other: Option<AttrValue>,
    /// Whether the settings can be trained with.
    pub valid: bool,
    pub dispatch: Callback<Action>,
}

/// Train, Pause or Resume in one place, Stop beside it.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let id = props.id;
    let (label, action, ready) = match props.state {
        RunState::Preparing => ("Pause", Action::Pause, false),
        RunState::Running => ("Pause", Action::Pause, true),
        RunState::Paused => ("Resume", Action::Resume, true),
        _ => ("Train", Action::Train(id), props.other.is_none() && props.valid),
    };
    let can_stop = props.state.is_active() || props.other.is_some();
    // A button that cannot be used now stays focusable, so that the keyboard does not lose its place.
    let button = |label: &'static str, class: &'static str, action: Action, ready: bool| {
        let onclick =
            if ready { props.dispatch.reform(move |_: MouseEvent| action.clone()) } else { Callback::noop() };
        html! {
            <button type="button" {class} aria-disabled={(!ready).then_some("true")} {onclick}>{ label }</button>
        }
    };
    html! {
        <div class="controls">
            <div class="buttons">
                { button(label, "primary", action, ready) }
                { button("Stop", "", Action::Stop, can_stop) }
            </div>
            { for props.learned_steps.map(|steps| go_on_choice(props, steps)) }
        </div>
    }
}

/// Why Train cannot be used now, and what to do about it: another network is in training, or the settings are
/// not `valid`.
pub fn obstacle(other: Option<&str>, valid: bool) -> Html {
    match other {
        Some(other) => html! {
            <p>{ format!("{other} is training now. Stop ends it and keeps what it has learned.") }</p>
        },
        None if !valid => {
            html! { <p class="note-trouble">{ "Correct the marked settings first." }</p> }
        }
        None => Html::default(),
    }
}

/// Whether Train starts afresh or goes on after so many steps.
fn go_on_choice(props: &ControlsProps, steps: u32) -> Html {
    let (id, name) = (props.id, format!("go-on-{}", props.id));
    let radio = |go_on: bool, words: String| {
        let onchange = props.dispatch.reform(move |_: Event| Action::GoOn(id, go_on));
        html! {
            <label class="radio">
                <input type="radio" name={name.clone()} checked={props.go_on == go_on} {onchange} />
                { words }
            </label>
        }
    };
    html! {
        <fieldset class="go-on">
            <legend class="visually-hidden">{ "What Train starts from" }</legend>
            { radio(false, "Start afresh".to_owned()) }
            { radio(true, going_on(steps)) }
        </fieldset>
    }
}

/// What Train goes on from; weights that were loaded have no steps behind them.
fn going_on(steps: u32) -> String {
    match steps {
        0 => "Continue from the loaded weights".to_owned(),
        steps => format!("Continue after step {}", count(u64::from(steps))),
    }
}
