//! The page's one state. [`PageState::apply`] is the reducer: pure, so that every story can be told in a test.

mod action;
mod alerts;
mod calibration;
mod comparison;
mod dead;
mod filters;
mod form;
mod hand_in;
mod history;
mod inspect;
mod lens;
mod own;
mod own_files;
mod planner;
mod questions;
mod ready;
mod repeat;
mod run;
mod runs;
mod sheet;
mod shift;
mod signals;
#[cfg(test)]
mod tests;
mod timing;
mod user;
mod weights;
mod worker;

use std::rc::Rc;

pub use action::{Action, Effect, OwnFile};
pub use alerts::{Alert, Alerts};
pub use calibration::{Calibration, LONG_EPOCH_SECONDS};
pub use comparison::{Axis, CompareChange, Comparison};
pub use dead::DeadRelus;
pub use filters::LayerWeights;
pub use form::Form;
pub use hand_in::HandIn;
pub use history::{BestTest, History, Trend};
pub use inspect::{Inspect, InspectChange, TestImages};
pub use lens::{Inside, Lens, LensChange, Question, Subject};
pub use own::{OwnChange, OwnSource};
pub use own_files::OwnFiles;
pub use planner::Planner;
pub use questions::Questions;
pub use ready::ReadyTrained;
pub use repeat::{FEWEST_SEEDS, MOST_SEEDS, Repeat};
pub use run::{Position, RunRecord, RunState, TestAnswers, Weights};
pub use runs::Runs;
pub use sheet::{Sheet, SheetChange};
pub use shift::{ShiftTests, Shifted};
pub use timing::{DeviceTimes, TimingStage, Timings};
pub use weights::{LoadedWeights, WeightsTest};
pub use worker::WorkerStatus;

use crate::protocol::{
    DataProgress, DataReport, DeviceKind, DeviceReport, Program, RequestId, RunId, Trouble,
};
use crate::settings::{DeviceChoice, EngineChoice, Link, TrainConfig, own_network, to_query};
use crate::ui::tab::TabId;
use crate::web::gpu::GpuProbe;
use crate::zoo;
use own_files::OfferedFiles;
use weights::{OfferedWeights, SavedWeights};

/// What the page shows below the tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Network(TabId),
    Compare,
    Inspect,
    Sheet,
    Draw,
}

/// Everything the page knows.
#[derive(Debug, Clone, PartialEq)]
pub struct PageState {
    pub view: View,
    /// The network whose tab was open last; its settings are in the address.
    pub network: TabId,
    /// What the page's address asks for, until a network is chosen: by the address, the user or the device.
    link: Option<Link>,
    /// Of each network that has a tab its settings, in the order of the tabs.
    forms: Vec<(TabId, Form)>,
    /// The sources of those that are the user's own.
    own: Vec<(TabId, OwnSource)>,
    /// The number of the newest of those.
    last_own: u32,
    /// The worker that reads them.
    pub reader: WorkerStatus,
    pub planner: Planner,
    pub hand_in: HandIn,
    pub comparison: Comparison,
    /// With how many seeds a network is repeated.
    pub seeds: u32,
    /// The network that is being trained with several seeds.
    pub repeat: Option<Repeat>,
    pub runs: Runs,
    pub inspect: Inspect,
    last_request: RequestId,
    /// The run that waits for the worker's verdict on what the user gave for its network.
    waiting: Option<RunId>,
    pub worker: WorkerStatus,
    /// What the worker is, or will be when it is started.
    program: Program,
    /// What came of asking for a GPU; none while that is unknown.
    pub gpu: Option<Rc<GpuProbe>>,
    pub device: Option<Rc<DeviceReport>>,
    pub data: Option<Rc<DataReport>>,
    pub data_progress: Option<Rc<DataProgress>>,
    /// The user's own IDX files, once the worker has found them good.
    pub own_files: Option<Rc<OwnFiles>>,
    /// Those that the worker has not judged yet.
    offered_files: Vec<OfferedFiles>,
    /// Files of weights that the worker has not judged yet: of each network the newest.
    offered_weights: Vec<OfferedWeights>,
    /// Files of weights that the worker has been asked for.
    saved_weights: Vec<SavedWeights>,
    pub calibration: Rc<Calibration>,
    pub questions: Questions,
    ready: ReadyTrained,
    pub sheet: Sheet,
    pub timings: Timings,
    pub alerts: Rc<Alerts>,
}

impl PageState {
    /// The page as a link describes it, and what to do first.
    pub fn open(link: Link) -> (Self, Vec<Effect>) {
        let of_zoo = link.network.as_ref().filter(|_| link.class.is_none());
        let network = of_zoo.map_or_else(|| TabId::of(&zoo::LENET), |config| TabId::Zoo(config.network.id()));
        let mut alerts = Alerts::default();
        let advice = if link.autostart {
            "The link would have started training; it has not, because this would train something else. \
             Check the settings below and press Train."
        } else {
            "The settings below show what is used."
        };
        for problem in &link.problems {
            alerts.add(Trouble { message: problem.clone(), advice: advice.into() });
        }
        let mut state = Self {
            view: View::Network(network),
            network,
            link: None,
            forms: zoo::ROWS.iter().map(|row| (TabId::of(row), Form::of_source(row.config()))).collect(),
            own: Vec::new(),
            last_own: 0,
            reader: WorkerStatus::Absent,
            planner: Planner::default(),
            hand_in: HandIn::default(),
            comparison: Comparison::default(),
            seeds: 3,
            repeat: None,
            runs: Runs::default(),
            inspect: Inspect::default(),
            last_request: RequestId(0),
            waiting: None,
            worker: WorkerStatus::Absent,
            program: Program::default(),
            gpu: None,
            device: None,
            data: None,
            data_progress: None,
            own_files: None,
            offered_files: Vec::new(),
            offered_weights: Vec::new(),
            saved_weights: Vec::new(),
            calibration: Rc::default(),
            questions: Questions::default(),
            ready: ReadyTrained::default(),
            sheet: Sheet::default(),
            timings: Timings::default(),
            alerts: Rc::new(alerts),
        };
        if let Some(class) = &link.class {
            let effects = state.open_class(class, &link);
            (state, effects)
        } else if link.network.is_some() {
            let effects = state.follow(&link, network);
            (state, effects)
        } else {
            state.fill_in(&link, network);
            state.link = Some(link);
            (state, Vec::new())
        }
    }

    /// Opens `network` with the link's settings, and trains it when the link says so and all of it was
    /// understood.
    fn follow(&mut self, link: &Link, network: TabId) -> Vec<Effect> {
        self.fill_in(link, network);
        self.view = View::Network(network);
        self.network = network;
        let mut effects = vec![self.show_in_url()];
        if link.autostart && link.problems.is_empty() {
            effects.extend(self.train(network));
        }
        effects
    }

    fn fill_in(&mut self, link: &Link, network: TabId) {
        let settings = link.settings(&self.form(network).source);
        self.form_mut(network).set(settings);
    }

    /// Takes in what happened; gives what the page is to do about it.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let could_lose = self.runs.would_be_lost();
        let mut effects = match action {
            Action::Worker(signal) => self.hear(signal),
            Action::Reader(signal) => self.hear_reader(signal),
            action => self.obey(action),
        };
        let can_lose = self.runs.would_be_lost();
        effects.extend((can_lose != could_lose).then_some(Effect::AskBeforeLeaving(can_lose)));
        effects
    }

    /// A network's settings.
    pub fn form(&self, id: TabId) -> &Form {
        &self.forms[self.place_of(id)].1
    }

    /// The networks that have a tab, in order, each as its source trains it.
    pub fn tabs(&self) -> impl Iterator<Item = (TabId, &TrainConfig)> {
        self.forms.iter().map(|(tab, form)| (*tab, &*form.source))
    }

    /// What people call the network of a tab.
    pub fn label(&self, tab: TabId) -> &str {
        &self.form(tab).source.network.label
    }

    /// The tab whose run the worker is busy with.
    pub fn active_tab(&self) -> Option<TabId> {
        self.runs.active().map(|record| record.tab)
    }

    fn active_run(&self) -> Option<RunId> {
        self.runs.active().map(|record| record.run)
    }

    /// The device that these settings will train on, as far as one can tell beforehand.
    pub fn expected_device(&self, config: &TrainConfig) -> DeviceKind {
        let recommended = || self.gpu.as_ref().is_some_and(|gpu| gpu.is_recommended());
        let on_gpu = match config.device {
            DeviceChoice::Cpu => false,
            DeviceChoice::WebGpu => true,
            DeviceChoice::Auto => recommended(),
        };
        match config.engine {
            _ if !on_gpu => DeviceKind::Cpu,
            EngineChoice::Fovea => DeviceKind::Gpu,
            EngineChoice::Burn => DeviceKind::BurnGpu,
        }
    }

    /// Images that an epoch of these settings trains on: of the data in use, else of MNIST.
    pub fn images(&self, config: &TrainConfig) -> u32 {
        let all = self.data.as_ref().and_then(|data| data.train).unwrap_or(60_000);
        all.saturating_sub(config.validation)
    }

    fn form_mut(&mut self, tab: TabId) -> &mut Form {
        let at = self.place_of(tab);
        &mut self.forms[at].1
    }

    /// Where a tab stands among the others.
    fn place_of(&self, tab: TabId) -> usize {
        self.forms.iter().position(|(known, _)| *known == tab).unwrap_or(self.forms.len())
    }

    fn alerts_mut(&mut self) -> &mut Alerts {
        Rc::make_mut(&mut self.alerts)
    }

    fn show_in_url(&self) -> Effect {
        let (query, class) =
            (self.query(self.network, &self.form(self.network).config), self.packed(self.network));
        // A link without its class would be another network's.
        let is_whole = matches!(self.network, TabId::Zoo(_)) || class.is_some();
        Effect::ShowInUrl { query: if is_whole { query } else { String::new() }, class }
    }

    /// The query of a link to these settings of a tab; of a network of the user's own, beside its class.
    fn query(&self, tab: TabId, config: &TrainConfig) -> String {
        match tab {
            TabId::Zoo(_) => to_query(config, &self.form(tab).source),
            TabId::Own(_) => {
                let named = TrainConfig { network: own_network(), ..config.clone() };
                to_query(&named, &TrainConfig::new(own_network()))
            }
        }
    }

    fn next_request(&mut self) -> RequestId {
        self.last_request.0 += 1;
        self.last_request
    }
}
