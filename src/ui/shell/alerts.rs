//! The problems that the user has not dismissed: what happened and what to do.

use std::rc::Rc;

use yew::prelude::*;

use crate::ui::state::{Action, Alert, Alerts};

#[derive(Properties, PartialEq)]
pub struct AlertListProps {
    pub alerts: Rc<Alerts>,
    pub dispatch: Callback<Action>,
}

/// One `alert` for each problem.
#[component]
pub fn AlertList(props: &AlertListProps) -> Html {
    let dispatch = &props.dispatch;
    let item = |alert: &Alert| {
        let id = alert.id;
        let dismiss = dispatch.reform(move |_: MouseEvent| Action::Dismiss(id));
        let restart = dispatch.reform(|_: MouseEvent| Action::RestartWorker);
        html! {
            <div class="alert" role="alert" key={id}>
                <p><strong>{ &alert.trouble.message }</strong>{ " " }{ &alert.trouble.advice }</p>
                <div class="alert-actions">
                    if alert.restart_helps {
                        <button type="button" onclick={restart}>{ "Restart worker" }</button>
                    }
                    <button type="button" onclick={dismiss}>{ "Dismiss" }</button>
                </div>
            </div>
        }
    };
    html! { <div class="alerts">{ for props.alerts.shown().iter().map(item) }</div> }
}
