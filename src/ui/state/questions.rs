//! What the page asks trained networks: drawings, one at a time, the newest first.

use std::rc::Rc;

use crate::protocol::{Command, Prediction, RequestId, Sample};

/// Drawings on their way to the worker, and its answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    in_flight: Option<RequestId>,
    waiting: Option<Vec<u8>>,
    /// The newest drawing, to be asked about again when a network has learned more.
    drawing: Option<Rc<Vec<u8>>>,
    /// The latest answer, one row for each trained network.
    pub predictions: Rc<Vec<Prediction>>,
    /// The test image that is awaited.
    sampling: Option<RequestId>,
    /// The image of the test set that was asked for last.
    pub sample: Option<Sample>,
}

impl Questions {
    /// Asks about a drawing now, as `request`, or after the answer that is awaited; then only the newest is
    /// asked.
    pub fn ask(&mut self, request: RequestId, pixels: Vec<u8>) -> Option<Command> {
        self.drawing = Some(Rc::new(pixels.clone()));
        if self.in_flight.is_some() {
            self.waiting = Some(pixels);
            return None;
        }
        self.in_flight = Some(request);
        Some(Command::Predict { request, pixels })
    }

    /// The newest drawing.
    pub fn drawing(&self) -> Option<&Rc<Vec<u8>>> {
        self.drawing.as_ref()
    }

    /// Asks about the newest drawing again: a network has learned more.
    pub fn ask_again(&mut self, request: RequestId) -> Option<Command> {
        let pixels = self.drawing.as_ref()?.to_vec();
        self.ask(request, pixels)
    }

    /// Takes in a reply; asks about the drawing that waited for it as `next`.
    pub fn answer(&mut self, request: RequestId, rows: Vec<Prediction>, next: RequestId) -> Option<Command> {
        if self.in_flight != Some(request) {
            return None;
        }
        self.predictions = Rc::new(rows);
        self.in_flight = None;
        let pixels = self.waiting.take()?;
        self.ask(next, pixels)
    }

    /// Only the test image that was asked for last is put on the pad.
    pub fn await_sample(&mut self, request: RequestId) {
        self.sampling = Some(request);
    }

    /// Takes in a test image, if it is the one that is awaited.
    pub fn take_sample(&mut self, request: RequestId, sample: Sample) {
        if self.sampling == Some(request) {
            self.sampling = None;
            self.sample = Some(sample);
        }
    }

    /// The worker is gone, and its replies with it.
    pub fn forget_pending(&mut self) {
        self.in_flight = None;
        self.waiting = None;
        self.sampling = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(command: Option<Command>) -> Option<(u32, u8)> {
        match command {
            Some(Command::Predict { request, pixels }) => Some((request.0, pixels[0])),
            _ => None,
        }
    }

    #[test]
    fn one_drawing_is_asked_at_a_time_and_the_newest_wins() {
        let mut questions = Questions::default();
        assert_eq!(request(questions.ask(RequestId(1), vec![1])), Some((1, 1)));
        assert_eq!(request(questions.ask(RequestId(2), vec![2])), None);
        assert_eq!(request(questions.ask(RequestId(3), vec![3])), None);
        assert_eq!(request(questions.answer(RequestId(1), Vec::new(), RequestId(4))), Some((4, 3)));
        assert_eq!(request(questions.answer(RequestId(4), Vec::new(), RequestId(5))), None);
        assert_eq!(request(questions.ask(RequestId(6), vec![4])), Some((6, 4)));
    }

    #[test]
    fn an_answer_nobody_awaits_changes_nothing() {
        let mut questions = Questions::default();
        questions.ask(RequestId(1), vec![1]);
        assert_eq!(questions.answer(RequestId(7), Vec::new(), RequestId(8)), None);
        assert_eq!(request(questions.ask(RequestId(2), vec![2])), None, "the first is still on its way");
    }

    #[test]
    fn after_the_worker_died_the_next_drawing_is_asked_at_once() {
        let mut questions = Questions::default();
        questions.ask(RequestId(1), vec![1]);
        questions.forget_pending();
        assert_eq!(request(questions.ask(RequestId(2), vec![2])), Some((2, 2)));
    }

    #[test]
    fn of_two_test_images_the_one_that_was_asked_for_last_is_shown() {
        let mut questions = Questions::default();
        let sample = |index| Sample { data: "MNIST".into(), index, label: 7, pixels: Vec::new() };
        questions.await_sample(RequestId(1));
        questions.await_sample(RequestId(2));
        questions.take_sample(RequestId(1), sample(1));
        assert_eq!(questions.sample, None);
        questions.take_sample(RequestId(2), sample(2));
        assert_eq!(questions.sample, Some(sample(2)));
    }
}
