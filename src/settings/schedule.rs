//! How the learning rate goes over a run.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::Choice;

/// Learning rate over the steps, as PyTorch's schedulers have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub enum Schedule {
    #[default]
    Constant,
    /// Multiplied by `gamma` every `every` epochs: `StepLR`.
    Step { every: u32, gamma: f64 },
    /// Half a cosine down to zero over the run's epochs: `CosineAnnealingLR`, stepped after each epoch.
    Cosine,
    /// Up to the rate in the first three tenths of the run's steps and down from there, the momentum the other way:
    /// `OneCycleLR` with its defaults, stepped after each batch.
    OneCycle,
}

/// The word of the schedule that has numbers.
pub const STEP: &str = "step";

/// The schedules by their words in links and on the command line, with the words of the form.
pub static SCHEDULES: [Choice; 4] = [
    Choice { word: "constant", label: "Constant" },
    Choice { word: STEP, label: "Step" },
    Choice { word: "cosine", label: "Cosine" },
    Choice { word: "onecycle", label: "One cycle" },
];

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 0.
    pub epoch: u32,
    /// Step of the epoch, from 0.
    pub step: u32,
    /// Epochs that the configuration asks for.
    pub epochs: u32,
    /// Steps in an epoch.
    pub steps: u32,
}

/// The defaults of `OneCycleLR`: the share of the steps that go up, what the rate begins with as a part of its largest,
/// and what it ends with as a part of that; the momentum at the ends and at the largest rate.
const RISING: f64 = 0.3;
const BEGIN: f64 = 1.0 / 25.0;
const END: f64 = 1e-4;
const MOMENTA: [f64; 2] = [0.95, 0.85];

impl Schedule {
    /// The word in links and on the command line.
    pub fn word(&self) -> &'static str {
        let at = match self {
            Self::Constant => 0,
            Self::Step { .. } => 1,
            Self::Cosine => 2,
            Self::OneCycle => 3,
        };
        SCHEDULES[at].word
    }

    /// The schedule with this word, unless it needs numbers besides.
    pub(super) fn without_numbers(word: &str) -> Option<Self> {
        [Self::Constant, Self::Cosine, Self::OneCycle].into_iter().find(|schedule| schedule.word() == word)
    }

    /// Learning rate of a step of a run whose setting is `rate`. Who goes on after the last epoch begins anew.
    pub fn learning_rate(&self, rate: f64, at: Position) -> f64 {
        match *self {
            Schedule::Constant => rate,
            Schedule::Step { every, gamma } => rate * gamma.powi((at.epoch / every) as i32),
            Schedule::Cosine => between(rate, 0.0, f64::from(at.epoch % at.epochs) / f64::from(at.epochs)),
            Schedule::OneCycle => at.of_cycle(rate * BEGIN, rate, rate * BEGIN * END),
        }
    }

    /// SGD's momentum, or Adam's first beta, where the schedule says what it is.
    pub fn momentum(&self, at: Position) -> Option<f64> {
        let [ends, middle] = MOMENTA;
        (*self == Schedule::OneCycle).then(|| at.of_cycle(ends, middle, ends))
    }
}

impl Position {
    /// What goes from `begin` to `middle` and then to `end`.
    fn of_cycle(&self, begin: f64, middle: f64, end: f64) -> f64 {
        let steps = f64::from(self.epochs) * f64::from(self.steps);
        let step = f64::from(self.epoch % self.epochs) * f64::from(self.steps) + f64::from(self.step);
        let (turn, last) = (RISING * steps - 1.0, steps - 1.0);
        if step <= turn && turn > 0.0 {
            between(begin, middle, step / turn)
        } else {
            between(middle, end, ((step - turn) / (last - turn)).min(1.0))
        }
    }
}

/// Along half a cosine, of which `share` is done.
fn between(begin: f64, end: f64, share: f64) -> f64 {
    end + (begin - end) / 2.0 * (1.0 + (PI * share).cos())
}
