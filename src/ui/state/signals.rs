//! The reducer for what comes from the worker.

use std::rc::Rc;

use super::{Effect, RunRecord, RunState, Signal, State, WorkerStatus};
use crate::arch::NetworkId;
use crate::protocol::{DataReport, EpochReport, Event, Outcome, Progress, RunId, RunPlan, Trouble};

impl State {
    pub(super) fn hear(&mut self, signal: Signal) -> Vec<Effect> {
        match signal {
            Signal::Loading { received, total } => {
                self.worker = WorkerStatus::Loading { received, total };
                Vec::new()
            }
            Signal::Event(event) => self.take_in(event),
            Signal::Failed(trouble) => self.worker_failed(trouble),
        }
    }

    fn take_in(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Ready { .. } => self.worker_ready(),
            Event::Preparing { run, stage } => self.with_run(run, |record| record.stage = Some(stage)),
            Event::DataProgress(progress) => self.data_progress = Some(Rc::new(progress)),
            Event::Data { run, report } => self.data_there(run, Rc::new(report)),
            Event::Device(report) => self.device = Some(Rc::new(report)),
            Event::Started { run, plan } => self.started(run, plan),
            Event::Progress { run, progress } => return self.progressed(run, progress),
            Event::EpochEnd { run, report } => return self.epoch_ended(run, report),
            Event::Paused { run } => self.with_run(run, |record| record.state = RunState::Paused),
            Event::Resumed { run } => self.with_run(run, |record| record.state = RunState::Running),
            Event::Ended { run, outcome } => return self.ended(run, outcome),
            // The worker's client keeps a snapshot's bytes for the worker that takes over, and turns the
            // last words of one that gives up into its failure. A file of weights is saved as it arrives.
            Event::Snapshot { .. } | Event::GivingUp(_) => {}
            Event::WeightsFile { network } => self.weights_saved(network),
            Event::Predictions { request, rows } => {
                return match self.questions.answer(request, rows) {
                    Some(command) => self.ask(command),
                    None => Vec::new(),
                };
            }
            Event::Sample(sample) => self.questions.sample = Some(sample),
            Event::Weights { request, network, news } => return self.weights_news(request, network, news),
            Event::OwnFiles { request, verdict } => return self.own_files_judged(request, verdict),
            Event::Trouble(trouble) => self.alerts_mut().add(trouble),
        }
        Vec::new()
    }

    fn worker_ready(&mut self) {
        self.worker = WorkerStatus::Ready;
        self.alerts_mut().worker_is_back();
    }

    /// What the worker was doing is lost; what it had told the page is not.
    fn worker_failed(&mut self, trouble: Trouble) -> Vec<Effect> {
        self.worker = WorkerStatus::Failed;
        let effects = self.worker_gone(&trouble.message);
        self.alerts_mut().add_for_worker(trouble);
        effects
    }

    /// Ends everything that the worker was asked for.
    pub(super) fn worker_gone(&mut self, why: &str) -> Vec<Effect> {
        self.questions.forget_pending();
        self.data_progress = None;
        self.waiting = None;
        self.weights_lost();
        let mut effects = vec![Effect::KeepAwake(false)];
        effects.extend(self.offered_files.drain(..).map(|offered| Effect::DropFiles(offered.request)));
        let failed = self.active().and_then(|id| self.runs.get(&id)).map(|record| record.run);
        if let Some(run) = failed {
            self.with_run(run, |record| {
                record.state = RunState::Failed;
                record.failure = Some(why.to_owned());
            });
        }
        effects
    }

    /// The badge tells the data of the run in progress, else those that were last asked for.
    fn data_there(&mut self, run: Option<RunId>, report: Rc<DataReport>) {
        self.data_progress = None;
        match run {
            Some(run) => {
                self.with_run(run, |record| record.data = Some(report.clone()));
                self.data = Some(report);
            }
            None if self.active().is_none() => self.data = Some(report),
            None => {}
        }
    }

    fn started(&mut self, run: RunId, plan: RunPlan) {
        let device = self.device.clone();
        self.with_run(run, |record| {
            record.start(plan);
            record.history_mut().device = device;
        });
    }

    fn progressed(&mut self, run: RunId, progress: Progress) -> Vec<Effect> {
        self.with_run(run, |record| record.advance(progress));
        let Some(record) = self.network_of(run).and_then(|id| self.runs.get(&id)) else { return Vec::new() };
        let Some(speed) = record.speed().filter(|_| !record.timed) else { return Vec::new() };
        self.with_run(run, |record| record.timed = true);
        self.learn_speed(run, speed, 1.0)
    }

    fn epoch_ended(&mut self, run: RunId, report: EpochReport) -> Vec<Effect> {
        let (images, seconds) = (f64::from(report.images), report.train_seconds);
        self.with_run(run, |record| record.end_epoch(report));
        let mut effects = self.learn_speed(run, images, seconds);
        effects.extend(self.ask_again());
        effects
    }

    /// Notes that the run trained on `images` images in `seconds`.
    fn learn_speed(&mut self, run: RunId, images: f64, seconds: f64) -> Vec<Effect> {
        let history = self.network_of(run).and_then(|id| self.runs[&id].history.as_ref());
        let Some((network, device)) =
            history.and_then(|history| Some((history.network, history.device.as_ref()?)))
        else {
            return Vec::new();
        };
        let calibration = Rc::make_mut(&mut self.calibration);
        calibration.learn(device.kind, network, images, seconds);
        vec![Effect::Remember(calibration.clone())]
    }

    fn ended(&mut self, run: RunId, outcome: Outcome) -> Vec<Effect> {
        if self.network_of(run).is_none() {
            return Vec::new();
        }
        self.data_progress = None;
        // The worker answers: nothing that it was late with needs a new one any more.
        self.alerts_mut().worker_is_back();
        let (state, failure) = match outcome {
            Outcome::Done => (RunState::Done, None),
            Outcome::Stopped => (RunState::Stopped, None),
            Outcome::Failed(trouble) => {
                let failure = trouble.message.clone();
                self.alerts_mut().add(trouble);
                (RunState::Failed, Some(failure))
            }
        };
        self.with_run(run, |record| {
            record.state = state;
            record.stage = None;
            record.failure = failure;
        });
        let mut effects = vec![Effect::KeepAwake(false)];
        effects.extend(self.ask_again());
        effects
    }

    /// Asks about what is on the pad: a network has learned more.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        self.questions.ask_again().map(|command| self.ask(command)).unwrap_or_default()
    }

    /// The network that the worker trains in this run; none for a run that is over.
    fn network_of(&self, run: RunId) -> Option<NetworkId> {
        self.active().filter(|id| self.runs[id].run == run)
    }

    /// Changes the run in progress; news of a run that is over is passed over.
    fn with_run(&mut self, run: RunId, change: impl FnOnce(&mut RunRecord)) {
        if let Some(record) = self.network_of(run).and_then(|id| self.runs.get_mut(&id)) {
            change(Rc::make_mut(record));
        }
    }
}
