//! What the lens shows: an image, and what each layer of the inspected network makes of it. One question is with the
//! worker at a time; when it is answered, what is wanted by then is asked.

use std::rc::Rc;

use super::filters::Filters;
use super::{Effect, PageState, RunRecord, TestImages, View, WeightsTest};
use crate::arch::Unit;
use crate::data::PIXELS;
use crate::protocol::{Command, RequestId, RunId, Trouble};
use crate::study::{Activations, occlusion};
use crate::web::Bulk;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An image of the test set.
    TestImage(u32),
    /// The drawing on the pad.
    Pad,
}

/// The user wants the lens to show something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensChange {
    Subject(Subject),
    /// Where a number comes from; none closes that.
    Unit(Option<Unit>),
    /// Whether each channel has a scale of its own.
    OwnScales(bool),
    /// Slide a grey square over the image.
    Occlude,
    /// Show the weights of this layer; none closes them.
    Filters(Option<u32>),
}

/// What the worker was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub run: RunId,
    /// 28 × 28 bytes.
    pub pixels: Rc<Vec<u8>>,
    pub unit: Option<Unit>,
    /// Changes with what the run has learned.
    learned: (usize, bool),
}

/// What a network has inside, for one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Inside {
    pub activations: Activations,
    pub source: Option<UnitSource>,
}

/// Where a unit's number comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitSource {
    /// Of the unit with respect to each pixel of the input.
    pub gradient: Vec<f32>,
    /// What it was taught.
    pub parameters: Vec<f32>,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub question: Question,
    pub answer: Result<Inside, Trouble>,
}

/// The lens.
#[derive(Debug, Clone, PartialEq)]
pub struct Lens {
    pub subject: Subject,
    pub unit: Option<Unit>,
    pub own_scales: bool,
    /// The latest answer.
    pub seen: Option<Rc<Seen>>,
    asked: Option<(RequestId, Question)>,
    occlusion: Option<Occlusion>,
    pub(super) filters: Option<Filters>,
}

/// A grey square slides over the image of a question.
#[derive(Debug, Clone, PartialEq)]
struct Occlusion {
    request: RequestId,
    question: Question,
    /// `[places, classes]`, once they are there.
    logits: Option<Rc<Vec<f32>>>,
}

impl Default for Lens {
    fn default() -> Self {
        Self {
            subject: Subject::TestImage(0),
            unit: None,
            own_scales: false,
            seen: None,
            asked: None,
            occlusion: None,
            filters: None,
        }
    }
}

impl Lens {
    /// The worker is gone, and its reply with it.
    pub fn forget_pending(&mut self) {
        self.asked = None;
        self.occlusion = None;
        self.filters = None;
    }

    /// The logits under each place of the grey square, for what is seen now.
    pub fn occluded(&self) -> Option<&[f32]> {
        let (occlusion, seen) = (self.occlusion.as_ref()?, self.seen.as_ref()?);
        let is_same = occlusion.question.without_unit() == seen.question.without_unit();
        occlusion.logits.as_ref().filter(|_| is_same).map(|logits| &logits[..])
    }
}

impl Question {
    /// The same image, run and weights, whichever unit is looked into.
    fn without_unit(&self) -> Self {
        Self { unit: None, ..self.clone() }
    }
}

impl Inside {
    /// Reads the bulk of an answer about a network.
    pub fn read(record: &RunRecord, bulk: &[Bulk]) -> Result<Self, Trouble> {
        let trace = record.config.network.trace().ok();
        let activations =
            bulk.first().zip(trace).and_then(|(outputs, trace)| Activations::new(&trace, numbers(outputs)));
        let source = match bulk {
            [_, gradient, parameters] => {
                Some(UnitSource { gradient: numbers(gradient), parameters: numbers(parameters) })
            }
            _ => None,
        };
        let activations = activations.ok_or_else(|| Trouble {
            message: "The trainer told of other layers than the network has.".into(),
            advice: "Reload the page.".into(),
        })?;
        Ok(Self { activations, source })
    }
}

/// What changes with what a run has learned, as far as the lens follows it: from epoch to epoch.
pub(super) fn learned(record: &RunRecord) -> (usize, bool) {
    let epochs = record.history.as_ref().map_or(0, |history| history.epochs.len());
    (epochs, record.state.is_active())
}

/// The little-endian numbers of a bulk.
pub(super) fn numbers(part: &Bulk) -> Vec<f32> {
    let bytes = part.part(0, part.bytes() as u32).unwrap_or_default();
    bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

impl PageState {
    /// Asks for the pictures and for what the lens shows, where Inspect is open and lacks them.
    pub(super) fn look(&mut self) -> Vec<Effect> {
        let mut effects = self.test_ready();
        effects.extend(self.ask_for_images());
        effects.extend(self.ask_lens());
        effects.extend(self.renew_filters());
        effects
    }

    /// Ready-trained weights are tested once Inspect shows them.
    fn test_ready(&mut self) -> Vec<Effect> {
        let inspected = self.inspected().filter(|_| self.view == View::Inspect);
        let not_asked = |record: &&Rc<RunRecord>| {
            record.loaded().is_some_and(|loaded| loaded.test == WeightsTest::NotAsked)
        };
        let untested = inspected.filter(not_asked);
        untested.map(|record| record.run).map(|run| self.test_weights(run)).unwrap_or_default()
    }

    pub(super) fn change_lens(&mut self, change: LensChange) -> Vec<Effect> {
        let lens = &mut self.inspect.lens;
        match change {
            LensChange::Subject(subject) => lens.subject = subject,
            LensChange::Unit(unit) => lens.unit = unit,
            LensChange::OwnScales(own) => lens.own_scales = own,
            LensChange::Occlude => return self.occlude(),
            LensChange::Filters(layer) => return self.ask_filters(layer),
        }
        self.look()
    }

    fn ask_lens(&mut self) -> Vec<Effect> {
        let lens = &self.inspect.lens;
        if self.view != View::Inspect || lens.asked.is_some() {
            return Vec::new();
        }
        let Some(question) = self.lens_question() else { return Vec::new() };
        if lens.seen.as_ref().is_some_and(|seen| seen.question == question) {
            return Vec::new();
        }
        let request = self.next_request();
        let Question { run, ref pixels, unit, .. } = question;
        let command = Command::Lens { request, run, pixels: pixels.to_vec(), unit };
        self.inspect.lens.asked = Some((request, question));
        self.ask_about(run, command)
    }

    fn occlude(&mut self) -> Vec<Effect> {
        let Some(question) = self.lens_question() else { return Vec::new() };
        let (request, run) = (self.next_request(), question.run);
        let images = occlusion::covered(&question.pixels);
        self.inspect.lens.occlusion = Some(Occlusion { request, question, logits: None });
        self.ask_about(run, Command::Logits { request, run, images })
    }

    /// Takes in what the network says under the grey square; says whether that was awaited.
    pub(super) fn take_occluded(&mut self, request: RequestId, reply: &Result<Vec<f32>, Trouble>) -> bool {
        let awaited = self.inspect.lens.occlusion.as_mut().filter(|occlusion| occlusion.request == request);
        let Some(occlusion) = awaited else { return false };
        match reply {
            Ok(logits) => occlusion.logits = Some(Rc::new(logits.clone())),
            Err(trouble) => self.alerts_mut().add(trouble.clone()),
        }
        true
    }

    /// What the lens is to show; none where there is no network or no image yet.
    fn lens_question(&self) -> Option<Question> {
        let record = self.inspected().filter(|record| record.has_weights())?;
        let lens = &self.inspect.lens;
        let pixels = match lens.subject {
            Subject::TestImage(index) => Rc::new(self.inspect.images.as_ref()?.image(index)?),
            Subject::Pad => self.questions.drawing()?.clone(),
        };
        let layers = &record.config.network.layers;
        let unit = lens.unit.filter(|unit| (unit.layer as usize) < layers.len());
        Some(Question { run: record.run, pixels, unit, learned: learned(record) })
    }

    /// Takes in what the lens asked for, and asks for what is wanted by now.
    pub(super) fn lens_answered(
        &mut self,
        request: RequestId,
        reply: Result<(), Trouble>,
        bulk: &[Bulk],
    ) -> Vec<Effect> {
        let Some((_, question)) = self.inspect.lens.asked.take_if(|(asked, _)| *asked == request) else {
            return Vec::new();
        };
        let record = self.runs.get(question.run);
        if let Some(record) = record {
            let answer = reply.and_then(|()| Inside::read(record, bulk));
            self.inspect.lens.seen = Some(Rc::new(Seen { question, answer }));
        }
        self.ask_lens()
    }
}

impl TestImages {
    /// How many there are.
    pub fn count(&self) -> u32 {
        (self.pixels.bytes() / PIXELS as u64) as u32
    }

    /// 28 × 28 bytes of an image.
    pub fn image(&self, index: u32) -> Option<Vec<u8>> {
        self.pixels.part(index.checked_mul(PIXELS as u32)?, PIXELS as u32)
    }

    /// The bytes of the first images, and what they show.
    pub fn first(&self, images: u32) -> Option<(Vec<u8>, Vec<u8>)> {
        self.pixels.part(0, images.checked_mul(PIXELS as u32)?).zip(self.labels.part(0, images))
    }

    /// What an image shows.
    pub fn label(&self, index: u32) -> Option<u8> {
        self.labels.part(index, 1)?.first().copied()
    }
}
