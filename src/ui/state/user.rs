//! The reducer for what the user does, and for what the page learns about itself.

use std::rc::Rc;

use super::{Action, Effect, RunRecord, RunState, State, View, WorkerStatus};
use crate::arch::NetworkId;
use crate::protocol::{Command, RunId, Trouble};
use crate::train::{DataChoice, Settings, TrainConfig};
use crate::web::gpu::GpuProbe;

impl State {
    pub(super) fn obey(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Show(view) => self.show(view),
            Action::Edit(id, settings) => self.edit(id, Settings::clone(&settings)),
            Action::ResetSettings(id) => self.edit(id, Settings::for_network(id)),
            Action::GoOn(id, go_on) => {
                self.form_mut(id).go_on = go_on;
                Vec::new()
            }
            Action::Train(id) => self.train(id),
            Action::Pause if self.is_in(RunState::Running) => self.tell_run(|run| Command::Pause { run }),
            Action::Resume if self.is_in(RunState::Paused) => self.tell_run(|run| Command::Resume { run }),
            Action::Pause | Action::Resume => Vec::new(),
            Action::Stop => self.stop(),
            Action::Predict(pixels) => match self.questions.ask(pixels) {
                Some(command) => self.ask(command),
                None => Vec::new(),
            },
            Action::RequestSample => self.ask(Command::Sample),
            Action::TakeOwnFiles(id, names) => self.take_own_files(id, names),
            Action::CopyLink(id) => vec![self.show_in_url(), Effect::CopyLink(id)],
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
            Action::Worker(signal) => self.hear(signal),
        }
    }

    fn show(&mut self, view: View) -> Vec<Effect> {
        self.link = None;
        self.view = view;
        match view {
            View::Network(id) if id != self.network => {
                self.network = id;
                vec![self.show_in_url()]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn edit(&mut self, id: NetworkId, settings: Settings) -> Vec<Effect> {
        self.link = None;
        self.form_mut(id).set(settings);
        if id == self.network { vec![self.show_in_url()] } else { Vec::new() }
    }

    pub(super) fn train(&mut self, id: NetworkId) -> Vec<Effect> {
        self.link = None;
        let form = self.form(id);
        if self.active().is_some() || !form.is_valid() {
            return Vec::new();
        }
        let (config, go_on) = (form.config.clone(), form.go_on);
        if config.data == DataChoice::Own && self.own_files.is_empty() && self.offered_files.is_none() {
            self.alerts_mut().add(Trouble {
                message: "There are no files of your own to train on yet.".into(),
                advice: "Choose the four IDX files in the settings, or other data.".into(),
            });
            return Vec::new();
        }
        let resume = go_on && self.can_go_on(id);
        let history = self.runs.get(&id).and_then(|record| record.history.clone());
        self.last_run = RunId(self.last_run.0 + 1);
        let run = self.last_run;
        let record = RunRecord::preparing(run, config.clone(), resume, history);
        self.runs.insert(id, Rc::new(record));
        let mut effects = vec![Effect::KeepAwake(true)];
        effects.extend(self.ask(Command::Start { run, config: TrainConfig::clone(&config), resume }));
        effects
    }

    /// Whether there is training to go on from, with the filters that the settings ask for.
    pub fn can_go_on(&self, id: NetworkId) -> bool {
        let network = self.form(id).config.network;
        let learned = self.runs.get(&id).filter(|record| record.has_learned());
        learned.and_then(|record| record.history.as_ref()).is_some_and(|history| history.network == network)
    }

    /// Whether the run in progress is in this state.
    fn is_in(&self, state: RunState) -> bool {
        self.active().is_some_and(|id| self.runs[&id].state == state)
    }

    fn tell_run(&mut self, command: impl Fn(RunId) -> Command) -> Vec<Effect> {
        match self.active().and_then(|id| self.runs.get(&id)).map(|record| record.run) {
            Some(run) => self.ask(command(run)),
            None => Vec::new(),
        }
    }

    fn stop(&mut self) -> Vec<Effect> {
        let Some(id) = self.active() else { return Vec::new() };
        let mut effects = self.tell_run(|run| Command::Stop { run });
        if let (WorkerStatus::Loading { .. }, Some(record)) = (self.worker, self.runs.get_mut(&id)) {
            // The worker will hear of the run and of its end together: there is nothing to wait for.
            Rc::make_mut(record).state = RunState::Stopped;
            effects.push(Effect::KeepAwake(false));
        }
        effects
    }

    fn take_own_files(&mut self, id: NetworkId, names: Vec<String>) -> Vec<Effect> {
        self.offered_files = Some((id, names));
        let mut effects = match self.worker {
            WorkerStatus::Ready | WorkerStatus::Loading { .. } => Vec::new(),
            WorkerStatus::Absent | WorkerStatus::Failed => vec![self.start_bare_worker()],
        };
        effects.push(Effect::SendOfferedFiles);
        effects
    }

    /// The worker has found the user's files good: the network they were given for trains on them.
    pub(super) fn own_files_accepted(&mut self) -> Vec<Effect> {
        let Some((id, names)) = self.offered_files.take() else { return Vec::new() };
        self.own_files = Rc::new(names);
        let settings = Settings { data: DataChoice::Own, ..Settings::clone(&self.form(id).settings) };
        [Effect::AdoptFiles].into_iter().chain(self.edit(id, settings)).collect()
    }

    /// The worker cannot use the files: those that were good before stay.
    pub(super) fn own_files_refused(&mut self, trouble: Trouble) -> Vec<Effect> {
        self.alerts_mut().add(trouble);
        // A worker that was started for the refused files has never seen the good ones.
        let again = self.offered_files.take().is_some() && !self.own_files.is_empty();
        if again { vec![Effect::SendOwnFiles] } else { Vec::new() }
    }

    fn restart_worker(&mut self) -> Vec<Effect> {
        self.alerts_mut().worker_is_back();
        match self.worker {
            WorkerStatus::Failed | WorkerStatus::Absent => self.start_worker(),
            WorkerStatus::Loading { .. } | WorkerStatus::Ready => Vec::new(),
        }
    }

    fn gpu_probed(&mut self, probe: Rc<GpuProbe>) -> Vec<Effect> {
        let network = if probe.is_recommended() { NetworkId::Session2 } else { NetworkId::Lenet };
        self.gpu = Some(probe);
        match self.link.take() {
            Some(link) => self.follow(&link, network),
            None => Vec::new(),
        }
    }
}
