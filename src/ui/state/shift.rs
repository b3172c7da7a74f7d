//! The shift test of runs: their accuracy on the first test images, moved and turned. One move is with the worker at a
//! time, so that it can be stopped between any two.

use std::rc::Rc;

use super::{Effect, PageState, RunRecord};
use crate::data::PIXELS;
use crate::data::augment::Similarity;
use crate::protocol::{Command, RequestId, RunId, Trouble};
use crate::study::shift::{Move, accuracy, moves};

/// Test images that are moved.
const IMAGES: u32 = 1_000;

/// Milliseconds of computing after which the user is asked whether it is to go on.
pub(super) const UNASKED_MS: f64 = 10_000.0;

/// What a run reads of moved images.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifted {
    pub run: RunId,
    /// What the data are called.
    pub data: String,
    pub images: u32,
    /// Share of the images read right, for each move that was tried.
    pub accuracies: Vec<(Move, f64)>,
    /// Those that were not tried yet, the next one last.
    pub left: Vec<Move>,
}

/// The tests, and the move that the worker tries.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShiftTests {
    pub tests: Vec<Rc<Shifted>>,
    asked: Option<Asked>,
}

#[derive(Debug, Clone, PartialEq)]
struct Asked {
    request: RequestId,
    run: RunId,
    moved: Move,
    labels: Vec<u8>,
    /// Milliseconds that this sitting took before.
    spent: f64,
}

impl ShiftTests {
    /// The run that is being tested.
    pub fn running(&self) -> Option<RunId> {
        self.asked.as_ref().map(|asked| asked.run)
    }

    pub fn of(&self, run: RunId) -> Option<&Rc<Shifted>> {
        self.tests.iter().find(|test| test.run == run)
    }

    /// Its weights change: what was found is not theirs any more.
    pub fn forget(&mut self, run: RunId) {
        self.tests.retain(|test| test.run != run);
    }

    /// No further moves: the user has seen enough, or the worker is gone.
    pub fn stop(&mut self) {
        self.asked = None;
    }
}

impl PageState {
    /// Begins the test of the run that Inspect shows, or goes on with it.
    pub(super) fn test_shifts(&mut self) -> Vec<Effect> {
        let ready = |record: &&Rc<RunRecord>| record.has_weights() && !record.state.is_active();
        let Some(record) = self.inspected().filter(ready) else { return Vec::new() };
        let run = record.run;
        let Some(images) = self.inspect.images.clone() else { return Vec::new() };
        let shifts = &mut self.inspect.shifts;
        // Other data by now: another test.
        let is_over = |test: &Rc<Shifted>| test.data != images.data || test.left.is_empty();
        shifts.tests.retain(|test| test.run != run || !is_over(test));
        if shifts.of(run).is_none() {
            let left = moves().into_iter().rev().collect();
            let (data, images) = (images.data.clone(), images.count().min(IMAGES));
            shifts.tests.push(Rc::new(Shifted { run, data, images, accuracies: Vec::new(), left }));
        }
        self.try_next(run, 0.0)
    }

    fn try_next(&mut self, run: RunId, spent: f64) -> Vec<Effect> {
        if self.runs.get(run).is_none_or(|record| record.state.is_active()) {
            return Vec::new();
        }
        let next = self.inspect.shifts.of(run).and_then(|test| Some((test.images, *test.left.last()?)));
        let (Some((count, moved)), Some(images)) = (next, self.inspect.images.clone()) else {
            return Vec::new();
        };
        let (Some(pixels), Some(labels)) =
            (images.pixels.part(0, count * PIXELS as u32), images.labels.part(0, count))
        else {
            return Vec::new();
        };
        let request = self.next_request();
        self.inspect.shifts.asked = Some(Asked { request, run, moved, labels, spent });
        self.ask_about(run, Command::Logits { request, run, images: moved_images(&pixels, moved) })
    }

    /// Takes in logits that were asked for: those of moved images, after which the next move is tried, or of covered
    /// ones.
    pub(super) fn take_logits(
        &mut self,
        request: RequestId,
        reply: Result<Vec<f32>, Trouble>,
        milliseconds: f64,
    ) -> Vec<Effect> {
        if self.take_occluded(request, &reply) {
            return Vec::new();
        }
        let Some(asked) = self.inspect.shifts.asked.take_if(|asked| asked.request == request) else {
            return Vec::new();
        };
        let Asked { run, moved, labels, spent, .. } = asked;
        let logits = match reply {
            Ok(logits) => logits,
            Err(trouble) => {
                self.alerts_mut().add(trouble);
                return Vec::new();
            }
        };
        if let Some(test) = self.inspect.shifts.tests.iter_mut().find(|test| test.run == run) {
            let test = Rc::make_mut(test);
            test.left.retain(|left| *left != moved);
            test.accuracies.push((moved, accuracy(&logits, &labels)));
        }
        match spent + milliseconds {
            spent if spent < UNASKED_MS => self.try_next(run, spent),
            _ => Vec::new(),
        }
    }
}

/// Every image of 28 × 28 bytes, moved; what comes in from outside is background.
fn moved_images(pixels: &[u8], moved: Move) -> Vec<u8> {
    let similarity = match moved {
        Move::Shift(right, down) => Similarity::new(0.0, 1.0, [right.into(), down.into()]),
        Move::Turn(degrees) => Similarity::new(degrees.into(), 1.0, [0.0, 0.0]),
    };
    let images = pixels.as_chunks::<PIXELS>().0.iter();
    images.flat_map(|image| similarity.resample(image)).map(|value| value.round() as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::SIDE;

    #[test]
    fn images_move_right_and_down() {
        let mut image = [0; PIXELS];
        image[5 * SIDE + 6] = 200;
        let moved = moved_images(&image, Move::Shift(3, -2));
        assert_eq!(moved[3 * SIDE + 9], 200);
        assert_eq!(moved.iter().filter(|value| **value > 0).count(), 1);
        assert_eq!(moved_images(&image, Move::Turn(0)), image);
    }
}
