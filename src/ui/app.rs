//! The page's root: holds the state, lets the reducer change it, and has the effects carried out.

use std::rc::Rc;

use web_sys::File;
use yew::prelude::*;

use super::compare::Compare;
use super::draw::{DrawPanel, Trained};
use super::effects::{Effects, remembered_calibration};
use super::inspect::{InspectView, InspectedRun};
use super::network::{NetworkPage, Quicker};
use super::sheet::SheetPage;
use super::shell::{AlertList, Header, Tabs, panel_id, tab_id};
use super::state::{Action, DeviceTimes, LONG_EPOCH_SECONDS, OwnChange, OwnFile, PageState, RunRecord, View};
use super::timing_table::NamedTimes;
use crate::arch::Network;
use crate::data::{Need, sets};
use crate::protocol::Trouble;
use crate::settings::parse_link;
use crate::ui::tab::TabId;
use crate::web::{files, gpu, page, screen};
use crate::zoo;

/// Screens narrower than this many pixels begin with closed settings, as the layout does.
const WIDE: u32 = 1000;

/// What reaches the root.
pub enum Message {
    Act(Action),
    /// The user gave files for a network.
    Files(TabId, Vec<File>),
    /// The user gave weights for a network.
    Weights(TabId, Vec<File>),
    /// The user gave the source of a network.
    Source(TabId, Vec<File>),
}

/// The page.
pub struct App {
    state: PageState,
    effects: Effects,
    dispatch: Callback<Action>,
    on_files: Callback<(TabId, Vec<File>)>,
    on_weights: Callback<(TabId, Vec<File>)>,
    on_source: Callback<(TabId, Vec<File>)>,
    on_predict: Callback<Vec<u8>>,
    on_request_sample: Callback<()>,
    wide: bool,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let dispatch = link.callback(Message::Act);
        let asked = parse_link(&page::query(), page::class().as_deref(), &zoo::configs());
        let (mut state, first) = PageState::open(asked);
        state.apply(Action::Calibrated(remembered_calibration()));
        let mut effects = Effects::new(dispatch.clone());
        effects.run(first);
        link.send_future(async { Message::Act(Action::GpuProbed(gpu::probe().await.into())) });
        Self {
            state,
            effects,
            on_files: link.callback(|(id, files)| Message::Files(id, files)),
            on_weights: link.callback(|(id, files)| Message::Weights(id, files)),
            on_source: link.callback(|(id, files)| Message::Source(id, files)),
            on_predict: dispatch.reform(Action::Predict),
            on_request_sample: dispatch.reform(|()| Action::RequestSample),
            dispatch,
            wide: screen::is_wider_than(WIDE),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let action = match message {
            Message::Act(action) => action,
            Message::Files(id, files) => {
                ctx.link().send_future(read_files(id, files));
                return false;
            }
            Message::Weights(id, files) => {
                let load = move |file| Action::LoadWeights(id, file);
                ctx.link().send_future(read_one(files, WEIGHTS, load));
                return false;
            }
            Message::Source(id, files) => {
                let open = move |file| Action::Own(id, OwnChange::Open(file));
                ctx.link().send_future(read_one(files, SOURCE, open));
                return false;
            }
        };
        let effects = self.state.apply(action);
        self.effects.run(effects);
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let state = &self.state;
        let draws = state.view == View::Draw;
        html! {
            <>
                <Header gpu={state.gpu.clone()} device={state.device.clone()} data={state.data.clone()} />
                <main id="main">
                    <AlertList alerts={state.alerts.clone()} dispatch={self.dispatch.clone()} />
                    <Tabs
                        view={state.view}
                        tabs={tabs(state)}
                        active={state.active_tab()}
                        trained={state.runs.all().map(|record| record.tab).collect::<Vec<_>>()}
                        dispatch={self.dispatch.clone()}
                    />
                    if !draws {
                        <div
                            key="panel"
                            id={panel_id(state.view)}
                            role="tabpanel"
                            aria-labelledby={tab_id(state.view)}
                        >
                            { self.panel() }
                        </div>
                    }
                    <div
                        key="draw"
                        id={panel_id(View::Draw)}
                        class="pad-place"
                        role={draws.then_some("tabpanel")}
                        aria-labelledby={draws.then(|| tab_id(View::Draw))}
                    >
                        <h2>{ "Draw a digit" }</h2>
                        <DrawPanel
                            trained={trained(state)}
                            predictions={state.questions.predictions.clone()}
                            sample={state.questions.sample.clone()}
                            on_predict={self.on_predict.clone()}
                            on_request_sample={self.on_request_sample.clone()}
                        />
                    </div>
                </main>
            </>
        }
    }
}

impl App {
    fn panel(&self) -> Html {
        match self.state.view {
            View::Network(id) => self.network_page(id),
            View::Compare => self.compare(),
            View::Inspect => self.inspect(),
            View::Sheet => {
                html! { <SheetPage sheet={self.state.sheet.clone()} dispatch={self.dispatch.clone()} /> }
            }
            // The pad has a place of its own, where it stays when tabs change.
            View::Draw => Html::default(),
        }
    }

    fn compare(&self) -> Html {
        let (ready, runs): (Vec<_>, Vec<_>) =
            self.state.runs.with_ready().cloned().partition(|record| record.run.is_ready());
        let named = |times: &Rc<DeviceTimes>| named(&self.state, times);
        let timings = self.state.timings.measured().map(named).collect::<Vec<_>>();
        html! {
            <Compare
                {runs}
                {ready}
                {timings}
                comparison={self.state.comparison.clone()}
                handing_in={self.state.hand_in.is_under_way()}
                dispatch={self.dispatch.clone()}
            />
        }
    }

    fn inspect(&self) -> Html {
        let state = &self.state;
        let inspected = |record: &Rc<RunRecord>| InspectedRun {
            called: record.name.clone(),
            run: record.run,
            tab: record.tab,
            label: variant(state, record.tab, &record.config.network).into(),
            network: Rc::new(record.config.network.clone()),
            file: record.loaded().map(|loaded| loaded.file.clone().into()),
            answers: record.answers.clone(),
            test: record.loaded().map(|loaded| loaded.test.clone()),
            has_weights: record.has_weights(),
        };
        let can_be = |record: &&Rc<RunRecord>| record.can_be_inspected();
        html! {
            <InspectView
                state={state.inspect.clone()}
                shown={state.inspected().map(|record| record.run)}
                runs={state.runs.with_ready().filter(can_be).map(inspected).collect::<Vec<_>>()}
                drawing={state.questions.drawing().cloned()}
                dispatch={self.dispatch.clone()}
            />
        }
    }

    fn network_page(&self, id: TabId) -> Html {
        let state = &self.state;
        let form = state.form(id);
        let other = state.active_tab().filter(|active| *active != id);
        html! {
            <NetworkPage
                key={id.to_string()}
                {id}
                form={form.clone()}
                own={state.own(id).cloned()}
                reader={state.reader}
                planner={state.planner.clone()}
                seeds={state.seeds}
                repeat={state.repeat.clone().filter(|repeat| repeat.tab == id)}
                handing_in={state.hand_in.is_under_way()}
                record={state.runs.shown(id).cloned()}
                learned={state.runs.learned(id).cloned()}
                runs={state.runs.all().filter(|record| record.tab == id).cloned().collect::<Vec<_>>()}
                can_go_on={state.can_go_on(id)}
                other={other.map(|other| AttrValue::from(state.label(other).to_owned()))}
                quicker={quicker(state, id)}
                worker={state.worker}
                data_progress={state.data_progress.clone()}
                own_files={state.own_files.clone()}
                offered_weights={state.offered_weights(id).map(|file| AttrValue::from(file.to_owned()))}
                device={state.expected_device(&form.config)}
                gpu={state.gpu.clone()}
                images={state.images(&form.config)}
                calibration={state.calibration.clone()}
                timing={state.timings.newest(id).map(|times| named(state, times))}
                timing_obstacle={state.timing_obstacle(id).map(AttrValue::from)}
                wide={self.wide}
                dispatch={self.dispatch.clone()}
                on_files={self.on_files.clone()}
                on_weights={self.on_weights.clone()}
                on_source={self.on_source.clone()}
            />
        }
    }
}

/// Each tab's network and what it is called.
fn tabs(state: &PageState) -> Rc<Vec<(TabId, AttrValue)>> {
    Rc::new(state.tabs().map(|(id, source)| (id, source.network.label.clone().into())).collect())
}

/// The networks that the pad can ask.
fn trained(state: &PageState) -> Rc<Vec<Trained>> {
    let named = |record: &Rc<RunRecord>| Trained {
        run: record.run,
        network: record.tab,
        label: pad_name(state, record).into(),
    };
    Rc::new(state.runs.asked().into_iter().map(named).collect())
}

/// What the pad calls it.
fn pad_name(state: &PageState, record: &RunRecord) -> String {
    let name = variant(state, record.tab, &record.config.network);
    if record.run.is_ready() { format!("{name} (ready-trained)") } else { name }
}

/// What a tab's network is called, with its filters where they are not its source's.
fn variant(state: &PageState, tab: TabId, network: &Network) -> String {
    if network.id() == state.form(tab).source.network.id() {
        return state.label(tab).to_owned();
    }
    if let TabId::Own(_) = tab {
        return format!("{} (as it was before)", network.label);
    }
    let filters: Vec<_> = network.filters().iter().map(usize::to_string).collect();
    format!("{} ({})", network.label, filters.join(", "))
}

/// Timings with what their network is called.
fn named(state: &PageState, times: &Rc<DeviceTimes>) -> NamedTimes {
    NamedTimes { name: variant(state, times.tab, &times.config.network).into(), times: times.clone() }
}

/// A network that trains quicker than this tab's, where an epoch of that is long, and what its epoch takes.
fn quicker(state: &PageState, tab: TabId) -> Option<Quicker> {
    let config = &state.form(tab).config;
    let (device, images) = (state.expected_device(config), f64::from(state.images(config)));
    let long = state.calibration.estimate(device, &config.network, images)? > LONG_EPOCH_SECONDS;
    let networks = state.tabs().map(|(_, source)| &source.network);
    let quick = long.then(|| state.calibration.quick_network(device, networks, images)).flatten()?;
    let seconds = state.calibration.estimate(device, quick, images)?;
    let (quick_tab, _) = state.tabs().find(|(_, source)| source.network == *quick)?;
    (quick_tab != tab).then(|| Quicker { network: quick_tab, label: quick.label.clone().into(), seconds })
}

/// Reads the files that the user gave: of several data sets, those of the one that is meant.
async fn read_files(id: TabId, given: Vec<File>) -> Message {
    let named: Vec<(String, File)> = given.into_iter().map(|file| (file.name(), file)).collect();
    let meant = match sets::one_set(named, Need::Both, |(name, _)| name) {
        Ok((meant, _)) => meant,
        Err(error) => return Message::Act(Action::Report(unusable(&error.to_string()))),
    };
    let mut files = Vec::new();
    for (_, file) in meant {
        match read(&file).await {
            Ok(file) => files.push(file),
            Err(trouble) => return Message::Act(Action::Report(trouble)),
        }
    }
    Message::Act(Action::TakeOwnFiles(id, files))
}

/// What several files are refused with where one is meant.
struct OneFile {
    what: &'static str,
    advice: &'static str,
}

const WEIGHTS: OneFile = OneFile { what: "weights are", advice: "Choose or drop one safetensors file." };
const SOURCE: OneFile =
    OneFile { what: "a network's source is", advice: "Choose or drop one .ipynb or .py file." };

/// Reads the one file that the user gave.
async fn read_one(given: Vec<File>, one: OneFile, take: impl Fn(OwnFile) -> Action) -> Message {
    let read = match given.as_slice() {
        [file] => read(file).await,
        others => Err(Trouble {
            message: format!("{} files were given, and {} one file.", others.len(), one.what),
            advice: one.advice.into(),
        }),
    };
    Message::Act(read.map_or_else(Action::Report, take))
}

fn unusable(why: &str) -> Trouble {
    Trouble {
        message: format!("Your files cannot be used: {why}."),
        advice: "What was chosen before stays.".into(),
    }
}

async fn read(file: &File) -> Result<OwnFile, Trouble> {
    let content = files::read(file).await;
    content
        .map(|content| OwnFile { name: file.name(), content: content.into() })
        .map_err(|error| Trouble { message: error.to_string(), advice: "Nothing was changed.".into() })
}
