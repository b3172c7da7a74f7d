//! What the view Inspect shows: of which run, which images, and the pictures of the test set.

use std::rc::Rc;

use super::{DeadRelus, Effect, Lens, LensChange, PageState, RunRecord, ShiftTests, View};
use crate::protocol::{Command, RequestId, RunId, Trouble};
use crate::study::Which;
use crate::web::Bulk;

/// The pictures of a test set.
#[derive(Debug, Clone, PartialEq)]
pub struct TestImages {
    /// What the data are called.
    pub data: String,
    /// 28 × 28 bytes an image, 0 background, 255 ink.
    pub pixels: Bulk,
    /// A byte an image: what it shows.
    pub labels: Bulk,
}

/// What Inspect shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inspect {
    /// The run that the user chose, until then none.
    chosen: Option<RunId>,
    pub which: Which,
    /// How many of the listed images are passed over.
    pub skipped: usize,
    pub images: Option<Rc<TestImages>>,
    pub lens: Lens,
    pub shifts: ShiftTests,
    pub dead: Option<DeadRelus>,
    asked: Option<RequestId>,
}

/// The user wants Inspect to show something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InspectChange {
    Run(RunId),
    List(Which),
    /// Pass over so many of the listed images.
    Skip(usize),
    Lens(LensChange),
    /// Begin the shift test, or go on with it.
    TestShifts,
    StopShifts,
    /// Begin to count dead ReLUs, or go on.
    CountDead,
    StopDead,
}

impl Inspect {
    /// Whether the pictures of a test set are on their way.
    pub(super) fn waits_for_images(&self) -> bool {
        self.asked.is_some()
    }

    /// The worker is gone, and its reply with it.
    pub fn forget_pending(&mut self) {
        self.asked = None;
        self.lens.forget_pending();
        self.shifts.stop();
        self.stop_counting();
    }

    /// The weights of a run change: what was found of them is not theirs any more.
    pub fn forget(&mut self, run: RunId) {
        self.shifts.forget(run);
        self.dead.take_if(|dead| dead.run == run);
    }

    fn stop_counting(&mut self) {
        if let Some(dead) = &mut self.dead {
            dead.stop();
        }
    }
}

impl PageState {
    /// The run that Inspect shows: the chosen one, else the one of the tab that was open last, else the newest
    /// that has something to show.
    pub fn inspected(&self) -> Option<&Rc<RunRecord>> {
        let shows = |record: &&Rc<RunRecord>| record.can_be_inspected();
        let chosen = self.inspect.chosen.and_then(|run| self.runs.get(run));
        let in_tab = || self.runs.learned(self.network);
        let newest = || self.runs.all().filter(shows).last();
        let ready = || self.runs.with_ready().filter(shows).max_by_key(|record| record.tab == self.network);
        chosen.filter(shows).or_else(|| in_tab().filter(shows)).or_else(newest).or_else(ready)
    }

    pub(super) fn change_inspect(&mut self, change: InspectChange) -> Vec<Effect> {
        let mut skipped = 0;
        match change {
            InspectChange::Run(run) => self.inspect.chosen = Some(run),
            InspectChange::List(which) => self.inspect.which = which,
            InspectChange::Skip(images) => skipped = images,
            InspectChange::Lens(change) => return self.change_lens(change),
            InspectChange::TestShifts => return self.test_shifts(),
            InspectChange::CountDead => return self.count_dead(),
            InspectChange::StopDead => {
                self.inspect.stop_counting();
                return Vec::new();
            }
            InspectChange::StopShifts => {
                self.inspect.shifts.stop();
                return Vec::new();
            }
        }
        self.inspect.skipped = skipped;
        self.look()
    }

    /// Asks for the pictures that Inspect needs and the page does not have.
    pub(super) fn ask_for_images(&mut self) -> Vec<Effect> {
        let Some(record) = self.inspected().filter(|_| self.view == View::Inspect).cloned() else {
            return Vec::new();
        };
        self.ask_for_images_of(&record)
    }

    /// Asks for the pictures that a run was tested on, unless the page has them.
    pub(super) fn ask_for_images_of(&mut self, record: &RunRecord) -> Vec<Effect> {
        let needed = record.answers.as_ref().map(|tested| &tested.data);
        let (data, seed) = (record.config.data, record.config.seed);
        let there = self.inspect.images.as_ref().map(|images| &images.data);
        let is_there = there.is_some_and(|there| needed.is_none_or(|needed| needed == there));
        if is_there || self.inspect.asked.is_some() {
            return Vec::new();
        }
        let request = self.next_request();
        self.inspect.asked = Some(request);
        self.ask(Command::TestImages { request, data, seed })
    }

    /// Takes in the pictures of a test set.
    pub(super) fn take_images(
        &mut self,
        request: RequestId,
        reply: Result<String, Trouble>,
        bulk: Vec<Bulk>,
    ) -> Vec<Effect> {
        if self.inspect.asked != Some(request) {
            return Vec::new();
        }
        self.inspect.asked = None;
        match (reply, <[Bulk; 2]>::try_from(bulk)) {
            (Ok(data), Ok([pixels, labels])) => {
                self.inspect.images = Some(Rc::new(TestImages { data, pixels, labels }));
            }
            (Ok(_), Err(_)) => {}
            (Err(trouble), _) => self.alerts_mut().add(trouble),
        }
        let mut effects = self.look();
        effects.extend(self.go_on_handing_in());
        effects
    }
}
