//! The ReLUs of a run that are dead: that let nothing through for any test image. A part of the images is with the
//! worker at a time, so that counting can be stopped between any two.

use std::rc::Rc;

use super::shift::UNASKED_MS;
use super::{Effect, PageState, RunRecord};
use crate::data::PIXELS;
use crate::protocol::{Command, RequestId, RunId, Trouble};

/// Test images that the worker looks at before it tells.
const PART: u32 = 100;

/// What was found so far.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadRelus {
    pub run: RunId,
    /// What the data are called.
    pub data: String,
    /// Test images that were looked at, and all that there are.
    pub images: (u32, u32),
    /// For each ReLU, in the layers' order, and each of its channels or units, whether it let something through.
    pub alive: Vec<Vec<bool>>,
    asked: Option<RequestId>,
    /// Milliseconds that this sitting took.
    spent: f64,
}

impl DeadRelus {
    /// Whether the worker looks at a part of the images.
    pub fn is_counting(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether all images were looked at.
    pub fn is_done(&self) -> bool {
        self.images.0 == self.images.1
    }

    /// Of a ReLU how many channels or units are dead, and how many there are.
    pub fn of(&self, relu: usize) -> Option<(usize, usize)> {
        let alive = self.alive.get(relu)?;
        Some((alive.iter().filter(|alive| !**alive).count(), alive.len()))
    }

    /// No further images: the user has seen enough, or the worker is gone.
    pub fn stop(&mut self) {
        self.asked = None;
    }

    /// A channel is alive that let something through in any part.
    fn add(&mut self, part: Vec<Vec<bool>>) {
        if self.alive.is_empty() {
            self.alive = part;
            return;
        }
        for (units, part) in self.alive.iter_mut().zip(part) {
            for (alive, now) in units.iter_mut().zip(part) {
                *alive |= now;
            }
        }
    }
}

impl PageState {
    /// Begins to count in the run that Inspect shows, or goes on.
    pub(super) fn count_dead(&mut self) -> Vec<Effect> {
        let ready = |record: &&Rc<RunRecord>| record.has_weights() && !record.state.is_active();
        let Some(record) = self.inspected().filter(ready) else { return Vec::new() };
        let run = record.run;
        let Some(images) = self.inspect.images.clone() else { return Vec::new() };
        let goes_on =
            |dead: &&mut DeadRelus| (dead.run, &dead.data) == (run, &images.data) && !dead.is_done();
        match self.inspect.dead.as_mut().filter(goes_on) {
            Some(dead) => dead.spent = 0.0,
            None => {
                let (data, images) = (images.data.clone(), (0, images.count()));
                let alive = Vec::new();
                self.inspect.dead = Some(DeadRelus { run, data, images, alive, asked: None, spent: 0.0 });
            }
        }
        self.count_next()
    }

    /// Has the worker look at the next part, as long as the run does not train and the images are there.
    fn count_next(&mut self) -> Vec<Effect> {
        let request = self.next_request();
        let Some(dead) = self.inspect.dead.as_mut() else { return Vec::new() };
        let (done, all) = dead.images;
        let rests = |record: &&Rc<RunRecord>| !record.state.is_active();
        let images = self.inspect.images.as_ref().filter(|images| images.data == dead.data);
        let part = images.and_then(|images| {
            images.pixels.part(done * PIXELS as u32, PART.min(all - done) * PIXELS as u32)
        });
        let (Some(_), Some(images)) = (self.runs.get(dead.run).filter(rests), part) else {
            return Vec::new();
        };
        if dead.is_done() {
            return Vec::new();
        }
        dead.asked = Some(request);
        let run = dead.run;
        self.ask_about(run, Command::Alive { request, run, images })
    }

    /// Takes in which ReLUs let something through for a part of the images, and has the next one looked at.
    pub(super) fn take_alive(
        &mut self,
        request: RequestId,
        reply: Result<Vec<Vec<bool>>, Trouble>,
        milliseconds: f64,
    ) -> Vec<Effect> {
        let Some(dead) = self.inspect.dead.as_mut().filter(|dead| dead.asked == Some(request)) else {
            return Vec::new();
        };
        dead.asked = None;
        match reply {
            Ok(part) => dead.add(part),
            Err(trouble) => {
                self.alerts_mut().add(trouble);
                return Vec::new();
            }
        }
        dead.images.0 = (dead.images.0 + PART).min(dead.images.1);
        dead.spent += milliseconds;
        if dead.spent < UNASKED_MS { self.count_next() } else { Vec::new() }
    }
}
