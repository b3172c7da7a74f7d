//! What testing a network came to.

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::arch::CLASSES;

/// A network's answers to a whole data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Mean cross-entropy; NaN where there is no image.
    pub loss: f32,
    /// Images classified right.
    pub correct: u32,
    /// Images.
    pub total: u32,
    /// The same, digit by digit.
    pub digits: [DigitScore; CLASSES],
    /// The outputs that are exactly zero before the log-softmax for every image, ascending.
    pub stuck_outputs: Vec<u8>,
}

/// A test with the answers that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    pub evaluation: Evaluation,
    /// One for each image, in the order of the data set.
    pub answers: Vec<Answer>,
}

/// How a network does on the images of one digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DigitScore {
    /// Images classified right.
    pub correct: u32,
    /// Images.
    pub total: u32,
}

impl Evaluation {
    /// Share of the images that were classified right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        share(self.correct, self.total)
    }
}

impl DigitScore {
    /// Share of the digit's images that were classified right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        share(self.correct, self.total)
    }
}

/// Share of `total`, 0 to 1; of nothing, 0.
pub(super) fn share(part: u32, total: u32) -> f64 {
    f64::from(part) / f64::from(total.max(1))
}
