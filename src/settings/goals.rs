//! What a run is to reach, and whether it has.

use serde::{Deserialize, Serialize};

use crate::words::{count, percent};

/// The goals of a run; 0 where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Goals {
    /// At least this accuracy in the test after an epoch, in percent.
    pub accuracy: f64,
    /// Fewer parameters than this.
    pub parameters: u64,
    /// In fewer epochs than this: the accuracy, or the whole run where none is asked for.
    pub epochs: u32,
}

/// What a goal has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Met,
    Missed,
    /// Neither yet.
    Open,
}

impl Verdict {
    /// The word that page and terminal show.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Missed => "missed",
            Verdict::Open => "open",
        }
    }
}

/// A goal and what it has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// As in `accuracy of at least 99.4 %`.
    pub goal: String,
    pub verdict: Verdict,
    /// As in `99.41 % after epoch 12`.
    pub found: String,
}

impl Goals {
    /// Judges a run of a network with so many parameters by the accuracy after each epoch, shares from 0 to 1; `ended`
    /// says whether there will be no more of them.
    pub fn judge(&self, parameters: usize, accuracies: &[f64], ended: bool) -> Vec<Judged> {
        let judged = [
            (self.accuracy > 0.0).then(|| self.judge_accuracy(accuracies, ended)),
            (self.parameters > 0).then(|| self.judge_parameters(parameters as u64)),
            (self.epochs > 0).then(|| self.judge_epochs(accuracies, ended)),
        ];
        judged.into_iter().flatten().collect()
    }

    /// The first epoch that reached the accuracy, from 1.
    fn reached(&self, accuracies: &[f64]) -> Option<usize> {
        accuracies.iter().position(|accuracy| accuracy * 100.0 >= self.accuracy).map(|epoch| epoch + 1)
    }

    fn judge_accuracy(&self, accuracies: &[f64], ended: bool) -> Judged {
        let best = accuracies.iter().copied().fold(f64::NAN, f64::max);
        let (verdict, found) = match self.reached(accuracies) {
            Some(epoch) => {
                (Verdict::Met, format!("{} % after epoch {epoch}", percent(accuracies[epoch - 1])))
            }
            None if best.is_nan() => (open(ended), "no epoch is finished".to_owned()),
            None => (open(ended), format!("{} % at best", percent(best))),
        };
        Judged { goal: format!("accuracy of at least {} %", self.accuracy), verdict, found }
    }

    fn judge_parameters(&self, parameters: u64) -> Judged {
        let verdict = if parameters < self.parameters { Verdict::Met } else { Verdict::Missed };
        Judged {
            goal: format!("fewer than {} parameters", count(self.parameters)),
            verdict,
            found: count(parameters),
        }
    }

    fn judge_epochs(&self, accuracies: &[f64], ended: bool) -> Judged {
        let (most, done) = (self.epochs as usize, accuracies.len());
        let (verdict, found) = match self.reached(accuracies) {
            _ if self.accuracy == 0.0 && done >= most => (Verdict::Missed, format!("{done} so far")),
            _ if self.accuracy == 0.0 => {
                (if ended { Verdict::Met } else { Verdict::Open }, format!("{done} so far"))
            }
            Some(epoch) if epoch < most => (Verdict::Met, format!("reached after {epoch}")),
            Some(epoch) => (Verdict::Missed, format!("reached after {epoch}")),
            None => (open(ended || done + 1 >= most), format!("not reached after {done}")),
        };
        Judged { goal: format!("fewer than {} epochs", count(self.epochs.into())), verdict, found }
    }
}

/// A goal that has not been met.
fn open(ended: bool) -> Verdict {
    if ended { Verdict::Missed } else { Verdict::Open }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Met, Missed, Open};
    use super::*;

    const TASK: Goals = Goals { accuracy: 99.4, parameters: 20_000, epochs: 20 };

    fn verdicts(goals: Goals, accuracies: &[f64], ended: bool) -> Vec<Verdict> {
        goals.judge(17_054, accuracies, ended).iter().map(|judged| judged.verdict).collect()
    }

    #[test]
    fn the_task_is_met_in_the_first_epoch_that_reaches_it() {
        assert_eq!(verdicts(TASK, &[], false), [Open, Met, Open]);
        assert_eq!(verdicts(TASK, &[0.98, 0.9939], false), [Open, Met, Open]);
        assert_eq!(verdicts(TASK, &[0.98, 0.994, 0.993], false), [Met, Met, Met]);
        let found = TASK.judge(17_054, &[0.98, 0.9941], true);
        assert_eq!(found[0].found, "99.41 % after epoch 2");
        assert_eq!(found[1].goal, "fewer than 20,000 parameters");
    }

    #[test]
    fn what_can_no_longer_be_reached_is_missed() {
        assert_eq!(verdicts(TASK, &[0.98], true), [Missed, Met, Missed]);
        let late = [vec![0.98; 19], vec![0.995]].concat();
        assert_eq!(verdicts(TASK, &late[..19], false), [Open, Met, Missed], "the 20th is not fewer than 20");
        assert_eq!(verdicts(TASK, &late, false), [Met, Met, Missed]);
        assert_eq!(Goals { parameters: 17_054, ..TASK }.judge(17_054, &[], false)[1].verdict, Missed);
    }

    #[test]
    fn epochs_alone_are_those_of_the_run_and_no_goal_is_no_line() {
        let epochs = Goals { epochs: 3, ..Goals::default() };
        assert_eq!(verdicts(epochs, &[0.5, 0.6], false), [Open]);
        assert_eq!(verdicts(epochs, &[0.5, 0.6], true), [Met]);
        assert_eq!(verdicts(epochs, &[0.5, 0.6, 0.7], false), [Missed]);
        assert_eq!(verdicts(Goals::default(), &[0.5], true), []);
    }
}
