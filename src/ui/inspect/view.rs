//! The view: which run, what it confuses, which images it misreads, what it computes.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::lens::LensView;
use super::matrix::matrix;
use super::misread::{MisreadProps, misread};
use super::shift::shifts;
use crate::arch::{Network, NetworkId};
use crate::protocol::RunId;
use crate::study::Confusion;
use crate::ui::state::{Action, Inspect, InspectChange, TestAnswers, WeightsTest};
use crate::words::{count, plural};

/// A run that can be looked into.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedRun {
    pub run: RunId,
    pub tab: NetworkId,
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
            { mistakes(props, shown) }
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

/// What the run's last test came to.
fn mistakes(props: &InspectViewProps, shown: &InspectedRun) -> Html {
    let Some(tested) = shown.answers.as_deref() else {
        return html! {
            <>
                <p class="note">
                    { format!("{} has not been tested yet: what it confuses stands here after its test.", shown.name()) }
                </p>
                { test_progress(props, shown) }
            </>
        };
    };
    let confusion = Confusion::of(&tested.answers);
    let images = props.state.images.as_deref().filter(|images| images.data == tested.data);
    let tested_alike = |other: &&InspectedRun| {
        other.run != shown.run && other.answers.as_ref().is_some_and(|answers| answers.data == tested.data)
    };
    html! {
        <>
            <p>
                <strong data-metric="misread">{ count(confusion.misread().into()) }</strong>
                { format!(" of {} test images misread by {}", count(tested.answers.len() as u64), told(shown, tested)) }
            </p>
            { test_progress(props, shown) }
            <div class="inspect-side">
                { matrix(&confusion, props.state.which, &shown.network.name, &props.dispatch) }
                { misread(&MisreadProps {
                    answers: &tested.answers,
                    which: props.state.which,
                    skipped: props.state.skipped,
                    images,
                    data: &tested.data,
                    others: props.runs.iter().filter(tested_alike).collect(),
                    network: &shown.network.name,
                    dispatch: &props.dispatch,
                }) }
            </div>
        </>
    }
}

/// How far the test of weights is, and the ways to begin and end it.
fn test_progress(props: &InspectViewProps, shown: &InspectedRun) -> Html {
    let run = shown.run;
    let (told, button) = match &shown.test {
        None | Some(WeightsTest::Done { .. }) => return Html::default(),
        Some(WeightsTest::Waiting) => ("The test begins as soon as the trainer has time.".to_owned(), None),
        Some(WeightsTest::Running { done, total }) => {
            let (done, total) = (count((*done).into()), count((*total).into()));
            (format!("{done} of {total} test images tested"), Some(("Stop the test", Action::StopTest(run))))
        }
        Some(WeightsTest::NotAsked | WeightsTest::GivenUp) => {
            ("The test of all images was not made.".to_owned(), Some(("Test", Action::TestWeights(run))))
        }
    };
    html! {
        <div class="row">
            <span role="status">{ told }</span>
            if let Some((label, action)) = button {
                <button type="button" class="quiet" onclick={props.dispatch.reform(move |_: MouseEvent| action.clone())}>
                    { label }
                </button>
            }
        </div>
    }
}

/// Of which run and which data the figures are.
fn told(run: &InspectedRun, TestAnswers { data, epochs, .. }: &TestAnswers) -> String {
    let after = match (epochs, run.file.as_ref().filter(|_| !run.run.is_ready())) {
        (0, None) => return format!("{}, on {data}", run.name()),
        (0, Some(file)) => format!("with the weights of {file}"),
        (&epochs, _) => format!("after {}", plural(epochs.into(), "epoch")),
    };
    format!("{} {after}, on {data}", run.name())
}

impl InspectedRun {
    /// As in `MLP, run 3`.
    pub fn name(&self) -> String {
        if self.run.is_ready() {
            return format!("{}, ready-trained", self.label);
        }
        format!("{}, run {}", self.label, self.run.0)
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
