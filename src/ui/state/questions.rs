//! What the page asks trained networks: drawings, one at a time, the newest first.

use std::rc::Rc;

use crate::protocol::{Command, Prediction, Sample};

/// Drawings on their way to the worker, and its answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    last: u32,
    in_flight: Option<u32>,
    waiting: Option<Vec<u8>>,
    /// The newest drawing, to be asked about again when a network has learned more.
    drawing: Option<Vec<u8>>,
    /// The latest answer, one row for each trained network.
    pub predictions: Rc<Vec<Prediction>>,
    /// The image of the test set that was asked for last.
    pub sample: Option<Sample>,
}

impl Questions {
    /// Asks about a drawing now, or after the answer that is awaited; then only the newest is asked.
    pub fn ask(&mut self, pixels: Vec<u8>) -> Option<Command> {
        self.drawing = Some(pixels.clone());
        if self.in_flight.is_some() {
            self.waiting = Some(pixels);
            return None;
        }
        self.last += 1;
        self.in_flight = Some(self.last);
        Some(Command::Predict { request: self.last, pixels })
    }

    /// Asks about the newest drawing again: a network has learned more.
    pub fn ask_again(&mut self) -> Option<Command> {
        let pixels = self.drawing.clone()?;
        self.ask(pixels)
    }

    /// Takes in an answer; gives the drawing that waited for it.
    pub fn answer(&mut self, request: u32, rows: Vec<Prediction>) -> Option<Command> {
        if self.in_flight != Some(request) {
            return None;
        }
        self.predictions = Rc::new(rows);
        self.in_flight = None;
        let pixels = self.waiting.take()?;
        self.ask(pixels)
    }

    /// The worker is gone, and the answer with it.
    pub fn forget_pending(&mut self) {
        self.in_flight = None;
        self.waiting = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(command: Option<Command>) -> Option<(u32, u8)> {
        match command {
            Some(Command::Predict { request, pixels }) => Some((request, pixels[0])),
            _ => None,
        }
    }

    #[test]
    fn one_drawing_is_asked_at_a_time_and_the_newest_wins() {
        let mut questions = Questions::default();
        assert_eq!(request(questions.ask(vec![1])), Some((1, 1)));
        assert_eq!(request(questions.ask(vec![2])), None);
        assert_eq!(request(questions.ask(vec![3])), None);
        assert_eq!(request(questions.answer(1, Vec::new())), Some((2, 3)));
        assert_eq!(request(questions.answer(2, Vec::new())), None);
        assert_eq!(request(questions.ask(vec![4])), Some((3, 4)));
    }

    #[test]
    fn an_answer_nobody_awaits_changes_nothing() {
        let mut questions = Questions::default();
        questions.ask(vec![1]);
        assert_eq!(questions.answer(7, Vec::new()), None);
        assert_eq!(request(questions.ask(vec![2])), None, "the first is still on its way");
    }

    #[test]
    fn after_the_worker_died_the_next_drawing_is_asked_at_once() {
        let mut questions = Questions::default();
        questions.ask(vec![1]);
        questions.forget_pending();
        assert_eq!(request(questions.ask(vec![2])), Some((2, 2)));
    }
}
