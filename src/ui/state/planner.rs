//! The planner: sizes as the user types them, and what the reader makes of them.

use std::rc::Rc;

use super::{Effect, PageState};
use crate::protocol::{Aim, Command, RequestId};

/// A question of the planner.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Planned {
    /// As it was typed.
    pub size: Rc<str>,
    asked: Option<RequestId>,
    /// An answer and its derivations, a line each, or what is wrong with the size.
    pub reply: Option<Rc<Result<Vec<String>, String>>>,
}

/// Both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Planner([Planned; 2]);

impl Planner {
    /// What was asked for this aim.
    pub fn of(&self, aim: Aim) -> &Planned {
        &self.0[aim as usize]
    }

    /// Takes an answer; that of a size which has changed since is of no interest.
    pub(super) fn take(&mut self, request: RequestId, reply: Result<Vec<String>, String>) {
        if let Some(planned) = self.0.iter_mut().find(|planned| planned.asked == Some(request)) {
            planned.reply = Some(Rc::new(reply));
        }
    }
}

impl PageState {
    pub(super) fn plan(&mut self, aim: Aim, size: String) -> Vec<Effect> {
        let request = self.next_request();
        let asked = !size.trim().is_empty();
        self.planner.0[aim as usize] =
            Planned { size: size.as_str().into(), asked: asked.then_some(request), reply: None };
        if asked { self.ask_reader(Command::Plan { request, aim, size }, Vec::new()) } else { Vec::new() }
    }
}
