//! One run as the page knows it.

use std::rc::Rc;

use super::{History, LoadedWeights};
use crate::protocol::{
    Answer, DataReport, EpochReport, Evaluation, Preparation, Progress, RunId, RunPlan, TestedOn,
};
use crate::settings::{Judged, TrainConfig};
use crate::ui::tab::TabId;
use crate::web::Bulk;

/// Steps of an epoch after which its rate tells how long it will take.
const TELLING_STEPS: u32 = 10;

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RunState {
    #[default]
    Idle,
    Preparing,
    Running,
    Paused,
    Done,
    Stopped,
    Failed,
}

impl RunState {
    /// The word that `data-run-state` shows.
    pub fn as_str(self) -> &'static str {
        match self {
            RunState::Idle => "idle",
            RunState::Preparing => "preparing",
            RunState::Running => "running",
            RunState::Paused => "paused",
            RunState::Done => "done",
            RunState::Stopped => "stopped",
            RunState::Failed => "failed",
        }
    }

    /// Whether the worker is busy with it.
    pub fn is_active(self) -> bool {
        matches!(self, RunState::Preparing | RunState::Running | RunState::Paused)
    }
}

/// Where the epoch in progress is.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// From 0.
    pub epoch: u32,
    /// Steps done in this epoch.
    pub step: u32,
    pub learning_rate: f64,
    /// Steps a second, known after the first one.
    pub rate: Option<f64>,
    pub elapsed_ms: f64,
    /// Of the last step.
    pub loss: Option<f32>,
}

/// What a network answered to each image of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestAnswers {
    /// What the data are called.
    pub data: String,
    /// Epochs that it had been trained for here.
    pub epochs: u32,
    /// In the order of the test images.
    pub answers: Vec<Answer>,
}

/// Where the weights of a run are.
#[derive(Debug, Clone, PartialEq)]
pub enum Weights {
    /// With the worker alone.
    InWorker,
    /// Here, as a checkpoint.
    Kept(Bulk),
    /// Nowhere: newer ones took their room.
    LetGo,
}

impl Weights {
    /// What they take of the page's memory.
    pub fn bytes(&self) -> u64 {
        match self {
            Weights::Kept(checkpoint) => checkpoint.bytes(),
            Weights::InWorker | Weights::LetGo => 0,
        }
    }
}

/// A network's training from fresh weights, or from those of a file: its settings, its curves, its weights.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    pub run: RunId,
    /// The tab that it was begun in.
    pub tab: TabId,
    /// With the network as it is trained.
    pub config: Rc<TrainConfig>,
    pub state: RunState,
    /// What is being got ready; none while the worker is loading or reads what the user gave.
    pub stage: Option<Preparation>,
    /// What this run trains on, once that is known.
    pub data: Option<Rc<DataReport>>,
    pub plan: Option<RunPlan>,
    pub position: Option<Position>,
    /// None until the first step is done.
    pub history: Option<Rc<History>>,
    pub weights: Weights,
    /// The source of a network of the user's own, as it is trained.
    pub source: Option<Rc<str>>,
    /// What the user calls it; empty where they do not.
    pub name: Rc<str>,
    /// What the user found, in Markdown.
    pub notes: Rc<str>,
    /// Why it failed.
    pub failure: Option<String>,
    /// What it answered in its last test.
    pub answers: Option<Rc<TestAnswers>>,
    /// Whether its speed has been noted.
    pub timed: bool,
    /// Whether it has learned what no file has.
    pub unsaved: bool,
}

impl RunRecord {
    /// A run that is about to begin.
    pub fn preparing(run: RunId, tab: TabId, config: Rc<TrainConfig>) -> Self {
        Self {
            run,
            tab,
            config,
            state: RunState::Preparing,
            stage: None,
            data: None,
            plan: None,
            position: None,
            history: None,
            weights: Weights::InWorker,
            source: None,
            name: "".into(),
            notes: "".into(),
            failure: None,
            answers: None,
            timed: false,
            unsaved: false,
        }
    }

    /// A run that was not begun here: its weights come from a file.
    pub fn with_weights(run: RunId, tab: TabId, config: Rc<TrainConfig>, loaded: LoadedWeights) -> Self {
        let record = Self::preparing(run, tab, config);
        Self { state: RunState::Idle, history: Some(Rc::new(History::of_weights(loaded))), ..record }
    }

    /// A run that is about to go on with this configuration.
    pub fn resume(&mut self, config: Rc<TrainConfig>) {
        let RunRecord { run, tab, ref history, ref weights, unsaved, .. } = *self;
        let (history, weights, answers) = (history.clone(), weights.clone(), self.answers.take());
        let (name, notes) = (self.name.clone(), self.notes.clone());
        *self = Self { history, weights, name, notes, answers, unsaved, ..Self::preparing(run, tab, config) };
    }

    /// The first step is done.
    pub fn start(&mut self, plan: RunPlan) {
        self.state = RunState::Running;
        self.stage = None;
        self.plan = Some(plan);
        if let Some(loaded) = self.history_mut().loaded.as_mut() {
            loaded.give_up_test();
        }
        if let Some(data) = self.data.clone() {
            self.history_mut().train_on(data);
        }
    }

    /// Takes in where the run is.
    pub fn advance(&mut self, progress: Progress) {
        let loss = progress
            .steps
            .last()
            .map(|metric| metric.loss)
            .or_else(|| self.position.as_ref().and_then(|position| position.loss));
        self.position = Some(Position {
            epoch: progress.epoch,
            step: progress.step,
            learning_rate: progress.learning_rate,
            rate: progress.rate,
            elapsed_ms: progress.elapsed_ms,
            loss,
        });
        self.history_mut().add_steps(&progress.steps);
        self.unsaved = true;
    }

    /// Images a second, once there have been enough steps to tell.
    pub fn speed(&self) -> Option<f64> {
        let position = self.position.as_ref().filter(|position| position.step >= TELLING_STEPS)?;
        Some(position.rate? * self.config.batch as f64)
    }

    /// Whether the epoch's steps are done and its test is not.
    pub fn is_testing(&self) -> bool {
        let (Some(plan), Some(position)) = (self.plan, self.position.as_ref()) else { return false };
        let tested = self.history.as_ref().and_then(|history| history.epochs.last());
        self.state == RunState::Running
            && position.step >= plan.steps_per_epoch
            && tested.is_none_or(|report| report.epoch < position.epoch)
    }

    /// Takes in what an epoch came to, and the answers to its test.
    pub fn end_epoch(&mut self, report: EpochReport, answers: Vec<Answer>) {
        // Those to validation images are no test's: the test set is looked at in the end.
        self.answers = None;
        if report.tested_on == TestedOn::Test {
            self.take_answers(report.epoch + 1, answers);
        }
        self.history_mut().add_epoch(report);
    }

    /// Takes in what the test set came to in the end.
    pub fn end_with_test(&mut self, evaluation: Evaluation, answers: Vec<Answer>) {
        let epochs = self.history.as_ref().and_then(|history| history.epochs.last());
        self.take_answers(epochs.map_or(0, |report| report.epoch + 1), answers);
        self.history_mut().final_test = Some(Rc::new(evaluation));
    }

    fn take_answers(&mut self, epochs: u32, answers: Vec<Answer>) {
        let data = self.data.as_ref().map(|data| data.name.clone()).unwrap_or_default();
        self.answers = Some(Rc::new(TestAnswers { data, epochs, answers }));
    }

    /// Its goals, and what they have come to.
    pub fn goals(&self) -> Vec<Judged> {
        let parameters = self.config.network.trace().map_or(0, |trace| trace.parameters);
        let accuracies = self.history.as_ref().map(|history| history.accuracies()).unwrap_or_default();
        self.config.goals.judge(parameters, &accuracies, !self.state.is_active())
    }

    /// What its user calls it, else its number.
    pub fn called(&self) -> String {
        if self.name.is_empty() { format!("Run {}", self.run.0) } else { self.name.to_string() }
    }

    /// The same with its network.
    pub fn title(&self) -> String {
        format!("{}: {}", self.called(), self.config.network.label)
    }

    /// The history, to be added to.
    pub fn history_mut(&mut self) -> &mut History {
        Rc::make_mut(self.history.get_or_insert_default())
    }

    /// The weights that it began with, where those came from a file.
    pub fn loaded(&self) -> Option<&LoadedWeights> {
        self.history.as_ref()?.loaded.as_ref()
    }

    /// The same, to be changed.
    pub fn loaded_mut(&mut self) -> Option<&mut LoadedWeights> {
        Rc::make_mut(self.history.as_mut()?).loaded.as_mut()
    }

    /// Whether there are weights that one could go on from.
    pub fn has_weights(&self) -> bool {
        self.has_learned() && self.weights != Weights::LetGo
    }

    /// Whether there is something to look into: answers to a test, or weights.
    pub fn can_be_inspected(&self) -> bool {
        self.answers.is_some() || self.has_weights()
    }

    /// Whether it has learned something.
    pub fn has_learned(&self) -> bool {
        self.history.as_ref().is_some_and(|history| history.steps() > 0 || history.loaded.is_some())
    }
}
