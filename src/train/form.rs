//! The settings as the user types them, and what makes them valid.

use super::rule::{BATCH, EPOCHS, EVERY, FILTERS, GAMMA, LEARNING_RATE, MOMENTUM, SEED, WEIGHT_DECAY};
use super::{DataChoice, DeviceChoice, Field, Schedule, TrainConfig};
use crate::arch::{NetworkChoice, NetworkId};

/// Which schedule the form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScheduleKind {
    Constant,
    /// Needs [`Settings::every`] and [`Settings::gamma`].
    Step,
}

/// The raw form: numbers are text until [`Settings::validate`] reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub network: NetworkId,
    /// Read for [`NetworkId::Cnn`] only.
    pub filters: [String; 3],
    pub epochs: String,
    pub batch: String,
    pub learning_rate: String,
    pub momentum: String,
    pub weight_decay: String,
    pub schedule: ScheduleKind,
    /// Epochs between two steps of the schedule; read for [`ScheduleKind::Step`] only.
    pub every: String,
    /// Factor of each step of the schedule; read for [`ScheduleKind::Step`] only.
    pub gamma: String,
    pub seed: String,
    pub shuffle: bool,
    pub normalise: bool,
    pub augment: bool,
    pub device: DeviceChoice,
    pub data: DataChoice,
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    pub field: Field,
    /// Which input of the field: 0 unless it has several (the three filters; `every` 0 and `gamma` 1).
    pub input: usize,
    /// A sentence with the allowed range and an example.
    pub message: String,
}

impl Settings {
    /// The settings of the network's source.
    pub fn for_network(id: NetworkId) -> Self {
        Self::from(&TrainConfig::for_network(id))
    }

    /// The configuration that the texts stand for.
    ///
    /// # Errors
    /// One for each input that cannot be used, in the order of the form.
    pub fn validate(&self) -> Result<TrainConfig, Vec<FieldError>> {
        let mut problems = Problems::default();
        let config = TrainConfig {
            network: NetworkChoice { id: self.network, filters: self.read_filters(&mut problems) },
            epochs: problems.keep(Field::Epochs, |label| EPOCHS.parse(label, &self.epochs)),
            batch: problems.keep(Field::Batch, |label| BATCH.parse(label, &self.batch)),
            learning_rate: problems
                .keep(Field::LearningRate, |label| LEARNING_RATE.parse(label, &self.learning_rate)),
            momentum: problems.keep(Field::Momentum, |label| MOMENTUM.parse(label, &self.momentum)),
            weight_decay: problems
                .keep(Field::WeightDecay, |label| WEIGHT_DECAY.parse(label, &self.weight_decay)),
            schedule: self.read_schedule(&mut problems),
            seed: problems.keep(Field::Seed, |label| SEED.parse(label, &self.seed)),
            shuffle: self.shuffle,
            normalise: self.normalise,
            augment: self.augment,
            device: self.device,
            data: self.data,
        };
        if problems.0.is_empty() { Ok(config) } else { Err(problems.0) }
    }

    fn read_filters(&self, problems: &mut Problems) -> [usize; 3] {
        if self.network != NetworkId::Cnn {
            return NetworkChoice::DEFAULT_FILTERS;
        }
        std::array::from_fn(|index| {
            let label = format!("Filters of convolution {}", index + 1);
            problems.keep_input(Field::Filters, index, FILTERS.parse(&label, &self.filters[index]))
        })
    }

    fn read_schedule(&self, problems: &mut Problems) -> Schedule {
        match self.schedule {
            ScheduleKind::Constant => Schedule::Constant,
            ScheduleKind::Step => Schedule::Step {
                every: problems.keep_input(
                    Field::Schedule,
                    0,
                    EVERY.parse("Epochs between steps", &self.every),
                ),
                gamma: problems.keep_input(Field::Schedule, 1, GAMMA.parse("Factor of a step", &self.gamma)),
            },
        }
    }
}

/// Collects what is wrong, so that all of it is shown at once.
#[derive(Default)]
struct Problems(Vec<FieldError>);

impl Problems {
    fn keep<T: Default>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, String>) -> T {
        self.keep_input(field, 0, read(field.label()))
    }

    /// The number; where there is none, a stand-in that nobody sees.
    fn keep_input<T: Default>(&mut self, field: Field, input: usize, read: Result<T, String>) -> T {
        read.unwrap_or_else(|message| {
            self.0.push(FieldError { field, input, message });
            T::default()
        })
    }
}

impl From<&TrainConfig> for Settings {
    fn from(config: &TrainConfig) -> Self {
        let (schedule, every, gamma) = match config.schedule {
            Schedule::Constant => (ScheduleKind::Constant, EVERY.example, GAMMA.example),
            Schedule::Step { every, gamma } => (ScheduleKind::Step, every, gamma),
        };
        Self {
            network: config.network.id,
            filters: config.network.filters.map(|filters| filters.to_string()),
            epochs: config.epochs.to_string(),
            batch: config.batch.to_string(),
            learning_rate: decimal(config.learning_rate),
            momentum: decimal(config.momentum),
            weight_decay: decimal(config.weight_decay),
            schedule,
            every: every.to_string(),
            gamma: decimal(gamma),
            seed: config.seed.to_string(),
            shuffle: config.shuffle,
            normalise: config.normalise,
            augment: config.augment,
            device: config.device,
            data: config.data,
        }
    }
}

/// The shortest text that reads back as the same number.
fn decimal(number: f64) -> String {
    if number != 0.0 && number.abs() < 1e-4 { format!("{number:e}") } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::for_network(NetworkId::Cnn)
    }

    #[test]
    fn defaults_are_valid_and_come_back_unchanged() {
        for id in NetworkId::ALL {
            assert_eq!(Settings::for_network(id).validate(), Ok(TrainConfig::for_network(id)), "{id}");
        }
    }

    #[test]
    fn every_problem_is_reported_beside_its_input() {
        let bad = Settings {
            filters: ["16".into(), "0".into(), "513".into()],
            epochs: String::new(),
            batch: "2049".into(),
            learning_rate: "fast".into(),
            momentum: "1".into(),
            weight_decay: "-1".into(),
            schedule: ScheduleKind::Step,
            every: "0".into(),
            gamma: "1.5".into(),
            seed: "1.5".into(),
            ..settings()
        };
        let problems = bad.validate().unwrap_err();
        let places: Vec<_> = problems.iter().map(|problem| (problem.field, problem.input)).collect();
        assert_eq!(
            places,
            [
                (Field::Filters, 1),
                (Field::Filters, 2),
                (Field::Epochs, 0),
                (Field::Batch, 0),
                (Field::LearningRate, 0),
                (Field::Momentum, 0),
                (Field::WeightDecay, 0),
                (Field::Schedule, 0),
                (Field::Schedule, 1),
                (Field::Seed, 0),
            ]
        );
        assert_eq!(
            problems[0].to_string(),
            "Filters of convolution 2 must be a whole number from 1 to 512 (for example 32), not `0`."
        );
    }

    #[test]
    fn inputs_that_are_not_shown_are_not_read() {
        let hidden = Settings { every: "never".into(), gamma: String::new(), ..settings() };
        assert!(hidden.validate().is_ok());
        let filters = ["a", "b", "c"].map(String::from);
        let lenet = Settings { filters, ..Settings::for_network(NetworkId::Lenet) };
        assert_eq!(lenet.validate(), Ok(TrainConfig::for_network(NetworkId::Lenet)));
    }

    #[test]
    fn small_numbers_stay_readable() {
        assert_eq!(decimal(0.0005), "0.0005");
        assert_eq!(decimal(1e-5), "1e-5");
        assert_eq!(decimal(0.0), "0");
    }
}
