//! Every run of this visit, which of them each tab shows, and where their weights are. Plain data, keyed by
//! [`RunId`]: what outlives a reload one day.

use std::rc::Rc;

use super::{RunRecord, RunState, Weights};
use crate::protocol::{Command, RunId};
use crate::ui::tab::TabId;
use crate::web::Bulk;

/// Bytes that the weights of runs which are not the newest of their network may have together.
pub const OLDER_WEIGHTS_BYTES: u64 = 256 << 20;

/// The runs, in the order in which they were begun.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Runs {
    records: Vec<Rc<RunRecord>>,
    shown: Vec<Shown>,
    /// The runs whose weights the worker has: of each network one.
    in_worker: Vec<RunId>,
    last: RunId,
}

/// What a tab shows.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shown {
    tab: TabId,
    /// The run whose progress it tells.
    run: RunId,
    /// The run whose curves and weights it shows: an earlier one until the first step of a new one is done.
    learned: RunId,
}

impl Runs {
    /// The name of a new run.
    pub fn next_id(&mut self) -> RunId {
        self.last.0 += 1;
        self.last
    }

    /// Adds a run and shows it in its tab. One that was shown there and never learned anything goes.
    pub fn insert(&mut self, record: RunRecord) {
        let RunRecord { run, tab, .. } = record;
        let before = self.shown_in(tab);
        let learned = if record.has_learned() { run } else { before.map_or(run, |before| before.learned) };
        if let Some(before) = before {
            self.records.retain(|other| other.run != before.run || other.has_learned());
        }
        if record.has_learned() {
            self.drop_ready(tab);
        }
        self.place(record);
        self.show_in(Shown { tab, run, learned });
    }

    /// Adds ready-trained weights, which no tab shows, until the user has a run of their network.
    pub fn insert_ready(&mut self, record: RunRecord) {
        self.records.retain(|other| other.run != record.run);
        self.place(record);
    }

    /// Runs stand in the order in which they were begun, and behind them ready-trained weights in that of the zoo, whichever
    /// came first.
    fn place(&mut self, record: RunRecord) {
        let at = self.records.partition_point(|other| other.run < record.run);
        self.records.insert(at, Rc::new(record));
    }

    /// Ready-trained weights give way to a run of their network.
    fn drop_ready(&mut self, tab: TabId) {
        self.records.retain(|record| !(record.run.is_ready() && record.tab == tab));
    }

    /// Lets go of the runs of a tab that is removed.
    pub fn remove_of(&mut self, tab: TabId) {
        let is_gone = |record: &RunRecord| record.tab == tab;
        let gone: Vec<RunId> =
            self.records.iter().filter(|record| is_gone(record)).map(|record| record.run).collect();
        self.records.retain(|record| !is_gone(record));
        self.shown.retain(|shown| shown.tab != tab);
        self.in_worker.retain(|run| !gone.contains(run));
    }

    /// Takes a run away; its tab shows its newest other one.
    pub fn remove(&mut self, run: RunId) -> Option<Rc<RunRecord>> {
        let at = self.records.iter().position(|record| record.run == run)?;
        let record = self.records.remove(at);
        let is_shown = |shown: &Shown| shown.run == run || shown.learned == run;
        if self.shown.iter().any(is_shown) {
            self.shown.retain(|shown| !is_shown(shown));
            let newest = self.all().filter(|other| other.tab == record.tab).last().map(|other| other.run);
            newest.into_iter().for_each(|newest| self.show(newest));
        }
        Some(record)
    }

    /// Brings back a run that was taken away; it is shown in its tab where nothing else is.
    pub fn put_back(&mut self, record: Rc<RunRecord>) {
        let RunRecord { run, tab, .. } = *record;
        let at = self.records.partition_point(|other| other.run < run);
        self.records.insert(at, record);
        if self.shown_in(tab).is_none() {
            self.show(run);
        }
    }

    /// Shows a run in its tab, with all that it has learned.
    pub fn show(&mut self, run: RunId) {
        if let Some(tab) = self.get(run).map(|record| record.tab) {
            self.drop_ready(tab);
            self.show_in(Shown { tab, run, learned: run });
        }
    }

    fn show_in(&mut self, shown: Shown) {
        self.shown.retain(|other| other.tab != shown.tab);
        self.shown.push(shown);
    }

    fn shown_in(&self, tab: TabId) -> Option<Shown> {
        self.shown.iter().find(|shown| shown.tab == tab).copied()
    }

    pub fn get(&self, run: RunId) -> Option<&Rc<RunRecord>> {
        self.records.iter().find(|record| record.run == run)
    }

    pub fn get_mut(&mut self, run: RunId) -> Option<&mut RunRecord> {
        // Only this one: the page holds the others, and a changed one would be copied.
        self.records.iter_mut().find(|record| record.run == run).map(Rc::make_mut)
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut RunRecord> {
        self.records.iter_mut().map(Rc::make_mut)
    }

    /// The run whose progress a tab tells.
    pub fn shown(&self, tab: TabId) -> Option<&Rc<RunRecord>> {
        self.get(self.shown_in(tab)?.run)
    }

    /// The run whose curves and weights a tab shows.
    pub fn learned(&self, tab: TabId) -> Option<&Rc<RunRecord>> {
        self.get(self.shown_in(tab)?.learned).filter(|record| record.history.is_some())
    }

    /// The run that the worker is busy with, or that waits for it.
    pub fn active(&self) -> Option<&Rc<RunRecord>> {
        self.records.iter().find(|record| record.state.is_active())
    }

    /// All runs that have learned something here.
    pub fn all(&self) -> impl Iterator<Item = &Rc<RunRecord>> {
        self.with_ready().filter(|record| !record.run.is_ready())
    }

    /// The same, and behind them the ready-trained weights.
    pub fn with_ready(&self) -> impl Iterator<Item = &Rc<RunRecord>> {
        self.records.iter().filter(|record| record.has_learned())
    }

    /// The runs that the pad asks, of each network one: the one in training, else the one that the worker has
    /// the weights of.
    pub fn asked(&self) -> Vec<&Rc<RunRecord>> {
        let network = |record: &RunRecord| record.config.network.id();
        let active = self.active().filter(|record| record.has_learned());
        let is_asked = |record: &&Rc<RunRecord>| match active {
            Some(active) if network(active) == network(record) => active.run == record.run,
            _ => self.is_in_worker(record.run),
        };
        self.with_ready().filter(is_asked).collect()
    }

    /// Whether leaving the page ends a run, or loses what no file has.
    pub fn would_be_lost(&self) -> bool {
        self.records.iter().any(|record| record.state.is_active() || record.unsaved)
    }

    /// The worker has the weights of this run, in place of another of the same network.
    pub fn is_now_in_worker(&mut self, run: RunId) {
        let network = |run: RunId| self.get(run).map(|record| record.config.network.id());
        let mut others = self.in_worker.clone();
        others.retain(|other| network(*other) != network(run));
        others.push(run);
        self.in_worker = others;
    }

    fn is_in_worker(&self, run: RunId) -> bool {
        self.in_worker.contains(&run)
    }

    /// Keeps a run's checkpoint in place of its earlier one.
    pub fn keep(&mut self, run: RunId, checkpoint: Bulk) {
        if let Some(record) = self.get_mut(run) {
            record.weights = Weights::Kept(checkpoint);
        }
    }

    /// Lets go of the oldest weights where older runs have more than they may. Gives those runs.
    pub fn let_go(&mut self) -> Vec<RunId> {
        let older = self.records.iter().rev().filter(|record| !self.is_in_worker(record.run));
        let mut bytes = 0;
        let mut gone = Vec::new();
        for record in older.filter(|record| !record.state.is_active()) {
            match bytes + record.weights.bytes() {
                more if more > OLDER_WEIGHTS_BYTES => gone.push(record.run),
                more => bytes = more,
            }
        }
        for run in &gone {
            if let Some(record) = self.get_mut(*run) {
                record.weights = Weights::LetGo;
                record.unsaved = false;
            }
        }
        gone
    }

    /// What a new worker is told first: what each network has learned last.
    pub fn restore_all(&self) -> Vec<(Command, Bulk)> {
        self.in_worker.iter().filter_map(|run| self.restoring(*run)).collect()
    }

    /// What the worker is told before it is asked for a run's weights: nothing where it has them.
    pub fn restore(&mut self, run: RunId) -> Option<(Command, Bulk)> {
        let in_training = matches!(self.get(run)?.state, RunState::Running | RunState::Paused);
        if in_training || self.is_in_worker(run) {
            return None;
        }
        let restoring = self.restoring(run)?;
        self.is_now_in_worker(run);
        Some(restoring)
    }

    fn restoring(&self, run: RunId) -> Option<(Command, Bulk)> {
        let record = self.get(run)?;
        let Weights::Kept(checkpoint) = &record.weights else { return None };
        let network = record.config.network.clone();
        Some((Command::Restore { run, network }, checkpoint.clone()))
    }
}
