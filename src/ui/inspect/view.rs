//! The view: which run, what it confuses, which images it misreads.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::matrix::matrix;
use super::misread::{MisreadProps, misread};
use crate::protocol::RunId;
use crate::study::Confusion;
use crate::ui::state::{Action, Inspect, InspectChange, TestAnswers};
use crate::words::{count, plural};

/// A run that was tested.
#[derive(Debug, Clone, PartialEq)]
pub struct TestedRun {
    pub run: RunId,
    /// What its network is called, with its filters where they are not its source's.
    pub label: AttrValue,
    /// The network's name in files.
    pub network: AttrValue,
    /// The file that its weights came from.
    pub file: Option<AttrValue>,
    pub answers: Rc<TestAnswers>,
}

#[derive(PartialEq, Properties)]
pub struct InspectViewProps {
    pub state: Inspect,
    /// The run that is looked into.
    pub shown: Option<RunId>,
    /// All runs that were tested, in the order in which they were begun.
    pub tested: Vec<TestedRun>,
    pub dispatch: Callback<Action>,
}

/// The matrix and the misread images of a run, or how to get some. A component, so that a run in training does not
/// have it made again with every message.
#[component]
pub fn InspectView(props: &InspectViewProps) -> Html {
    let Some(shown) = props.tested.iter().find(|tested| Some(tested.run) == props.shown) else {
        return html! {
            <section class="inspect">
                <h2>{ "Inspect" }</h2>
                <p class="empty">
                    { "Nothing to look into yet. Train a network for an epoch, or load weights into one: after its \
                       test, what it confuses stands here as a matrix, and every image that it misread, the surest \
                       mistakes first." }
                </p>
            </section>
        };
    };
    let tested = &*shown.answers;
    let confusion = Confusion::of(&tested.answers);
    let images = props.state.images.as_deref().filter(|images| images.data == tested.data);
    let others =
        props.tested.iter().filter(|other| other.run != shown.run && other.answers.data == tested.data);
    html! {
        <section class="inspect">
            <h2>{ "Inspect" }</h2>
            { run_choice(props, shown.run) }
            <p>
                <strong data-metric="misread">{ count(confusion.misread().into()) }</strong>
                { format!(" of {} test images misread by {}", count(tested.answers.len() as u64), told(shown)) }
            </p>
            <div class="inspect-side">
                { matrix(&confusion, props.state.which, &shown.network, &props.dispatch) }
                { misread(&MisreadProps {
                    answers: &tested.answers,
                    which: props.state.which,
                    skipped: props.state.skipped,
                    images,
                    data: &tested.data,
                    others: others.collect(),
                    network: &shown.network,
                    dispatch: &props.dispatch,
                }) }
            </div>
        </section>
    }
}

/// Of which run and which data the figures are.
fn told(tested: &TestedRun) -> String {
    let TestAnswers { data, epochs, .. } = &*tested.answers;
    let after = match (epochs, &tested.file) {
        (0, Some(file)) => format!("with the weights of {file}"),
        (&epochs, _) => format!("after {}", plural(epochs.into(), "epoch")),
    };
    format!("{} {after}, on {data}", tested.name())
}

impl TestedRun {
    /// As in `MLP, run 3`.
    pub fn name(&self) -> String {
        format!("{}, run {}", self.label, self.run.0)
    }
}

fn run_choice(props: &InspectViewProps, shown: RunId) -> Html {
    if props.tested.len() < 2 {
        return Html::default();
    }
    let onchange = props.dispatch.reform(|event: Event| {
        let number = event.target_unchecked_into::<HtmlSelectElement>().value().parse();
        Action::Inspect(InspectChange::Run(RunId(number.unwrap_or_default())))
    });
    let option = |tested: &TestedRun| {
        let run = tested.run;
        html! { <option value={run.0.to_string()} selected={run == shown}>{ tested.name() }</option> }
    };
    html! {
        <p class="field run-choice">
            <label for="inspect-run">{ "Network and run" }</label>
            <select id="inspect-run" {onchange}>{ for props.tested.iter().rev().map(option) }</select>
        </p>
    }
}
