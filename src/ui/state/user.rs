//! The reducer for what the user does, and for what the page learns about itself.

use std::rc::Rc;

use super::{Action, Effect, Form, RunRecord, RunState, State, View, WorkerStatus};
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
            Action::RequestSample => self.request_sample(),
            Action::TakeOwnFiles(id, names) => self.take_own_files(id, names),
            Action::TransposeOwnFiles(id, transpose) => self.transpose_own_files(id, transpose),
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

    /// Trains; first the worker reads the files that the user has given for this network.
    pub(super) fn train(&mut self, id: NetworkId) -> Vec<Effect> {
        self.link = None;
        let Form { config, go_on, .. } = self.form(id).clone();
        if self.active().is_some() || !self.form(id).is_valid() {
            return Vec::new();
        }
        if config.data == DataChoice::Own && self.own_files.is_none() && !self.awaits_files(id) {
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
        let record = RunRecord::preparing(run, config, resume, history);
        self.runs.insert(id, Rc::new(record));
        self.waiting = Some(run);
        let mut effects = vec![Effect::KeepAwake(true)];
        effects.extend(self.ensure_worker());
        effects.extend(self.start_waiting());
        effects
    }

    /// Starts the run that waits, once everything that was given for its network has been judged: with the
    /// settings as they are then, and from the weights that came.
    pub(super) fn start_waiting(&mut self) -> Vec<Effect> {
        let Some(id) = self.waiting_network() else { return Vec::new() };
        if self.awaits_files(id) || self.awaits_weights(id) {
            return Vec::new();
        }
        self.waiting = None;
        let config = self.form(id).config.clone();
        let resume = self.form(id).go_on && self.can_go_on(id);
        let Some(record) = self.runs.get_mut(&id).map(Rc::make_mut) else { return Vec::new() };
        record.config = config.clone();
        record.resumed = resume;
        let run = record.run;
        self.ask(Command::Start { run, config: TrainConfig::clone(&config), resume })
    }

    /// Ends the run that waits, where it is this network's: what it waited for cannot be used.
    pub(super) fn give_up_waiting(&mut self, id: NetworkId, why: &str) -> Vec<Effect> {
        if self.waiting_network() != Some(id) {
            return Vec::new();
        }
        self.waiting = None;
        if let Some(record) = self.runs.get_mut(&id).map(Rc::make_mut) {
            record.state = RunState::Failed;
            record.failure = Some(format!("{why} Training did not start."));
        }
        vec![Effect::KeepAwake(false)]
    }

    fn waiting_network(&self) -> Option<NetworkId> {
        let waiting = self.waiting?;
        self.active().filter(|id| self.runs[id].run == waiting)
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
        let waits = self.waiting.take().is_some();
        let mut effects = Vec::new();
        if !waits {
            effects.extend(self.tell_run(|run| Command::Stop { run }));
            effects.push(Effect::AwaitStop(self.runs[&id].run));
        }
        let loading = matches!(self.worker, WorkerStatus::Loading { .. });
        if let (true, Some(record)) = (waits || loading, self.runs.get_mut(&id)) {
            // The worker knows nothing of the run, or will hear of it and of its end together: there is
            // nothing to wait for.
            Rc::make_mut(record).state = RunState::Stopped;
            effects.push(Effect::KeepAwake(false));
        }
        effects
    }

    /// The worker does not answer: a device hangs, or a step takes very long.
    fn stop_overdue(&mut self, run: RunId) -> Vec<Effect> {
        if self.active().is_some_and(|id| self.runs[&id].run == run) {
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

    /// Starts another worker. What the present one is doing ends.
    fn restart_worker(&mut self) -> Vec<Effect> {
        self.alerts_mut().worker_is_back();
        let mut effects = match self.worker {
            WorkerStatus::Ready => self.worker_gone("The trainer was restarted."),
            WorkerStatus::Loading { .. } => return Vec::new(),
            WorkerStatus::Failed | WorkerStatus::Absent => Vec::new(),
        };
        effects.extend(self.start_worker());
        effects
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
