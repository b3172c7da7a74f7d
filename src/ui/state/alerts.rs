//! Problems that the user has not dismissed yet.

use crate::protocol::Trouble;

/// A problem on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    pub id: u32,
    pub trouble: Trouble,
    /// Whether starting the worker anew may help.
    pub restart_helps: bool,
}

/// The problems on the page, oldest first, none twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alerts {
    shown: Vec<Alert>,
    next: u32,
}

impl Alerts {
    /// Adds a problem unless it is shown already.
    pub fn add(&mut self, trouble: Trouble) {
        self.push(trouble, false);
    }

    /// Adds a problem that a new worker may solve.
    pub fn add_for_worker(&mut self, trouble: Trouble) {
        self.push(trouble, true);
    }

    /// Takes away the problem that the user has read.
    pub fn dismiss(&mut self, id: u32) {
        self.shown.retain(|alert| alert.id != id);
    }

    /// Takes away the problems that a new worker has solved.
    pub fn worker_is_back(&mut self) {
        self.shown.retain(|alert| !alert.restart_helps);
    }

    pub fn shown(&self) -> &[Alert] {
        &self.shown
    }

    fn push(&mut self, trouble: Trouble, restart_helps: bool) {
        if self.shown.iter().all(|alert| alert.trouble != trouble) {
            self.shown.push(Alert { id: self.next, trouble, restart_helps });
            self.next += 1;
        }
    }
}
