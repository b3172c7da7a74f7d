//! The reducer for what the user does, and for what the page learns about itself.

use std::rc::Rc;

use super::{Action, Effect, FEWEST_SEEDS, MOST_SEEDS, PageState, RunRecord, RunState, View, WorkerStatus};
use crate::protocol::{Command, DeviceKind, RunId, Trouble};
use crate::settings::{DataChoice, Settings, TrainConfig};
use crate::ui::tab::TabId;
use crate::web::gpu::GpuProbe;
use crate::zoo;

impl PageState {
    pub(super) fn obey(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Show(view) => self.show(view),
            Action::Edit(id, settings) => self.edit(id, Settings::clone(&settings)),
            Action::ResetSettings(id) => {
                let source = Settings::from(&*self.form(id).source);
                self.edit(id, source)
            }
            Action::GoOn(id, go_on) => {
                self.form_mut(id).go_on = go_on;
                Vec::new()
            }
            Action::Train(id) => self.train(id),
            Action::Pause if self.is_in(RunState::Running) => self.tell_run(|run| Command::Pause { run }),
            Action::Resume if self.is_in(RunState::Paused) => self.tell_run(|run| Command::Resume { run }),
            Action::Pause | Action::Resume => Vec::new(),
            Action::Stop => self.stop(),
            Action::Predict(pixels) => {
                let request = self.next_request();
                let command = self.questions.ask(request, pixels);
                let mut effects = self.get_ready();
                effects.extend(command.map(|command| self.ask(command)).unwrap_or_default());
                effects.extend(self.look());
                effects
            }
            Action::RequestSample => self.request_sample(),
            Action::TakeOwnFiles(id, files) => self.take_own_files(id, files),
            Action::TransposeOwnFiles(id, transpose) => self.transpose_own_files(id, transpose),
            Action::CopyLink(id) => self.copy_link(id),
            Action::LinkCopied(id) => {
                self.form_mut(id).link_copied = true;
                Vec::new()
            }
            Action::CopyClass(id) => self.copy_class(id),
            Action::ClassCopied(id) => {
                self.form_mut(id).class_copied = true;
                Vec::new()
            }
            Action::SaveWeights(id) => self.save_weights(id),
            Action::LoadWeights(id, file) => self.load_weights(id, file),
            Action::TestWeights(run) => self.test_weights(run),
            Action::StopTest(run) => self.stop_test(run),
            Action::TimeDevices(id) => self.time_devices(id),
            Action::StopTiming => self.stop_timing(),
            Action::ReadyFetched(id, file) => self.ready_fetched(id, file),
            Action::Inspect(change) => self.change_inspect(change),
            Action::Sheet(change) => {
                self.sheet.change(change);
                Vec::new()
            }
            Action::CopySheet => vec![Effect::CopySheet(self.sheet.spreadsheet())],
            Action::SheetCopied => {
                self.sheet.copied = true;
                Vec::new()
            }
            Action::ShowRun(run) => self.show_run(run),
            Action::StopOverdue(run) => self.stop_overdue(run),
            Action::Dismiss(id) => {
                self.alerts_mut().dismiss(id);
                Vec::new()
            }
            Action::RestartWorker => self.restart_worker(),
            Action::Report(trouble) => {
                self.alerts_mut().add(trouble);
                Vec::new()
            }
            Action::GpuProbed(probe) => self.gpu_probed(probe),
            Action::Calibrated(calibration) => {
                self.calibration = Rc::new(calibration);
                Vec::new()
            }
            Action::NewNetwork(like) => self.new_network(like),
            Action::Own(tab, change) => self.change_own(tab, change),
            Action::Plan(aim, size) => self.plan(aim, size),
            Action::Compare(change) => self.change_comparison(change),
            Action::Seeds(seeds) => {
                self.seeds = seeds.clamp(FEWEST_SEEDS, MOST_SEEDS);
                Vec::new()
            }
            Action::Repeat(tab) => self.repeat(tab),
            Action::Note(run, text) => self.note(run, &text),
            Action::HandIn(runs, format) => self.hand_in(runs, format),
            Action::Worker(signal) => self.hear(signal),
            Action::Reader(signal) => self.hear_reader(signal),
        }
    }

    pub(super) fn show(&mut self, view: View) -> Vec<Effect> {
        self.link = None;
        self.view = view;
        match view {
            View::Network(id) if id != self.network => {
                self.network = id;
                vec![self.show_in_url()]
            }
            View::Draw | View::Compare => self.get_ready(),
            View::Inspect => {
                let mut effects = self.get_ready();
                effects.extend(self.look());
                effects
            }
            View::Network(_) | View::Sheet => Vec::new(),
        }
    }

    pub(super) fn edit(&mut self, id: TabId, settings: Settings) -> Vec<Effect> {
        self.link = None;
        self.form_mut(id).set(settings);
        if id == self.network { vec![self.show_in_url()] } else { Vec::new() }
    }

    fn copy_link(&mut self, id: TabId) -> Vec<Effect> {
        if let Some(own) = self.own(id).filter(|_| self.packed(id).is_none()) {
            let (message, advice) = if own.is_being_read() || self.reader == WorkerStatus::Failed {
                (
                    "There is no link to the class yet: it has not been read.",
                    "Press Copy link again in a moment.",
                )
            } else {
                (
                    "The class is too long for a link.",
                    "Copy its text instead, or shorten it: a notebook's other cells are not needed.",
                )
            };
            self.alerts_mut().add(Trouble { message: message.into(), advice: advice.into() });
            return Vec::new();
        }
        vec![self.show_in_url(), Effect::CopyLink(id)]
    }

    /// Trains: a new run, or the one of the tab goes on. First the worker reads the files that the user has
    /// given for this network.
    pub(super) fn train(&mut self, tab: TabId) -> Vec<Effect> {
        self.link = None;
        if self.runs.active().is_some() || !self.form(tab).is_valid() {
            return Vec::new();
        }
        let config = self.form(tab).config.clone();
        if config.data == DataChoice::Own && self.own_files.is_none() && !self.awaits_files(tab) {
            self.alerts_mut().add(Trouble {
                message: "There are no files of your own to train on yet.".into(),
                advice: "Choose the four IDX files in the settings, or other data.".into(),
            });
            return Vec::new();
        }
        if self.expected_device(&config) == DeviceKind::BurnGpu {
            self.expect_burn();
        }
        self.waiting = Some(self.prepare(tab, config));
        let mut effects = vec![Effect::KeepAwake(true)];
        effects.extend(self.ensure_worker());
        effects.extend(self.start_waiting());
        effects
    }

    /// The run that Train means in this tab, about to begin with this configuration.
    fn prepare(&mut self, tab: TabId, config: Rc<TrainConfig>) -> RunId {
        // Weights that are being read begin a run of their own, and the one that waits becomes that.
        match self.run_to_go_on(tab).filter(|_| !self.awaits_weights(tab)) {
            Some(run) => {
                self.runs.show(run);
                if let Some(record) = self.runs.get_mut(run) {
                    record.resume(config);
                }
                run
            }
            None => {
                let run = self.runs.next_id();
                self.runs.insert(RunRecord::preparing(run, tab, config));
                run
            }
        }
    }

    /// Starts the run that waits, once everything that was given for its network has been judged: with the
    /// settings as they are then, and from the weights that came.
    pub(super) fn start_waiting(&mut self) -> Vec<Effect> {
        let Some(tab) = self.waiting_tab() else { return Vec::new() };
        if self.awaits_files(tab) || self.awaits_weights(tab) {
            return Vec::new();
        }
        let config = self.form(tab).config.clone();
        let to_go_on = self.run_to_go_on(tab);
        let Some(run) = to_go_on.or(self.waiting) else { return Vec::new() };
        self.waiting = None;
        let source = self.own(tab).map(|own| own.good.clone());
        if let Some(record) = self.runs.get_mut(run) {
            record.config = config.clone();
            record.source = source;
        }
        let resume = to_go_on.is_some();
        let command = Command::Start { run, config: TrainConfig::clone(&config), resume };
        if resume { self.ask_about(run, command) } else { self.ask(command) }
    }

    /// Ends the run that waits, where it is this tab's: what it waited for cannot be used.
    pub(super) fn give_up_waiting(&mut self, tab: TabId, why: &str) -> Vec<Effect> {
        if self.waiting_tab() != Some(tab) {
            return Vec::new();
        }
        if let Some(record) = self.waiting.take().and_then(|run| self.runs.get_mut(run)) {
            record.state = RunState::Failed;
            record.failure = Some(format!("{why} Training did not start."));
        }
        vec![Effect::KeepAwake(false)]
    }

    fn waiting_tab(&self) -> Option<TabId> {
        let waiting = self.waiting.and_then(|run| self.runs.get(run))?;
        Some(waiting.tab)
    }

    /// Whether there is training to go on from, with the filters that the settings ask for.
    pub fn can_go_on(&self, tab: TabId) -> bool {
        self.resumable(tab).is_some()
    }

    /// The run of this tab that can go on with its settings.
    pub(super) fn resumable(&self, tab: TabId) -> Option<RunId> {
        let network = self.form(tab).config.network.id();
        let learned = self.runs.learned(tab).filter(|record| record.has_weights())?;
        (learned.config.network.id() == network).then_some(learned.run)
    }

    /// The run that Train goes on with, if it is to go on.
    fn run_to_go_on(&self, tab: TabId) -> Option<RunId> {
        self.resumable(tab).filter(|_| self.form(tab).go_on)
    }

    /// Whether the run in progress is in this state.
    fn is_in(&self, state: RunState) -> bool {
        self.runs.active().is_some_and(|record| record.state == state)
    }

    fn tell_run(&mut self, command: impl Fn(RunId) -> Command) -> Vec<Effect> {
        match self.active_run() {
            Some(run) => self.ask(command(run)),
            None => Vec::new(),
        }
    }

    fn stop(&mut self) -> Vec<Effect> {
        let Some(run) = self.active_run() else { return Vec::new() };
        let mut effects = self.end_repeat();
        let waits = self.waiting.take().is_some();
        if !waits {
            effects.extend(self.tell_run(|run| Command::Stop { run }));
            effects.push(Effect::AwaitStop(run));
        }
        let loading = matches!(self.worker, WorkerStatus::Loading { .. });
        if let (true, Some(record)) = (waits || loading, self.runs.get_mut(run)) {
            // The worker knows nothing of the run, or will hear of it and of its end together: there is
            // nothing to wait for.
            record.state = RunState::Stopped;
            effects.push(Effect::KeepAwake(false));
        }
        effects
    }

    /// The worker does not answer: a device hangs, or a step takes very long.
    fn stop_overdue(&mut self, run: RunId) -> Vec<Effect> {
        if self.active_run() == Some(run) {
            self.alerts_mut().add_for_worker(Trouble {
                message: "The trainer has not stopped yet.".into(),
                advice:
                    "A step may take this long, or the GPU hangs. Wait, or restart the trainer: what was \
                         learned is as it was last kept, after each epoch and twice a minute."
                        .into(),
            });
        }
        Vec::new()
    }

    /// Shows another run in its tab; Train goes on with that one, if it is to go on.
    fn show_run(&mut self, run: RunId) -> Vec<Effect> {
        if let Some(tab) = self.runs.get(run).map(|record| record.tab) {
            self.runs.show(run);
            let mut effects = self.bring_to_worker(run);
            effects.extend(self.show(View::Network(tab)));
            return effects;
        }
        Vec::new()
    }

    /// Lets the pad ask this run of its network.
    fn bring_to_worker(&mut self, run: RunId) -> Vec<Effect> {
        let restored = self.runs.restore(run).filter(|_| self.worker.is_alive());
        let Some((restore, bulk)) = restored else { return Vec::new() };
        let mut effects = vec![Effect::Send(restore, vec![bulk])];
        effects.extend(self.ask_again());
        effects
    }

    fn gpu_probed(&mut self, probe: Rc<GpuProbe>) -> Vec<Effect> {
        self.gpu = Some(probe);
        match self.link.take() {
            Some(link) => self.follow(&link, self.recommended()),
            None => Vec::new(),
        }
    }

    /// The network to begin with on this device.
    pub(super) fn recommended(&self) -> TabId {
        let on_gpu = self.gpu.as_ref().is_some_and(|gpu| gpu.is_recommended());
        TabId::of(if on_gpu { &zoo::SESSION2 } else { &zoo::LENET })
    }
}
