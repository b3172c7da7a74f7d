//! What a network made of one image.

use serde::{Deserialize, Serialize};

use crate::arch::CLASSES;

/// A network's answer to one image of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The digit that the image shows.
    pub truth: u8,
    /// The digit that the network takes it for: the first of the largest logits.
    pub digit: u8,
    /// What the softmax gives that digit, 0 to 1.
    pub probability: f32,
    /// What it gives the true one.
    pub of_truth: f32,
}

impl Answer {
    /// The answer that these logits are, and its cross-entropy.
    pub fn of_logits(logits: &[f32; CLASSES], truth: u8) -> (Self, f64) {
        let digit =
            (1..CLASSES).fold(0, |best, digit| if logits[digit] > logits[best] { digit } else { best });
        // The largest is taken out first, so that nothing overflows.
        let most = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let total: f64 = logits.iter().map(|&logit| (f64::from(logit) - most).exp()).sum();
        let surprise = |digit: usize| total.ln() + most - f64::from(logits[digit]);
        let loss = surprise(usize::from(truth));
        let share = |surprise: f64| (-surprise).exp() as f32;
        (
            Answer { truth, digit: digit as u8, probability: share(surprise(digit)), of_truth: share(loss) },
            loss,
        )
    }

    /// Whether the network reads the image right.
    pub fn is_right(&self) -> bool {
        self.digit == self.truth
    }
}
