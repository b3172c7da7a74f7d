//! The reducer for what comes from the worker.

use std::rc::Rc;

use super::runs::OLDER_WEIGHTS_BYTES;
use super::{Effect, PageState, RunRecord, RunState, WorkerStatus};
use crate::arch::Network;
use crate::protocol::{
    Answer, DataReport, DeviceKind, EpochReport, Event, Outcome, Progress, RunId, RunPlan, Trouble,
};
use crate::web::{Bulk, WorkerSignal};

impl PageState {
    pub(super) fn hear(&mut self, signal: WorkerSignal) -> Vec<Effect> {
        match signal {
            WorkerSignal::Loading { received, total } => {
                self.worker = WorkerStatus::Loading { received, total };
                Vec::new()
            }
            WorkerSignal::Event(event, bulk) => self.take_in(event, bulk),
            WorkerSignal::Failed(trouble) => self.worker_failed(trouble),
        }
    }

    fn take_in(&mut self, event: Event, mut bulk: Vec<Bulk>) -> Vec<Effect> {
        match event {
            Event::Ready { .. } => self.worker_ready(),
            Event::Preparing { run, stage } => self.with_run(run, |record| record.stage = Some(stage)),
            Event::DataProgress(progress) => self.data_progress = Some(Rc::new(progress)),
            Event::Data { run, report } => self.data_there(run, Rc::new(report)),
            Event::Device(report) => self.device = Some(Rc::new(report)),
            Event::Started { run, plan } => self.started(run, plan),
            Event::Progress { run, progress } => return self.progressed(run, progress),
            Event::EpochEnd { run, report, answers } => return self.epoch_ended(run, report, answers),
            Event::Tested { run, evaluation, answers } => {
                self.with_run(run, |record| record.end_with_test(evaluation, answers));
                return self.look();
            }
            Event::Paused { run } => self.with_run(run, |record| record.state = RunState::Paused),
            Event::Resumed { run } => self.with_run(run, |record| record.state = RunState::Running),
            Event::Ended { run, outcome } => return self.ended(run, outcome),
            Event::Checkpoint { run } => self.keep_checkpoint(run, bulk.pop()),
            Event::WeightsFile { request, reply } => return self.weights_saved(request, reply, bulk.pop()),
            Event::Predictions { request, rows } => {
                let next = self.next_request();
                let command = self.questions.answer(request, rows, next);
                return command.map(|command| self.ask(command)).unwrap_or_default();
            }
            Event::Sample { request, reply: Ok(sample) } => self.questions.take_sample(request, sample),
            Event::Sample { reply: Err(trouble), .. } => self.alerts_mut().add(trouble),
            Event::TestImages { request, reply } => {
                return self.take_images(request, reply, bulk);
            }
            Event::LayerWeights { request, reply } => self.take_filters(request, reply, &bulk),
            Event::Alive { request, reply, milliseconds } => {
                return self.take_alive(request, reply, milliseconds);
            }
            Event::Logits { request, reply, milliseconds } => {
                return self.take_logits(request, reply, milliseconds);
            }
            Event::Lens { request, reply } => return self.lens_answered(request, reply, &bulk),
            Event::Weights { request, news } => return self.weights_news(request, news),
            Event::Timing { request, news } => return self.timing_news(request, news),
            Event::OwnFiles { request, reply } => return self.own_files_judged(request, reply),
            // The worker's client turns the last words of one that gives up into its failure.
            Event::GivingUp(_) => {}
            // The reader's.
            Event::SourceRead { .. }
            | Event::SourceOpened { .. }
            | Event::LinkOpened { .. }
            | Event::Planned { .. }
            | Event::HandedIn { .. } => {}
            Event::NeedsBurn(command) => return self.start_with_burn(*command),
            Event::Trouble(trouble) => self.alerts_mut().add(trouble),
        }
        Vec::new()
    }

    /// The badge tells the data of the run in progress, else those that were last asked for.
    fn data_there(&mut self, run: Option<RunId>, report: Rc<DataReport>) {
        self.data_progress = None;
        match run {
            Some(run) => {
                self.with_run(run, |record| record.data = Some(report.clone()));
                self.data = Some(report);
            }
            None if self.runs.active().is_none() => self.data = Some(report),
            None => {}
        }
    }

    fn started(&mut self, run: RunId, plan: RunPlan) {
        let device = self.device.clone();
        self.inspect.forget(run);
        self.with_run(run, |record| {
            record.start(plan);
            record.history_mut().device = device;
        });
        if self.active_run() == Some(run) {
            self.runs.show(run);
        }
    }

    fn progressed(&mut self, run: RunId, progress: Progress) -> Vec<Effect> {
        self.with_run(run, |record| record.advance(progress));
        let Some(record) = self.runs.active().filter(|record| record.run == run) else { return Vec::new() };
        let Some(speed) = record.speed().filter(|_| !record.timed) else { return Vec::new() };
        self.with_run(run, |record| record.timed = true);
        self.learn_speed(run, speed, 1.0)
    }

    fn epoch_ended(&mut self, run: RunId, report: EpochReport, answers: Vec<Answer>) -> Vec<Effect> {
        if self.active_run() != Some(run) {
            return Vec::new();
        }
        let (images, seconds) = (f64::from(report.images), report.train_seconds);
        self.with_run(run, |record| record.end_epoch(report, answers));
        let mut effects = self.learn_speed(run, images, seconds);
        effects.extend(self.ask_again());
        effects.extend(self.look());
        effects
    }

    /// Notes that the run trained on `images` images in `seconds`.
    fn learn_speed(&mut self, run: RunId, images: f64, seconds: f64) -> Vec<Effect> {
        let Some(record) = self.runs.active().filter(|record| record.run == run) else { return Vec::new() };
        let Some(device) = record.history.as_ref().and_then(|history| history.device.clone()) else {
            return Vec::new();
        };
        let config = record.config.clone();
        self.remember_speed(device.kind, &config.network, images, seconds)
    }

    /// Notes that a device trained this network on `images` images in `seconds`.
    pub(super) fn remember_speed(
        &mut self,
        device: DeviceKind,
        network: &Network,
        images: f64,
        seconds: f64,
    ) -> Vec<Effect> {
        let calibration = Rc::make_mut(&mut self.calibration);
        calibration.learn(device, network, images, seconds);
        vec![Effect::Remember(calibration.clone())]
    }

    fn ended(&mut self, run: RunId, outcome: Outcome) -> Vec<Effect> {
        if self.active_run() != Some(run) {
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
        self.now_in_worker(run);
        let mut effects = vec![Effect::KeepAwake(false)];
        effects.extend(self.ask_again());
        effects.extend(self.look());
        effects.extend(self.go_on_repeating(state));
        effects
    }

    /// Asks about what is on the pad: a network has learned more.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        if self.questions.drawing().is_none() {
            return Vec::new();
        }
        let request = self.next_request();
        self.questions.ask_again(request).map(|command| self.ask(command)).unwrap_or_default()
    }

    /// Changes the run in progress; news of a run that is over is passed over.
    pub(super) fn with_run(&mut self, run: RunId, change: impl FnOnce(&mut RunRecord)) {
        if self.active_run() == Some(run)
            && let Some(record) = self.runs.get_mut(run)
        {
            change(record);
        }
    }

    fn keep_checkpoint(&mut self, run: RunId, checkpoint: Option<Bulk>) {
        if let Some(checkpoint) = checkpoint {
            self.runs.keep(run, checkpoint);
            self.let_weights_go();
        }
    }

    /// The worker has kept what this run has learned, in place of an older run of its network.
    pub(super) fn now_in_worker(&mut self, run: RunId) {
        if self.runs.get(run).is_some_and(|record| record.has_learned()) {
            self.runs.is_now_in_worker(run);
            self.let_weights_go();
        }
    }

    /// Tells of the older runs whose weights find no room any more.
    fn let_weights_go(&mut self) {
        for run in self.runs.let_go() {
            let label = self.runs.get(run).map(|record| record.config.network.label.clone());
            let message = format!(
                "The weights of run {} ({}) were let go: older runs keep {} MB together.",
                run.0,
                label.unwrap_or_default(),
                OLDER_WEIGHTS_BYTES >> 20
            );
            let advice = "Its curves stay. Download the weights of a run that you want to keep.".into();
            self.alerts_mut().add(Trouble { message, advice });
        }
    }
}
