//! The view: which run, what it confuses, which images it misreads, what it computes.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::lens::LensView;
use super::mistakes::Mistakes;
use super::shift::shifts;
use crate::arch::Network;
use crate::protocol::RunId;
use crate::ui::state::{Action, Inspect, InspectChange, TestAnswers, WeightsTest};
use crate::ui::tab::TabId;

/// A run that can be looked into.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedRun {
    /// What the user calls it; empty where they do not.
    pub called: Rc<str>,
    pub run: RunId,
    pub tab: TabId,
    /// What its network is called, with its filters where they are not its source's.
    pub label: AttrValue,
    pub network: Rc<Network>,
    /// The file that its weights came from.
    pub file: Option<AttrValue>,
    /// None before its first test.
    pub answers: Option<Rc<TestAnswers>>,
    /// Of the weights that it began with.
    pub test: Option<WeightsTest>,
    /// Whether its weights are there.
    pub has_weights: bool,
}

#[derive(PartialEq, Properties)]
pub struct InspectViewProps {
    pub state: Inspect,
    /// The run that is looked into.
    pub shown: Option<RunId>,
    /// All that can be, in the order in which they were begun.
    pub runs: Vec<InspectedRun>,
    /// What is on the pad.
    pub drawing: Option<Rc<Vec<u8>>>,
    pub dispatch: Callback<Action>,
}

/// The matrix, the misread images and the lens of a run, or how to get some. A component, so that a run in training
/// does not have it made again with every message.
#[component]
pub fn InspectView(props: &InspectViewProps) -> Html {
    let Some(shown) = props.runs.iter().find(|run| Some(run.run) == props.shown) else {
        return html! {
            <section class="inspect">
                <h2>{ "Inspect" }</h2>
                <p class="empty">
                    { "Nothing to look into yet. Train a network for an epoch, or load weights into one: after its \
                       test, what it confuses stands here as a matrix, every image that it misread, the surest \
                       mistakes first, and below them what each of its layers computes." }
                </p>
            </section>
        };
    };
    html! {
        <section class="inspect">
            <h2>{ "Inspect" }</h2>
            { run_choice(props, shown.run) }
            <Mistakes
                which={props.state.which}
                skipped={props.state.skipped}
                images={props.state.images.clone()}
                shown={shown.clone()}
                runs={props.runs.clone()}
                dispatch={props.dispatch.clone()}
            />
            if shown.has_weights {
                <LensView
                    lens={props.state.lens.clone()}
                    name={shown.name()}
                    network={shown.network.clone()}
                    images={props.state.images.clone()}
                    drawing={props.drawing.clone()}
                    dead={props.state.dead.clone().filter(|dead| dead.run == shown.run)}
                    dispatch={props.dispatch.clone()}
                />
                { shifts(props, shown) }
            }
        </section>
    }
}

impl InspectedRun {
    /// As in `MLP, run 3`.
    pub fn name(&self) -> String {
        if self.run.is_ready() {
            return format!("{}, ready-trained", self.label);
        }
        match &*self.called {
            "" => format!("{}, run {}", self.label, self.run.0),
            called => format!("{}, {called}", self.label),
        }
    }
}

fn run_choice(props: &InspectViewProps, shown: RunId) -> Html {
    if props.runs.len() < 2 {
        return Html::default();
    }
    let onchange = props.dispatch.reform(|event: Event| {
        let number = event.target_unchecked_into::<HtmlSelectElement>().value().parse();
        Action::Inspect(InspectChange::Run(RunId(number.unwrap_or_default())))
    });
    let option = |choice: &InspectedRun| {
        let run = choice.run;
        html! { <option value={run.0.to_string()} selected={run == shown}>{ choice.name() }</option> }
    };
    html! {
        <p class="field run-choice">
            <label for="inspect-run">{ "Network and run" }</label>
            <select id="inspect-run" {onchange}>{ for props.runs.iter().rev().map(option) }</select>
        </p>
    }
}
