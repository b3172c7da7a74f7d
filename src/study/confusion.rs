//! The confusion matrix: what each digit was taken for.

use serde::{Deserialize, Serialize};

use crate::arch::CLASSES;
use crate::reports::Answer;

/// Counts of images, by what they show and what they were taken for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Confusion([[u32; CLASSES]; CLASSES]);

impl Confusion {
    /// Counts these answers.
    pub fn of(answers: &[Answer]) -> Self {
        let mut counts = Self::default();
        for answer in answers {
            counts.0[usize::from(answer.truth)][usize::from(answer.digit)] += 1;
        }
        counts
    }

    /// Images of the digit `truth` that were taken for `answer`.
    pub fn count(&self, truth: usize, answer: usize) -> u32 {
        self.0[truth][answer]
    }

    /// Images that were not read right.
    pub fn misread(&self) -> u32 {
        let all: u32 = self.0.as_flattened().iter().sum();
        all - (0..CLASSES).map(|digit| self.0[digit][digit]).sum::<u32>()
    }

    /// Of the images of a digit, the share that was read right; none where it has no image.
    pub fn recall(&self, digit: usize) -> Option<f64> {
        self.share(digit, self.0[digit].iter().sum())
    }

    /// Of the images that were taken for a digit, the share that shows it; none where there is none.
    pub fn precision(&self, digit: usize) -> Option<f64> {
        self.share(digit, self.0.iter().map(|row| row[digit]).sum())
    }

    /// The largest count of images that were taken for another digit.
    pub fn worst(&self) -> u32 {
        let cells = (0..CLASSES).flat_map(|truth| (0..CLASSES).map(move |answer| (truth, answer)));
        cells.filter(|(truth, answer)| truth != answer).map(|(t, a)| self.0[t][a]).max().unwrap_or(0)
    }

    /// Comma-separated: a row for each digit that was shown, a column for each answer.
    pub fn csv(&self) -> String {
        let line = |first: &str, rest: &mut dyn Iterator<Item = String>| {
            let cells: Vec<String> = std::iter::once(first.to_owned()).chain(rest).collect();
            cells.join(",") + "\n"
        };
        let head = line("truth", &mut (0..CLASSES).map(|digit| format!("answered {digit}")));
        let row = |(truth, row): (usize, &[u32; CLASSES])| {
            line(&truth.to_string(), &mut row.iter().map(u32::to_string))
        };
        head + &self.0.iter().enumerate().map(row).collect::<String>()
    }

    fn share(&self, digit: usize, of: u32) -> Option<f64> {
        (of > 0).then(|| f64::from(self.0[digit][digit]) / f64::from(of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(u8, u8)]) -> Vec<Answer> {
        let answer = |&(truth, digit)| Answer { truth, digit, probability: 0.5, of_truth: 0.1 };
        pairs.iter().map(answer).collect()
    }

    #[test]
    fn every_answer_is_counted_once_where_it_belongs() {
        let matrix = Confusion::of(&answers(&[(4, 9), (4, 9), (9, 4), (4, 4), (7, 7), (7, 7)]));
        assert_eq!([matrix.count(4, 9), matrix.count(9, 4), matrix.count(7, 7)], [2, 1, 2]);
        assert_eq!((matrix.misread(), matrix.worst()), (3, 2));
        assert_eq!(matrix.recall(4), Some(1.0 / 3.0));
        assert_eq!(matrix.precision(4), Some(0.5));
        assert_eq!((matrix.recall(0), matrix.precision(0)), (None, None), "of nothing there is no share");
        assert_eq!(matrix.precision(9), Some(0.0));
    }

    #[test]
    fn the_file_has_a_row_for_each_digit() {
        let text = Confusion::of(&answers(&[(4, 9), (4, 9)])).csv();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 11);
        assert_eq!(lines[0].split(',').count(), 11);
        assert_eq!(lines[5], "4,0,0,0,0,0,0,0,0,0,2");
    }
}
