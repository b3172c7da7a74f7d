//! The settings as the user types them, and what makes them valid.

use super::{Field, FieldError, SETTINGS, TrainConfig};
use crate::arch::Network;

/// The raw form: text until [`Settings::validate`] reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    network: Network,
    /// What the inputs of each setting hold.
    inputs: Vec<Vec<String>>,
}

impl From<&TrainConfig> for Settings {
    fn from(config: &TrainConfig) -> Self {
        let inputs = SETTINGS.iter().map(|setting| setting.inputs(config)).collect();
        Self { network: config.network.clone(), inputs }
    }
}

impl Settings {
    /// These settings for another network, whose filters are its own.
    pub fn with_network(mut self, network: Network) -> Self {
        let filters = TrainConfig { network: network.clone(), ..TrainConfig::default() };
        self.inputs[Field::Filters as usize] = Field::Filters.setting().inputs(&filters);
        self.network = network;
        self
    }

    /// These settings with those that a source was found to have, by their keys in links, as far as they can be.
    /// Gives what was taken, as in `batch size 64`, and what cannot be, a sentence each.
    pub fn taking(self, found: &[(String, String)]) -> (Self, Vec<String>, Vec<String>) {
        let (mut settings, mut taken, mut refused) = (self, Vec::new(), Vec::new());
        for (key, text) in found {
            let Some(field) = Field::with_key(key) else { continue };
            let tried = settings.clone().with(field, text);
            let problem = tried.validate().err().into_iter().flatten().find(|problem| problem.field == field);
            match problem {
                None => {
                    taken.push(format!("{} {text}", field.setting().label.to_lowercase()));
                    settings = tried;
                }
                Some(problem) => refused.push(problem.message),
            }
        }
        (settings, taken, refused)
    }

    /// What the inputs of a setting hold.
    pub fn inputs(&self, field: Field) -> &[String] {
        &self.inputs[field as usize]
    }

    /// A setting as links and the command line write it.
    pub fn text(&self, field: Field) -> String {
        field.setting().joined(self.inputs(field))
    }

    /// These settings with one as links and the command line write it.
    pub fn with(mut self, field: Field, text: &str) -> Self {
        self.inputs[field as usize] = field.setting().split(text);
        self
    }

    /// These settings with one input of one of them.
    pub fn with_input(mut self, field: Field, input: usize, text: String) -> Self {
        if let Some(place) = self.inputs[field as usize].get_mut(input) {
            *place = text;
        }
        self
    }

    /// The configuration that the texts stand for.
    ///
    /// # Errors
    /// One for each input that cannot be used, in the order of the form.
    pub fn validate(&self) -> Result<TrainConfig, Vec<FieldError>> {
        let mut config = TrainConfig::new(self.network.clone());
        let mut problems = Vec::new();
        for (setting, inputs) in SETTINGS.iter().zip(&self.inputs) {
            problems.extend(setting.read(inputs, &mut config).err().into_iter().flatten());
        }
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Schedule, tests::adjustable};

    #[test]
    fn defaults_are_valid_and_come_back_unchanged() {
        for network in [Network::default(), adjustable()] {
            let config = TrainConfig::new(network);
            assert_eq!(Settings::from(&config).validate(), Ok(config));
        }
    }

    #[test]
    fn every_problem_is_reported_beside_its_input() {
        let bad = [
            (Field::Filters, "16,0,513"),
            (Field::Epochs, ""),
            (Field::Batch, "2049"),
            (Field::LearningRate, "fast"),
            (Field::Momentum, "1"),
            (Field::WeightDecay, "-1"),
            (Field::Schedule, "step:0:1.5"),
            (Field::Seed, "1.5"),
        ];
        let settings = Settings::from(&TrainConfig::new(adjustable()));
        let settings = bad.into_iter().fold(settings, |settings, (field, text)| settings.with(field, text));
        let problems = settings.validate().unwrap_err();
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
                (Field::Schedule, 1),
                (Field::Schedule, 2),
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
        let settings = Settings::from(&TrainConfig::new(adjustable()));
        let hidden = settings.with_input(Field::Schedule, 1, "never".into()).with_input(
            Field::Schedule,
            2,
            String::new(),
        );
        assert_eq!(hidden.validate().map(|config| config.schedule), Ok(Schedule::Constant));
        // A network without filters to choose has no input for them.
        let settings = Settings::from(&TrainConfig::new(Network::default()));
        assert!(settings.with_input(Field::Filters, 0, "many".into()).validate().is_ok());
    }

    #[test]
    fn steps_can_be_chosen_after_a_schedule_without_numbers() {
        let settings = Settings::from(&TrainConfig::new(Network::default()));
        for word in ["constant", "cosine", "onecycle"] {
            let settings = settings.clone().with(Field::Schedule, word);
            assert_eq!(settings.text(Field::Schedule), word);
            let steps = settings.with_input(Field::Schedule, 0, "step".into());
            let schedule = steps.validate().map(|config| config.schedule);
            assert_eq!(schedule, Ok(Schedule::Step { every: 6, gamma: 0.1 }));
        }
    }

    #[test]
    fn what_a_source_says_is_taken_as_far_as_it_can_be() {
        let settings = Settings::from(&TrainConfig::new(Network::default()));
        let found =
            [("batch", "64"), ("lr", "99"), ("schedule", "step:3:0.5"), ("shuffle", "1"), ("other", "1")];
        let found = found.map(|(key, text)| (key.to_owned(), text.to_owned()));
        let (settings, taken, refused) = settings.taking(&found);
        assert_eq!(taken, ["batch size 64", "schedule step:3:0.5", "shuffle 1"]);
        assert!(refused[0].starts_with("Learning rate must be"), "{refused:?}");
        let config = settings.validate().unwrap();
        assert_eq!((config.batch, config.learning_rate, config.shuffle), (64, 0.1, true));
        assert_eq!(config.schedule, Schedule::Step { every: 3, gamma: 0.5 });
    }
}
