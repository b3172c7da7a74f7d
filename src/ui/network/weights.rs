//! A network's weights: its PyTorch class, what it has learned as a file, and weights from a file.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::file_drop::FileDrop;

use crate::settings::{TrainConfig, pytorch};
use crate::ui::state::{Action, LoadedWeights, RunRecord, Weights as RunWeights, WeightsTest};
use crate::ui::tab::TabId;
use crate::words::{count, percent};

#[derive(Properties, PartialEq)]
pub struct WeightsProps {
    pub tab: TabId,
    /// With the network as the settings have it.
    pub config: Rc<TrainConfig>,
    /// The run that the tab shows.
    pub record: Option<Rc<RunRecord>>,
    /// Whether what was learned is of the network that the settings ask for.
    pub fits: bool,
    /// Another network that is in training.
    pub other: Option<AttrValue>,
    /// Whether the PyTorch class is on the clipboard.
    pub class_copied: bool,
    /// The source of a network of the user's own.
    pub own: Option<AttrValue>,
    /// The file that is being read.
    pub offered: Option<AttrValue>,
    pub dispatch: Callback<Action>,
    pub on_file: Callback<Vec<File>>,
}

/// The section `Weights`.
#[component]
pub fn Weights(props: &WeightsProps) -> Html {
    let id = props.tab;
    let copy = props.dispatch.reform(move |_: MouseEvent| Action::CopyClass(id));
    let save = props.dispatch.reform(move |_: MouseEvent| Action::SaveWeights(id));
    let obstacle = obstacle(props);
    let class = use_memo(props.config.clone(), |config| pytorch::source(config).unwrap_or_default());
    html! {
        <section class="weights" aria-label="Weights">
            <h2>{ "Weights" }</h2>
            <p class="weights-actions">
                // A button that cannot be used now stays focusable, so that the keyboard does not lose its place.
                <button type="button" aria-disabled={obstacle.is_some().then_some("true")}
                    aria-describedby="weights-file-name" onclick={save}>{ "Download weights" }</button>
                <button type="button" onclick={copy}>
                    { if props.class_copied { "Class copied" } else { "Copy as PyTorch" } }
                </button>
            </p>
            <p role="status" class="visually-hidden">
                { props.class_copied.then_some("The PyTorch class is on the clipboard.") }
            </p>
            <p class="note" id="weights-file-name">
                { obstacle.unwrap_or_else(|| format!("{}, for PyTorch and for this page.", props.config.network.weights_file())) }
            </p>
            <FileDrop id="weights-file" label="Load weights" on_files={props.on_file.clone()}
                hint="Choose or drop a safetensors file of this network; it begins a run of its own." />
            <p role="status" class="weights-status" data-metric="weights">{ status(props) }</p>
            <details>
                <summary>{ "The PyTorch class" }</summary>
                <pre tabindex="0">{ props.own.as_deref().unwrap_or(class.as_str()) }</pre>
            </details>
        </section>
    }
}

/// Why there is nothing to download.
fn obstacle(props: &WeightsProps) -> Option<String> {
    match &props.record {
        None => Some("Nothing to download yet: train the network, or load weights.".to_owned()),
        Some(record) if record.weights == RunWeights::LetGo => {
            Some("The weights of this run were let go: newer ones took their room.".to_owned())
        }
        Some(record) if !props.fits => {
            let filters: Vec<_> = record.config.network.filters().iter().map(usize::to_string).collect();
            Some(format!("What was learned has {} filters: set them so to download it.", filters.join(", ")))
        }
        Some(_) => None,
    }
}

/// What became of the file that was loaded.
fn status(props: &WeightsProps) -> String {
    let history = props.record.as_ref().and_then(|record| record.history.as_ref());
    match (&props.offered, history.and_then(|history| history.loaded.as_ref())) {
        (Some(file), _) => format!("Loading {file}…"),
        (None, Some(loaded)) => told(loaded, props.other.as_deref()),
        (None, None) => String::new(),
    }
}

fn told(loaded: &LoadedWeights, other: Option<&str>) -> String {
    let LoadedWeights { file, normalise, assumed, remarks, test, .. } = loaded;
    let tested = match (test, other) {
        (WeightsTest::Done { data, evaluation }, _) => {
            let (right, all) = (count(u64::from(evaluation.correct)), count(u64::from(evaluation.total)));
            format!(": {right}/{all} of {data} = {} %.", percent(evaluation.accuracy()))
        }
        (WeightsTest::NotAsked | WeightsTest::GivenUp, _) => "; they were not tested.".to_owned(),
        (_, Some(other)) => format!("; they are tested when {other} has been trained."),
        (WeightsTest::Waiting, None) => "; they are tested now…".to_owned(),
        (WeightsTest::Running { done, total }, None) => {
            format!("; tested on {} of {} images…", count(u64::from(*done)), count(u64::from(*total)))
        }
    };
    let pixels = match (assumed, normalise) {
        (false, _) => "",
        (true, true) => {
            " It does not say how pixels were prepared: normalised is assumed, as the settings say."
        }
        (true, false) => " It does not say how pixels were prepared: 0 to 1 is assumed, as the settings say.",
    };
    let remarks: String = remarks.iter().map(|remark| format!(" {remark}")).collect();
    format!("Loaded {file}{tested}{pixels}{remarks}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{DigitScore, Evaluation, RequestId};

    fn loaded(test: WeightsTest) -> LoadedWeights {
        LoadedWeights {
            file: "fovea-lenet.safetensors".into(),
            normalise: false,
            assumed: false,
            data: None,
            remarks: Vec::new(),
            request: RequestId(1),
            test,
        }
    }

    #[test]
    fn a_test_is_told_to_the_image() {
        let evaluation = Evaluation {
            loss: 0.06,
            correct: 9_812,
            total: 10_000,
            digits: [DigitScore::default(); 10],
            stuck_outputs: Vec::new(),
        };
        let said = told(&loaded(WeightsTest::Done { data: "MNIST".into(), evaluation }), None);
        assert_eq!(said, "Loaded fovea-lenet.safetensors: 9,812/10,000 of MNIST = 98.12 %.");
    }

    #[test]
    fn what_was_assumed_of_the_pixels_is_said() {
        let assumed = LoadedWeights { assumed: true, ..loaded(WeightsTest::GivenUp) };
        assert!(told(&assumed, None).ends_with("0 to 1 is assumed, as the settings say."));
        let normalised = LoadedWeights { normalise: true, ..assumed };
        assert!(told(&normalised, None).ends_with("normalised is assumed, as the settings say."));
    }

    #[test]
    fn what_was_changed_to_make_them_fit_is_said() {
        let remarks = vec!["The prefix `module.` was left out of every name.".to_owned()];
        let changed = LoadedWeights { remarks, ..loaded(WeightsTest::GivenUp) };
        assert!(
            told(&changed, None).ends_with("not tested. The prefix `module.` was left out of every name.")
        );
    }

    #[test]
    fn a_test_waits_for_another_network_s_training() {
        let said = told(&loaded(WeightsTest::Waiting), Some("MLP"));
        assert_eq!(said, "Loaded fovea-lenet.safetensors; they are tested when MLP has been trained.");
    }
}
