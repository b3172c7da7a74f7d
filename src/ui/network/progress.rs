//! The progress line: what is being got ready, then where the epoch is.

use std::rc::Rc;

use yew::prelude::*;

use crate::protocol::{DataProgress, Preparation};
use crate::settings::Judged;
use crate::ui::state::{History, Position, RunRecord, RunState, WorkerStatus};
use crate::words::{clock, count, megabytes, percent, plain};

#[derive(Properties, PartialEq)]
pub struct ProgressProps {
    pub record: Option<Rc<RunRecord>>,
    pub worker: WorkerStatus,
    pub data_progress: Option<Rc<DataProgress>>,
    /// The file of weights that is being read.
    pub offered_weights: Option<AttrValue>,
}

/// The `status` region. A screen reader is told of stages and epochs alone; the line itself can be read
/// at any time and is not announced at each step.
#[component]
pub fn ProgressPanel(props: &ProgressProps) -> Html {
    let content = match props.record.as_deref() {
        None => {
            html! { <p class="empty">{ "Nothing trained yet. Loss, accuracy and time appear here." }</p> }
        }
        Some(record) if record.state == RunState::Idle => {
            html! { <p class="empty">{ "Weights were loaded. Train goes on from them." }</p> }
        }
        Some(record) if record.state == RunState::Preparing => {
            html! {
                <Preparing stage={record.stage} worker={props.worker} data={props.data_progress.clone()}
                    offered_weights={props.offered_weights.clone()} />
            }
        }
        Some(record) => {
            html! {
                <>
                    { for epoch_line(record) }
                    <div class="outcome">{ for result_line(record) }{ for ending(record) }</div>
                </>
            }
        }
    };
    html! {
        <div class="progress" role="status" aria-atomic="false">
            <p class="visually-hidden">{ props.record.as_deref().map(announcement) }</p>
            <div aria-live="off">{ content }</div>
        </div>
    }
}

/// What a screen reader is told: changes when a stage or an epoch ends, not with each step.
fn announcement(record: &RunRecord) -> String {
    let state = match record.state {
        RunState::Idle => "Weights were loaded.",
        RunState::Preparing => match record.stage {
            None => "Loading the trainer.",
            Some(Preparation::Data) => "Getting the data.",
            Some(Preparation::Device) => "Preparing the device.",
            Some(Preparation::FirstStep) => "Running the first step.",
        },
        RunState::Running => "Training.",
        RunState::Paused => "Paused.",
        RunState::Done => "Training is done.",
        RunState::Stopped => "Training was stopped; what was learned is kept.",
        RunState::Failed => "Training failed.",
    };
    match record.history.as_ref().and_then(|history| history.epochs.last()) {
        Some(report) if record.state != RunState::Preparing => format!(
            "{state} Epoch {} reached {} per cent on the {} images.",
            report.epoch + 1,
            percent(report.test_accuracy()),
            report.tested_on.word()
        ),
        _ => state.to_owned(),
    }
}

#[derive(Properties, PartialEq)]
struct PreparingProps {
    stage: Option<Preparation>,
    worker: WorkerStatus,
    data: Option<Rc<DataProgress>>,
    offered_weights: Option<AttrValue>,
}

/// What is being got ready, and how far it is where that is known.
#[component]
fn Preparing(props: &PreparingProps) -> Html {
    let (words, done) = match (props.stage, props.worker, props.data.as_deref()) {
        (None, WorkerStatus::Loading { received, total }, _) => (
            format!("Loading the trainer: {}", so_far(received, total)),
            total.map(|total| (received, total)),
        ),
        (Some(Preparation::Data), _, Some(data)) => {
            let amount = if data.item == "images" {
                let of = data.total.map(|total| format!(" of {}", count(total))).unwrap_or_default();
                format!("{}{of} images", count(data.done))
            } else {
                format!("{}, {}", data.item, so_far(data.done, data.total))
            };
            (
                format!("Getting the data from {}: {amount}", data.source),
                data.total.map(|total| (data.done, total)),
            )
        }
        (None, WorkerStatus::Ready, _) => match &props.offered_weights {
            Some(file) => (format!("Reading {file}"), None),
            None => ("Reading your files".to_owned(), None),
        },
        (None, ..) => ("Starting the trainer".to_owned(), None),
        (Some(Preparation::Data), ..) => ("Getting the data".to_owned(), None),
        (Some(Preparation::Device), ..) => ("Preparing the device".to_owned(), None),
        (Some(Preparation::FirstStep), ..) => {
            ("Running the first step; on a GPU this compiles its programs".to_owned(), None)
        }
    };
    html! {
        <p class="progress-line">
            { bar("Getting ready", done) }
            <span>{ words }{ "…" }</span>
        </p>
    }
}

fn so_far(done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format!("{} of {}", megabytes(done), megabytes(total)),
        None => megabytes(done),
    }
}

/// A bar; one without an end while that is unknown.
pub(super) fn bar(label: &'static str, done: Option<(u64, u64)>) -> Html {
    match done {
        Some((done, total)) => {
            html! { <progress aria-label={label} max={total.max(1).to_string()} value={done.to_string()} /> }
        }
        None => html! { <progress aria-label={label} /> },
    }
}

/// Where the epoch is, as tqdm tells it.
fn epoch_line(record: &RunRecord) -> Option<Html> {
    let (plan, position) = (record.plan?, record.position.as_ref()?);
    let steps = plan.steps_per_epoch;
    let share = position.step * 100 / steps.max(1);
    let left = position.rate.map(|rate| f64::from(steps.saturating_sub(position.step)) / rate);
    Some(html! {
        <p class="progress-line">
            <span>{ "Epoch " }<b data-metric="epoch">{ format!("{}/{}", position.epoch + 1, plan.end_epoch) }</b></span>
            <span class="share">{ format!("{share}%") }</span>
            { bar("Steps of this epoch", Some((u64::from(position.step), u64::from(steps)))) }
            <span data-metric="step">{ format!("{}/{steps}", position.step) }</span>
            <span>{ timing(position, left) }</span>
            <span>{ "loss " }<b data-metric="loss">{ position.loss.map_or("–".into(), |loss| format!("{loss:.4}")) }</b></span>
            <span>{ "accuracy " }<b data-metric="train-accuracy">{ recent_accuracy(record.history.as_deref()) }</b></span>
            <span>{ "lr " }{ plain(position.learning_rate) }</span>
        </p>
    })
}

/// `[elapsed<remaining, rate]`.
fn timing(position: &Position, left: Option<f64>) -> Html {
    let elapsed = clock(position.elapsed_ms / 1000.0);
    let left = left.map_or("?".to_owned(), clock);
    let rate = position.rate.map_or("– steps/s".to_owned(), |rate| format!("{rate:.1} steps/s"));
    html! { <>{ "[" }{ elapsed }{ "<" }{ left }{ ", " }<span data-metric="rate">{ rate }</span>{ "]" }</> }
}

fn recent_accuracy(history: Option<&History>) -> String {
    match history.and_then(History::recent_accuracy).filter(|share| share.is_finite()) {
        Some(share) => format!("{} %", percent(share)),
        None => "–".to_owned(),
    }
}

/// What the last finished epoch came to.
fn result_line(record: &RunRecord) -> Option<Html> {
    let history = record.history.as_ref()?;
    let report = history.epochs.last()?;
    let (correct, total) = (count(u64::from(report.correct)), count(u64::from(report.total)));
    let of = history.tested_on(report).map(|data| format!(" of {data}")).unwrap_or_default();
    let on = report.tested_on.word();
    Some(html! {
        <>
            <p>
                { format!("After epoch {}: {on} accuracy ", report.epoch + 1) }
                <b data-metric={format!("{on}-accuracy")}>{ format!("{} %", percent(report.test_accuracy())) }</b>
                { format!(" ({correct}/{total}{of}), {on} loss ") }
                <b data-metric={format!("{on}-loss")}>{ format!("{:.4}", report.test_loss) }</b>
            </p>
            { for history.final_test.as_deref().map(|test| html! {
                <p>
                    { "The test set, looked at once: " }
                    <b data-metric="final-accuracy">{ format!("{} %", percent(test.accuracy())) }</b>
                    { format!(" ({}/{}), loss {:.4}", count(test.correct.into()), count(test.total.into()), test.loss) }
                </p>
            }) }
            { goals(&record.goals()) }
        </>
    })
}

/// The run's goals: met, missed or open.
fn goals(judged: &[Judged]) -> Html {
    if judged.is_empty() {
        return Html::default();
    }
    let line = |judged: &Judged| {
        let word = judged.verdict.word();
        html! { <li data-goal={word}><b>{ word }</b>{ format!(": {} ({})", judged.goal, judged.found) }</li> }
    };
    html! { <ul class="goals" aria-label="Goals">{ for judged.iter().map(line) }</ul> }
}

/// How the run ended, or what it waits for.
fn ending(record: &RunRecord) -> Option<Html> {
    let words = match record.state {
        RunState::Running if record.is_testing() => "Testing on every image…".to_owned(),
        RunState::Paused => "Paused. Resume goes on with the next step.".to_owned(),
        RunState::Done => "Done. The network is ready for your own digits below.".to_owned(),
        RunState::Stopped if record.has_learned() => "Stopped. What was learned is kept.".to_owned(),
        RunState::Stopped => "Stopped before the first step.".to_owned(),
        RunState::Failed => {
            let why = record.failure.as_deref().unwrap_or_default();
            let kept = if record.has_learned() { " The curves up to there are kept." } else { "" };
            format!("Failed: {why}{kept}")
        }
        RunState::Idle | RunState::Preparing | RunState::Running => return None,
    };
    Some(html! { <p class="ending">{ words }</p> })
}
