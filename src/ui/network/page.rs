//! The page of one network, top to bottom. On a wide screen settings stand beside the run.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::controls::{Controls, obstacle};
use super::curves::curves;
use super::editor::Editor;
use super::epochs::epoch_table;
use super::estimate::{Estimated, Quicker, estimate};
use super::file_drop::FileDrop;
use super::hand_in::hand_in;
use super::lesson::lesson;
use super::progress::ProgressPanel;
use super::repeat::{repeat, under_way};
use super::run_choice::run_choice;
use super::settings::SettingsForm;
use super::stuck::stuck_outputs;
use super::timing::DeviceTiming;
use super::weights::Weights;
use crate::protocol::{DataProgress, DeviceKind};
use crate::ui::layer_table::LayerTable;
use crate::ui::state::{
    Action, Calibration, Form, OwnFiles, OwnSource, Planner, Repeat, RunRecord, RunState, WorkerStatus,
};
use crate::ui::tab::TabId;
use crate::ui::timing_table::NamedTimes;
use crate::web::gpu::GpuProbe;

#[derive(Properties, PartialEq)]
pub struct NetworkPageProps {
    pub id: TabId,
    pub form: Form,
    /// The source of a network of the user's own.
    pub own: Option<OwnSource>,
    /// The worker that reads it.
    pub reader: WorkerStatus,
    pub planner: Planner,
    /// With how many seeds it may be repeated.
    pub seeds: u32,
    /// The seeds that it is being trained with.
    pub repeat: Option<Repeat>,
    /// Whether a hand-in is being written.
    pub handing_in: bool,
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
    /// The newest timing of both devices, if there is one.
    pub timing: Option<NamedTimes>,
    /// Why the devices cannot be timed now.
    pub timing_obstacle: Option<AttrValue>,
    /// Whether the settings are open at first.
    pub wide: bool,
    pub dispatch: Callback<Action>,
    pub on_files: Callback<(TabId, Vec<File>)>,
    pub on_weights: Callback<(TabId, Vec<File>)>,
    pub on_source: Callback<(TabId, Vec<File>)>,
}

/// Lesson, settings, run, charts, layer table, epochs, timings and weights of one network.
#[component]
pub fn NetworkPage(props: &NetworkPageProps) -> Html {
    let NetworkPageProps { id, form, record, learned, dispatch, .. } = props;
    let (id, network) = (*id, &form.config.network);
    let state = record.as_ref().map_or(RunState::Idle, |record| record.state);
    let history = learned.as_ref().and_then(|record| record.history.as_deref());
    let learned_steps =
        history.as_ref().filter(|_| props.can_go_on && !state.is_active()).map(|history| history.steps());
    let first_data = history.and_then(|history| history.data_at(1)).unwrap_or_default();
    html! {
        <div class="network-page">
            <div class="aside">
                { lesson(id, &form.source.network, dispatch) }
                if props.own.is_some() {
                    <FileDrop
                        id="own-file"
                        label="Open a notebook or a Python file"
                        hint="Choose or drop an .ipynb or .py file. Its code is read here, in this page, and never run."
                        on_files={props.on_source.reform(move |files| (id, files))}
                    />
                }
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
                if let Some(own) = props.own.clone() {
                    <Editor
                        tab={id}
                        {own}
                        config={form.config.clone()}
                        reader={props.reader}
                        planner={props.planner.clone()}
                        dispatch={dispatch.clone()}
                    />
                }
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
                            { obstacle(props.other.as_deref(), form.is_valid() || state.is_active()) }
                            { estimate(&Estimated {
                                network,
                                quicker: props.quicker.as_ref(),
                                device: props.device,
                                images: props.images,
                                calibration: &props.calibration,
                            }, dispatch) }
                            { for props.gpu.as_deref().map(gpu_advice) }
                        </div>
                    </div>
                    <ProgressPanel
                        record={record.clone()}
                        worker={props.worker}
                        data_progress={props.data_progress.clone()}
                        offered_weights={props.offered_weights.clone()}
                    />
                    { match &props.repeat {
                        Some(repeat) => under_way(repeat),
                        None => repeat(
                            id,
                            props.seeds,
                            form.is_valid() && props.other.is_none() && !state.is_active(),
                            dispatch,
                        ),
                    } }
                </section>
                { run_choice(&props.runs, learned.as_ref().map(|record| record.run), dispatch) }
                { curves(id, &network.name, history) }
                if network.ends_in_relu() {
                    { stuck_outputs(history.map_or(&[], |history| &history.epochs[..]), first_data) }
                }
                if props.own.is_none() {
                    <LayerTable config={form.config.clone()} />
                }
                { epoch_table(history) }
                { for learned.as_deref().map(|record| hand_in(record, props.handing_in, dispatch)) }
                <DeviceTiming
                    tab={id}
                    newest={props.timing.clone()}
                    obstacle={props.timing_obstacle.clone()}
                    dispatch={dispatch.clone()}
                />
                <Weights
                    tab={id}
                    config={form.config.clone()}
                    record={learned.clone()}
                    fits={props.can_go_on}
                    other={props.other.clone()}
                    class_copied={form.class_copied}
                    own={props.own.as_ref().map(|own| AttrValue::from(own.text.clone()))}
                    offered={props.offered_weights.clone()}
                    dispatch={dispatch.clone()}
                    on_file={props.on_weights.reform(move |files| (id, files))}
                />
            </div>
        </div>
    }
}

/// Why there is no GPU to train on, and what helps.
fn gpu_advice(probe: &GpuProbe) -> Html {
    let Some(advice) = probe.advice() else { return Html::default() };
    html! {
        <details class="gpu-advice">
            <summary>{ probe.reason() }</summary>
            <p>{ advice }</p>
        </details>
    }
}
