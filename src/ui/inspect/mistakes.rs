//! What a run confuses and misreads, as its last test found it.

use std::rc::Rc;

use yew::prelude::*;

use super::matrix::matrix;
use super::misread::{MisreadProps, misread};
use super::view::InspectedRun;
use crate::study::{Confusion, Which};
use crate::ui::state::{Action, TestAnswers, TestImages, WeightsTest};
use crate::words::{count, plural};

#[derive(PartialEq, Properties)]
pub struct MistakesProps {
    /// Of which digits the images are listed.
    pub which: Which,
    /// How many of them are passed over.
    pub skipped: usize,
    /// The pictures, once they are there.
    pub images: Option<Rc<TestImages>>,
    /// The run.
    pub shown: InspectedRun,
    /// All runs, which may have been tested on the same images.
    pub runs: Vec<InspectedRun>,
    pub dispatch: Callback<Action>,
}

/// What the run's last test came to. A component, so that it is not made again with every stroke on the pad.
#[component]
pub fn Mistakes(props: &MistakesProps) -> Html {
    let shown = &props.shown;
    let Some(tested) = shown.answers.as_deref() else {
        return html! {
            <>
                <p class="note">
                    { format!("{} has not been tested yet: what it confuses stands here after its test.", shown.name()) }
                </p>
                { test_progress(props) }
            </>
        };
    };
    let confusion = Confusion::of(&tested.answers);
    let images = props.images.as_deref().filter(|images| images.data == tested.data);
    let tested_alike = |other: &&InspectedRun| {
        other.run != shown.run && other.answers.as_ref().is_some_and(|answers| answers.data == tested.data)
    };
    html! {
        <>
            <p>
                <strong data-metric="misread">{ count(confusion.misread().into()) }</strong>
                { format!(" of {} test images misread by {}", count(tested.answers.len() as u64), told(shown, tested)) }
            </p>
            { test_progress(props) }
            <div class="inspect-side">
                { matrix(&confusion, props.which, &shown.network.name, &props.dispatch) }
                { misread(&MisreadProps {
                    answers: &tested.answers,
                    which: props.which,
                    skipped: props.skipped,
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
fn test_progress(MistakesProps { shown, dispatch, .. }: &MistakesProps) -> Html {
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
                <button type="button" class="quiet" onclick={dispatch.reform(move |_: MouseEvent| action.clone())}>
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
