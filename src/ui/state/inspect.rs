//! What the view Inspect shows: of which run, which images, and the pictures of the test set.

use std::rc::Rc;

use super::{Effect, PageState, RunRecord, View};
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
    asked: Option<RequestId>,
}

/// The user wants Inspect to show something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InspectChange {
    Run(RunId),
    List(Which),
    /// Pass over so many of the listed images.
    Skip(usize),
}

impl Inspect {
    /// The worker is gone, and its reply with it.
    pub fn forget_pending(&mut self) {
        self.asked = None;
    }
}

impl PageState {
    /// The run that Inspect shows: the chosen one, else the one of the tab that was open last, else the newest
    /// that was tested.
    pub fn inspected(&self) -> Option<&Rc<RunRecord>> {
        let tested = |record: &&Rc<RunRecord>| record.answers.is_some();
        let chosen = self.inspect.chosen.and_then(|run| self.runs.get(run));
        let in_tab = || self.runs.learned(self.network);
        let newest = || self.runs.all().filter(tested).last();
        chosen.filter(tested).or_else(|| in_tab().filter(tested)).or_else(newest)
    }

    pub(super) fn change_inspect(&mut self, change: InspectChange) -> Vec<Effect> {
        let mut skipped = 0;
        match change {
            InspectChange::Run(run) => self.inspect.chosen = Some(run),
            InspectChange::List(which) => self.inspect.which = which,
            InspectChange::Skip(images) => skipped = images,
        }
        self.inspect.skipped = skipped;
        self.ask_for_images()
    }

    /// Asks for the pictures that Inspect needs and the page does not have.
    pub(super) fn ask_for_images(&mut self) -> Vec<Effect> {
        let Some(record) = self.inspected().filter(|_| self.view == View::Inspect) else { return Vec::new() };
        let needed = record.answers.as_ref().map(|tested| &tested.data);
        let (data, seed) = (record.config.data, record.config.seed);
        let there = self.inspect.images.as_ref().map(|images| &images.data);
        if needed == there || self.inspect.asked.is_some() {
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
        pixels: Option<Bulk>,
    ) {
        if self.inspect.asked != Some(request) {
            return;
        }
        self.inspect.asked = None;
        match (reply, pixels) {
            (Ok(data), Some(pixels)) => self.inspect.images = Some(Rc::new(TestImages { data, pixels })),
            (Ok(_), None) => {}
            (Err(trouble), _) => self.alerts_mut().add(trouble),
        }
    }
}
