//! The same settings trained with several seeds, one after the other.

use std::rc::Rc;

use super::{Effect, PageState, RunState};
use crate::settings::{Field, Settings};
use crate::ui::tab::TabId;

/// Seeds that are trained with at least and at most.
pub const FEWEST_SEEDS: u32 = 2;
pub const MOST_SEEDS: u32 = 50;

/// What is being repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    pub tab: TabId,
    /// As they were, and are again in the end.
    settings: Rc<Settings>,
    first: u64,
    /// Seeds whose run is done.
    pub done: u32,
    pub seeds: u32,
}

impl PageState {
    /// Trains a network afresh with its settings' seed and those that follow it.
    pub(super) fn repeat(&mut self, tab: TabId) -> Vec<Effect> {
        let form = self.form(tab);
        if self.runs.active().is_some() || !form.is_valid() {
            return Vec::new();
        }
        let (settings, first) = (form.settings.clone(), form.config.seed);
        self.repeat = Some(Repeat { tab, settings, first, done: 0, seeds: self.seeds });
        self.train_next_seed()
    }

    fn train_next_seed(&mut self) -> Vec<Effect> {
        let Some(Repeat { tab, settings, first, done, .. }) = self.repeat.clone() else { return Vec::new() };
        let seed = (first + u64::from(done)).to_string();
        let mut effects = self.edit(tab, Settings::clone(&settings).with(Field::Seed, &seed));
        self.form_mut(tab).go_on = false;
        effects.extend(self.train(tab));
        if self.runs.active().is_none() {
            effects.extend(self.end_repeat());
        }
        effects
    }

    /// A run has ended so: the next one begins, or all are done.
    pub(super) fn go_on_repeating(&mut self, ended: RunState) -> Vec<Effect> {
        let Some(repeat) = &mut self.repeat else { return Vec::new() };
        repeat.done += 1;
        if ended == RunState::Done && repeat.done < repeat.seeds {
            self.train_next_seed()
        } else {
            self.end_repeat()
        }
    }

    /// Gives the form its own seed back.
    pub(super) fn end_repeat(&mut self) -> Vec<Effect> {
        let Some(Repeat { tab, settings, .. }) = self.repeat.take() else { return Vec::new() };
        self.edit(tab, Settings::clone(&settings))
    }
}
