//! The view: which run, what it confuses, which images it misreads.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::matrix::matrix;
use super::misread::{MisreadProps, misread};
use crate::arch::NetworkId;
use crate::protocol::RunId;
use crate::study::Confusion;
use crate::ui::state::{Action, Inspect, InspectChange, RunRecord, TestAnswers};
use crate::words::{count, plural};

/// What [`inspect`] shows.
pub struct InspectProps<'a> {
    pub state: &'a Inspect,
    /// The run that is looked into.
    pub run: Option<&'a Rc<RunRecord>>,
    /// All runs that were tested.
    pub tested: Vec<&'a Rc<RunRecord>>,
    /// What the network of a tab is called.
    pub label: &'a dyn Fn(NetworkId) -> String,
    pub dispatch: &'a Callback<Action>,
}

/// The matrix and the misread images of a run, or how to get some.
pub fn inspect(props: &InspectProps<'_>) -> Html {
    let found = props.run.and_then(|run| Some((run, run.answers.as_deref()?)));
    let Some((run, tested)) = found else {
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
    let confusion = Confusion::of(&tested.answers);
    let images = props.state.images.as_deref().filter(|images| images.data == tested.data);
    let others = props.tested.iter().filter(|other| other.run != run.run).filter_map(|other| {
        let answers = other.answers.as_deref().filter(|answers| answers.data == tested.data)?;
        Some((name(other, props.label), answers))
    });
    html! {
        <section class="inspect">
            <h2>{ "Inspect" }</h2>
            { run_choice(props, run.run) }
            <p>
                <strong data-metric="misread">{ count(confusion.misread().into()) }</strong>
                { format!(" of {} test images misread by {}", count(tested.answers.len() as u64), told(run, tested, props)) }
            </p>
            <div class="inspect-side">
                { matrix(&confusion, props.state.which, &run.config.network.name, props.dispatch) }
                { misread(&MisreadProps {
                    answers: &tested.answers,
                    which: props.state.which,
                    skipped: props.state.skipped,
                    images,
                    data: &tested.data,
                    others: others.collect(),
                    network: &run.config.network.name,
                    dispatch: props.dispatch,
                }) }
            </div>
        </section>
    }
}

/// Of which run and which data the figures are.
fn told(run: &RunRecord, tested: &TestAnswers, props: &InspectProps<'_>) -> String {
    let after = match (tested.epochs, run.loaded()) {
        (0, Some(loaded)) => format!("with the weights of {}", loaded.file),
        (epochs, _) => format!("after {}", plural(epochs.into(), "epoch")),
    };
    format!("{} {after}, on {}", name(run, props.label), tested.data)
}

fn name(run: &RunRecord, label: &dyn Fn(NetworkId) -> String) -> String {
    format!("{}, run {}", label(run.tab), run.run.0)
}

fn run_choice(props: &InspectProps<'_>, shown: RunId) -> Html {
    if props.tested.len() < 2 {
        return Html::default();
    }
    let onchange = props.dispatch.reform(|event: Event| {
        let number = event.target_unchecked_into::<HtmlSelectElement>().value().parse();
        Action::Inspect(InspectChange::Run(RunId(number.unwrap_or_default())))
    });
    let option = |record: &&Rc<RunRecord>| {
        let run = record.run;
        html! { <option value={run.0.to_string()} selected={run == shown}>{ name(record, props.label) }</option> }
    };
    html! {
        <p class="field run-choice">
            <label for="inspect-run">{ "Network and run" }</label>
            <select id="inspect-run" {onchange}>{ for props.tested.iter().rev().map(option) }</select>
        </p>
    }
}
