//! Compare: which runs are drawn, in what order they stand, and the run that was deleted last.

use std::rc::Rc;

use super::{Effect, PageState, RunRecord};
use crate::protocol::{RunId, Trouble};

/// What the curves are drawn against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Axis {
    #[default]
    Steps,
    Epochs,
    /// Of training, tests left out.
    Seconds,
}

/// How Compare shows the runs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The runs that are not drawn.
    hidden: Rc<Vec<RunId>>,
    /// The label of the column that the runs are sorted by, and whether downwards.
    pub sort: Option<(&'static str, bool)>,
    pub axis: Axis,
    /// The run that was deleted last, for as long as it can come back.
    pub deleted: Option<Rc<RunRecord>>,
}

/// The user changes Compare.
#[derive(Debug, Clone, PartialEq)]
pub enum CompareChange {
    Draw(RunId, bool),
    /// Sort by the column with this label; again turns the order round.
    Sort(&'static str),
    Axis(Axis),
    Rename(RunId, String),
    Delete(RunId),
    /// Bring the run back that was deleted last.
    Undo,
}

impl Comparison {
    /// Whether a run is drawn.
    pub fn draws(&self, run: RunId) -> bool {
        !self.hidden.contains(&run)
    }
}

impl PageState {
    pub(super) fn change_comparison(&mut self, change: CompareChange) -> Vec<Effect> {
        let comparison = &mut self.comparison;
        match change {
            CompareChange::Draw(run, drawn) => {
                let hidden = Rc::make_mut(&mut comparison.hidden);
                hidden.retain(|other| *other != run);
                if !drawn {
                    hidden.push(run);
                }
            }
            CompareChange::Sort(label) => {
                let again = comparison.sort.filter(|(by, _)| *by == label);
                comparison.sort = Some((label, again.is_some_and(|(_, downwards)| !downwards)));
            }
            CompareChange::Axis(axis) => comparison.axis = axis,
            CompareChange::Rename(run, name) => {
                if let Some(record) = self.runs.get_mut(run) {
                    record.name = name.trim().into();
                }
            }
            CompareChange::Delete(run) => return self.delete_run(run),
            CompareChange::Undo => {
                if let Some(record) = comparison.deleted.take() {
                    self.runs.put_back(record);
                }
            }
        }
        Vec::new()
    }

    fn delete_run(&mut self, run: RunId) -> Vec<Effect> {
        if self.active_run() == Some(run) {
            let message = "The run was not deleted: it is in training.".to_owned();
            self.alerts_mut().add(Trouble { message, advice: "Stop it first.".into() });
            return Vec::new();
        }
        self.comparison.deleted = self.runs.remove(run).or(self.comparison.deleted.take());
        Vec::new()
    }
}
