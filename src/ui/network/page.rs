//! The page of one network, top to bottom. On a wide screen settings stand beside the run.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::controls::{Controls, Obstacle};
use super::curves::Curves;
use super::epochs::EpochTable;
use super::estimate::{Estimate, Quicker};
use super::lesson::Lesson;
use super::progress::ProgressPanel;
use super::run_choice::RunChoice;
use super::settings::SettingsForm;
use super::stuck::StuckOutputs;
use super::weights::Weights;
use crate::arch::NetworkId;
use crate::protocol::{DataProgress, DeviceKind};
use crate::ui::layer_table::LayerTable;
use crate::ui::state::{Action, Calibration, Form, OwnFiles, RunRecord, RunState, WorkerStatus};
use crate::web::gpu::GpuProbe;

#[derive(Properties, PartialEq)]
pub struct NetworkPageProps {
    pub id: NetworkId,
    pub form: Form,
    /// The run whose progress is told.
    pub record: Option<Rc<RunRecord>>,
    /// The run whose curves and weights are shown.
    pub learned: Option<Rc<RunRecord>>,
    /// All runs of this tab that have learned something.
    pub runs: Vec<Rc<RunRecord>>,
    /// Whether there is training to go on from.
    pub can_go_on: bool,
    /// Another network that is in training.
    pub other: Option<AttrValue>,
    /// What to train instead, where an epoch is long.
    pub quicker: Option<Quicker>,
    pub worker: WorkerStatus,
    pub data_progress: Option<Rc<DataProgress>>,
    pub own_files: Option<Rc<OwnFiles>>,
    /// The file of weights that is being read.
    pub offered_weights: Option<AttrValue>,
    /// The device that the settings will train on.
    pub device: DeviceKind,
    pub gpu: Option<Rc<GpuProbe>>,
    /// Training images of an epoch.
    pub images: u32,
    pub calibration: Rc<Calibration>,
    /// Whether the settings are open at first.
    pub wide: bool,
    pub dispatch: Callback<Action>,
    pub on_files: Callback<(NetworkId, Vec<File>)>,
    pub on_weights: Callback<(NetworkId, Vec<File>)>,
}

/// Lesson, settings, run, charts, layer table, epochs and weights of one network.
#[component]
pub fn NetworkPage(props: &NetworkPageProps) -> Html {
    let NetworkPageProps { id, form, record, learned, dispatch, .. } = props;
    let (id, network) = (*id, &form.config.network);
    let state = record.as_ref().map_or(RunState::Idle, |record| record.state);
    let history = learned.as_ref().and_then(|record| record.history.clone());
    let learned_steps =
        history.as_ref().filter(|_| props.can_go_on && !state.is_active()).map(|history| history.steps());
    let epochs = history.as_ref().map(|history| history.epochs.clone()).unwrap_or_default();
    let first_data = history.as_ref().and_then(|history| history.data_at(1)).unwrap_or_default().to_owned();
    html! {
        <div class="network-page">
            <div class="aside">
                <Lesson network={form.source.network.clone()} />
                <SettingsForm
                    {id}
                    settings={form.settings.clone()}
                    errors={form.errors.clone()}
                    own_files={props.own_files.clone()}
                    link_copied={form.link_copied}
                    open={props.wide}
                    dispatch={dispatch.clone()}
                    on_files={props.on_files.clone()}
                />
            </div>
            <div class="bench">
                <section class="run" aria-label="Training" data-run-state={state.as_str()}>
                    <div class="run-head">
                        <Controls
                            {id}
                            {state}
                            learned_steps={learned_steps}
                            go_on={form.go_on}
                            other={props.other.clone()}
                            valid={form.is_valid()}
                            dispatch={dispatch.clone()}
                        />
                        <div class="run-notes">
                            <Obstacle
                                other={props.other.clone()}
                                valid={form.is_valid() || state.is_active()}
                            />
                            <Estimate
                                network={network.clone()}
                                quicker={props.quicker.clone()}
                                device={props.device}
                                images={props.images}
                                calibration={props.calibration.clone()}
                                dispatch={dispatch.clone()}
                            />
                            <GpuAdvice probe={props.gpu.clone()} />
                        </div>
                    </div>
                    <ProgressPanel
                        record={record.clone()}
                        worker={props.worker}
                        data_progress={props.data_progress.clone()}
                        offered_weights={props.offered_weights.clone()}
                    />
                </section>
                <RunChoice runs={props.runs.clone()} shown={learned.as_ref().map(|record| record.run)}
                    dispatch={dispatch.clone()} />
                <Curves {id} name={network.name.clone()} history={history.clone()} />
                if network.ends_in_relu() {
                    <StuckOutputs epochs={epochs.clone()} data={first_data} />
                }
                <LayerTable network={network.clone()} />
                <EpochTable history={history.clone()} />
                <Weights
                    tab={id}
                    network={network.clone()}
                    record={learned.clone()}
                    fits={props.can_go_on}
                    other={props.other.clone()}
                    class_copied={form.class_copied}
                    offered={props.offered_weights.clone()}
                    dispatch={dispatch.clone()}
                    on_file={props.on_weights.reform(move |files| (id, files))}
                />
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct GpuAdviceProps {
    probe: Option<Rc<GpuProbe>>,
}

/// Why there is no GPU to train on, and what helps.
#[component]
fn GpuAdvice(props: &GpuAdviceProps) -> Html {
    let Some(probe) = props.probe.as_ref() else { return Html::default() };
    let Some(advice) = probe.advice() else { return Html::default() };
    html! {
        <details class="gpu-advice">
            <summary>{ probe.reason() }</summary>
            <p>{ advice }</p>
        </details>
    }
}
