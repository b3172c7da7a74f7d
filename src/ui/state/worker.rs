//! The page's worker: when one is started and which, what it is told, and what its end means.

use super::{Effect, PageState, RunState, TimingStage};
use crate::protocol::{Command, Program, RunId, Trouble};
use crate::web::Bulk;

/// Where the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WorkerStatus {
    /// Not needed yet.
    #[default]
    Absent,
    /// Bytes of its wasm so far.
    Loading {
        received: u64,
        total: Option<u64>,
    },
    Ready,
    Failed,
}

impl WorkerStatus {
    /// Whether there is one, or will be as soon as it is loaded.
    pub(super) fn is_alive(self) -> bool {
        matches!(self, WorkerStatus::Ready | WorkerStatus::Loading { .. })
    }
}

impl PageState {
    /// Sends a command, to a worker that is started if need be.
    pub(super) fn ask(&mut self, command: Command) -> Vec<Effect> {
        self.ask_with(command, Vec::new())
    }

    /// Sends a command with its bulk.
    pub(super) fn ask_with(&mut self, command: Command, bulk: Vec<Bulk>) -> Vec<Effect> {
        let mut effects = self.ensure_worker();
        effects.push(Effect::Send(command, bulk));
        effects
    }

    /// Sends a command about what a run has learned; before it the run's checkpoint, where the worker lacks it.
    pub(super) fn ask_about(&mut self, run: RunId, command: Command) -> Vec<Effect> {
        let mut effects = self.ensure_worker();
        effects.extend(self.runs.restore(run).map(|(restore, bulk)| Effect::Send(restore, vec![bulk])));
        effects.push(Effect::Send(command, Vec::new()));
        effects
    }

    /// The worker that is started next has burn's kernels. One that lives says itself when it lacks them.
    pub(super) fn expect_burn(&mut self) {
        if !self.worker.is_alive() {
            self.program = Program::Burn;
        }
    }

    /// Starts the worker when it is needed first or died.
    pub(super) fn ensure_worker(&mut self) -> Vec<Effect> {
        if self.worker.is_alive() { Vec::new() } else { self.start_worker() }
    }

    fn start_worker(&mut self) -> Vec<Effect> {
        self.worker = WorkerStatus::Loading { received: 0, total: None };
        let mut effects = vec![Effect::StartWorker(self.program)];
        let restored = self.runs.restore_all().into_iter();
        effects.extend(restored.map(|(command, bulk)| Effect::Send(command, vec![bulk])));
        if let Some(files) = self.own_files.clone() {
            effects.push(files.sent(self.next_request(), files.transpose));
        }
        effects
    }

    pub(super) fn worker_ready(&mut self) {
        self.worker = WorkerStatus::Ready;
        self.alerts_mut().worker_is_back();
    }

    /// What the worker was doing is lost; what it had told the page is not.
    pub(super) fn worker_failed(&mut self, trouble: Trouble) -> Vec<Effect> {
        if let WorkerStatus::Loading { .. } = self.worker {
            // Without burn's kernels everything else goes on.
            self.program = Program::default();
        }
        self.worker = WorkerStatus::Failed;
        let effects = self.worker_gone(&trouble.message);
        self.alerts_mut().add_for_worker(trouble);
        effects
    }

    /// Replaces the worker by the one with burn's kernels, which is to carry out a command that this one cannot.
    pub(super) fn start_with_burn(&mut self, command: Command) -> Vec<Effect> {
        let awaited = match &command {
            Command::TimeDevices { request, .. } => self.timings.is_awaited(*request),
            Command::Start { run, .. } => self.active_run() == Some(*run),
            _ => false,
        };
        if !awaited {
            return Vec::new();
        }
        self.forget_pending();
        self.program = Program::Burn;
        let mut effects = self.start_worker();
        effects.push(Effect::Send(command, Vec::new()));
        effects.extend(self.go_on_handing_in());
        effects
    }

    /// Ends everything that the worker was asked for.
    fn worker_gone(&mut self, why: &str) -> Vec<Effect> {
        self.forget_pending();
        self.timings.end(TimingStage::Lost);
        if let Some(run) = self.active_run() {
            self.with_run(run, |record| {
                record.state = RunState::Failed;
                record.failure = Some(why.to_owned());
            });
        }
        let mut effects = vec![Effect::KeepAwake(false)];
        effects.extend(self.go_on_handing_in());
        effects.extend(self.end_repeat());
        effects
    }

    /// Expects no answer any more, but of the run and the timing in progress.
    fn forget_pending(&mut self) {
        self.questions.forget_pending();
        self.inspect.forget_pending();
        self.data_progress = None;
        self.waiting = None;
        self.weights_lost();
        self.ready.forget_pending();
        self.offered_files.clear();
    }

    /// Starts another worker. What the present one is doing ends.
    pub(super) fn restart_worker(&mut self) -> Vec<Effect> {
        self.alerts_mut().worker_is_back();
        let mut effects = match self.worker {
            WorkerStatus::Ready => self.worker_gone("The trainer was restarted."),
            WorkerStatus::Loading { .. } => return Vec::new(),
            WorkerStatus::Failed | WorkerStatus::Absent => Vec::new(),
        };
        effects.extend(self.start_worker());
        effects
    }
}
