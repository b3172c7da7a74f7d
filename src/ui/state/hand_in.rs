//! Hand-ins: what of the runs the reader is given, once the pictures of what they misread are there.

use super::{Effect, PageState, RunRecord, RunState};
use crate::protocol::{Command, RequestId, RunId, Trouble};
use crate::record::{Misread, Outcome, Run, misread, thinned};
use crate::reports::{HandInFormat, StepMetric};
use crate::study::Confusion;
use crate::web::Bulk;

/// The hand-in that the user waits for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HandIn {
    /// What is to be handed in as soon as the pictures are there.
    waiting: Option<(Vec<RunId>, HandInFormat)>,
    asked: Option<RequestId>,
}

impl HandIn {
    /// Whether one is being written.
    pub fn is_under_way(&self) -> bool {
        self.waiting.is_some() || self.asked.is_some()
    }

    /// The reader is lost.
    pub(super) fn give_up(&mut self) {
        *self = Self::default();
    }
}

impl PageState {
    pub(super) fn note(&mut self, run: RunId, text: &str) -> Vec<Effect> {
        if let Some(record) = self.runs.get_mut(run) {
            record.notes = text.into();
        }
        Vec::new()
    }

    /// Hands these runs in: first the pictures are fetched that one of them was tested on.
    pub(super) fn hand_in(&mut self, runs: Vec<RunId>, format: HandInFormat) -> Vec<Effect> {
        let tested =
            runs.iter().filter_map(|run| self.runs.get(*run)).find(|record| record.answers.is_some());
        let effects = match tested.cloned() {
            Some(record) => self.ask_for_images_of(&record),
            None => Vec::new(),
        };
        self.hand_in.waiting = Some((runs, format));
        if self.inspect.waits_for_images() { effects } else { self.go_on_handing_in() }
    }

    /// Hands in what waits for pictures: they are there, or cannot be had.
    pub(super) fn go_on_handing_in(&mut self) -> Vec<Effect> {
        let Some((runs, format)) = self.hand_in.waiting.take() else { return Vec::new() };
        let request = self.next_request();
        self.hand_in.asked = Some(request);
        let runs =
            runs.iter().filter_map(|run| self.runs.get(*run)).map(|record| self.told(record)).collect();
        self.ask_reader(Command::HandIn { request, runs, format }, Vec::new())
    }

    /// What there is to tell of a run.
    fn told(&self, record: &RunRecord) -> Run {
        let history = record.history.as_deref().cloned().unwrap_or_default();
        let of_step = |((step, loss), (_, accuracy)): (&(f64, f64), &(f64, f64))| StepMetric {
            step: *step as u32,
            loss: *loss as f32,
            accuracy: *accuracy as f32,
        };
        let curve: Vec<StepMetric> =
            history.loss.smooth.iter().zip(history.accuracy.smooth.iter()).map(of_step).collect();
        let device = history.device.as_ref().map(|device| device.title()).unwrap_or_default();
        let outcome = match record.state {
            RunState::Preparing | RunState::Running | RunState::Paused => Outcome::Running,
            RunState::Done => Outcome::Done,
            RunState::Idle | RunState::Stopped => Outcome::Stopped,
            RunState::Failed => Outcome::Failed,
        };
        Run {
            title: record.title(),
            config: (*record.config).clone(),
            source: record.source.as_deref().map(str::to_owned),
            device,
            data: history.learned_from(),
            outcome,
            epochs: history.epochs.to_vec(),
            curve: thinned(curve.into_iter()),
            final_test: history.final_test.as_deref().cloned(),
            confusion: record.answers.as_ref().map(|tested| Confusion::of(&tested.answers)),
            misread: self.misread(record),
            notes: record.notes.to_string(),
            link: self.query(record.tab, &record.config),
        }
    }

    /// The images that a run misread, with their pictures; none where those are of other data.
    fn misread(&self, record: &RunRecord) -> Vec<Misread> {
        let (Some(tested), Some(images)) = (&record.answers, &self.inspect.images) else { return Vec::new() };
        if tested.data != images.data {
            return Vec::new();
        }
        misread(&tested.answers, |index| images.image(index))
    }

    pub(super) fn handed_in(
        &mut self,
        request: RequestId,
        reply: Result<String, String>,
        mut bulk: Vec<Bulk>,
    ) -> Vec<Effect> {
        if self.hand_in.asked != Some(request) {
            return Vec::new();
        }
        self.hand_in.asked = None;
        match (reply, bulk.pop()) {
            (Ok(name), Some(file)) => vec![Effect::SaveFile(name, file)],
            (Ok(_), None) => Vec::new(),
            (Err(why), _) => {
                self.alerts_mut().add(Trouble {
                    message: format!("The hand-in was not written: {why}."),
                    advice: "Leave that run out, or mend its source and train it again.".into(),
                });
                Vec::new()
            }
        }
    }
}
