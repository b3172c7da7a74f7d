//! The images that a network misreads, the surest mistakes first.

use crate::order::descending;
use crate::reports::Answer;

/// Which images are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Which {
    /// Only those that show this digit.
    pub truth: Option<u8>,
    /// Only those that were taken for this one.
    pub answer: Option<u8>,
}

/// An image with its answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listed {
    /// Its place in the test set, from 0.
    pub index: u32,
    pub answer: Answer,
}

impl Which {
    fn lists(self, answer: &Answer) -> bool {
        let is_right_asked = self.truth.is_some() && self.truth == self.answer;
        self.truth.is_none_or(|truth| truth == answer.truth)
            && self.answer.is_none_or(|digit| digit == answer.digit)
            && (is_right_asked || !answer.is_right())
    }
}

/// The images that were misread, sorted by how sure the network was of its answer, then by their place. Where truth
/// and answer are asked to be the same digit, those that were read right.
pub fn listed(answers: &[Answer], which: Which) -> Vec<Listed> {
    let all = (0..).zip(answers).map(|(index, &answer)| Listed { index, answer });
    descending(all.filter(|listed| which.lists(&listed.answer)).collect(), |listed| {
        listed.answer.probability.into()
    })
}

/// Comma-separated, a line for each image.
pub fn csv(listed: &[Listed]) -> String {
    let line = |Listed { index, answer: Answer { truth, digit, probability, of_truth } }: &Listed| {
        format!("{index},{truth},{digit},{probability},{of_truth}\n")
    };
    let head = "image,truth,answer,probability of the answer,probability of the truth\n".to_owned();
    head + &listed.iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(truth: u8, digit: u8, probability: f32) -> Answer {
        Answer { truth, digit, probability, of_truth: 0.125 }
    }

    fn places(answers: &[Answer], truth: Option<u8>, answer: Option<u8>) -> Vec<u32> {
        listed(answers, Which { truth, answer }).iter().map(|listed| listed.index).collect()
    }

    #[test]
    fn mistakes_stand_first_that_the_network_was_surest_of() {
        let answers =
            [answer(4, 9, 0.5), answer(7, 7, 1.0), answer(2, 3, 0.75), answer(4, 8, 0.5), answer(4, 4, 0.9)];
        assert_eq!(places(&answers, None, None), [2, 0, 3]);
        assert_eq!(places(&answers, Some(4), None), [0, 3]);
        assert_eq!(places(&answers, None, Some(8)), [3]);
        assert_eq!(places(&answers, Some(4), Some(4)), [4], "what was read right has a cell too");
        assert_eq!(places(&answers, Some(0), Some(1)), [] as [u32; 0]);
    }

    #[test]
    fn the_file_has_a_line_for_each() {
        let text = csv(&listed(&[answer(4, 9, 0.5)], Which::default()));
        assert_eq!(text.lines().nth(1), Some("0,4,9,0.5,0.125"));
    }
}
