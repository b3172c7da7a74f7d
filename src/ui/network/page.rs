//! The page of one network, top to bottom. On a wide screen settings stand beside the run.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::controls::{Controls, Obstacle};
use super::curves::Curves;
use super::epochs::EpochTable;
use super::estimate::Estimate;
use super::lesson::Lesson;
use super::progress::ProgressPanel;
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
    pub record: Option<Rc<RunRecord>>,
    /// Whether there is training to go on from.
    pub can_go_on: bool,
    /// Another network that is in training.
    pub other: Option<NetworkId>,
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
    let NetworkPageProps { id, form, record, dispatch, .. } = props;
    let (id, choice) = (*id, form.config.network);
    let state = record.as_ref().map_or(RunState::Idle, |record| record.state);
    let history = record.as_ref().and_then(|record| record.history.clone());
    let learned_steps =
        history.as_ref().filter(|_| props.can_go_on && !state.is_active()).map(|history| history.steps());
    let epochs = history.as_ref().map(|history| history.epochs.clone()).unwrap_or_default();
    let first_data = history.as_ref().and_then(|history| history.data_at(1)).unwrap_or_default().to_owned();
    html! {
        <div class="network-page">
            <div class="aside">
                <Lesson {id} />
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
                            other={props.other}
                            valid={form.is_valid()}
                            dispatch={dispatch.clone()}
                        />
                        <div class="run-notes">
                            <Obstacle
                                other={props.other}
                                valid={form.is_valid() || state.is_active()}
                            />
                            <Estimate
                                network={choice}
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
                <Curves {id} history={history.clone()} />
                if choice.network().ends_in_relu() {
                    <StuckOutputs epochs={epochs.clone()} data={first_data} />
                }
                <LayerTable {choice} />
                <EpochTable history={history.clone()} />
                <Weights
                    {choice}
                    record={record.clone()}
                    fits={props.can_go_on}
                    other={props.other}
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
