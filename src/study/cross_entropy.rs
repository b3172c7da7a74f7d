//! The end of a classifier, number by number: logits, their exponentials, softmax, cross-entropy.

/// A digit's way from logit to probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    pub logit: f64,
    /// e to the power of the logit less the largest one: without that a large logit would overflow.
    pub exponential: f64,
    /// Its share of the exponentials' sum.
    pub probability: f64,
}

/// −log softmax(logits)[truth], taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossEntropy {
    /// For each digit.
    pub scores: Vec<Score>,
    pub largest: f64,
    /// Of the exponentials.
    pub sum: f64,
}

impl CrossEntropy {
    pub fn of(logits: &[f32]) -> Self {
        let logits = || logits.iter().map(|logit| f64::from(*logit));
        let largest = logits().fold(f64::NEG_INFINITY, f64::max);
        let exponential = |logit: f64| (logit - largest).exp();
        let sum: f64 = logits().map(exponential).sum();
        let score = |logit| {
            let exponential = exponential(logit);
            Score { logit, exponential, probability: exponential / sum }
        };
        Self { scores: logits().map(score).collect(), largest, sum }
    }

    /// The loss where `truth` is the digit: log Σ exp(z − largest) − (z of the truth − largest).
    pub fn loss(&self, truth: usize) -> Option<f64> {
        Some(self.sum.ln() - (self.scores.get(truth)?.logit - self.largest))
    }

    /// The first of the most probable digits.
    pub fn answer(&self) -> Option<usize> {
        self.scores.iter().position(|score| score.logit == self.largest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_come_to_the_loss() {
        let three = CrossEntropy::of(&[1.0, 3.0, 2.0]);
        let sum = (-2f64).exp() + 1.0 + (-1f64).exp();
        assert_eq!((three.largest, three.answer()), (3.0, Some(1)));
        assert!((three.sum - sum).abs() < 1e-12);
        let loss = three.loss(2).unwrap();
        assert!((loss + three.scores[2].probability.ln()).abs() < 1e-12);
        assert!((loss - (sum.ln() + 1.0)).abs() < 1e-12);
        assert_eq!(three.loss(3), None);
    }

    #[test]
    fn large_logits_do_not_overflow_and_nan_is_not_hidden() {
        assert_eq!(CrossEntropy::of(&[1e30, -1e30]).loss(0), Some(0.0));
        assert!(CrossEntropy::of(&[f32::NAN, 1.0]).loss(1).is_some_and(f64::is_nan));
    }
}
