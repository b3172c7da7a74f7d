//! One setting: how it is written, read, checked and told.

use super::rule::{Real, Whole, refusal};
use super::schedule::STEP;
use super::{FILTERS, Field, Schedule, TrainConfig};

/// One setting of a run: all that form, link and command line know of it.
#[derive(Debug)]
pub struct Setting {
    pub field: Field,
    /// The key in links, and the option of the command line.
    pub key: &'static str,
    /// The label in the form; messages begin with it.
    pub label: &'static str,
    /// Where the form has it.
    pub group: Group,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// What it may be, its default, and where the configuration has it.
    pub kind: Kind,
}

/// What a setting may be. `get` and `set` find it in the configuration; `set` is given only what the rule allows.
#[derive(Debug)]
pub enum Kind {
    Whole {
        rule: Whole,
        default: u64,
        get: fn(&TrainConfig) -> u64,
        set: fn(&mut TrainConfig, u64),
    },
    Real {
        rule: Real,
        default: f64,
        get: fn(&TrainConfig) -> f64,
        set: fn(&mut TrainConfig, f64),
    },
    Switch {
        default: bool,
        get: fn(&TrainConfig) -> bool,
        set: fn(&mut TrainConfig, bool),
    },
    /// The first option is the default.
    Choice {
        options: &'static [Choice],
        is: fn(&TrainConfig, usize) -> bool,
        set: fn(&mut TrainConfig, usize),
    },
    /// A word of [`super::SCHEDULES`]; for steps then the epochs between them and their factor.
    Schedule {
        every: Whole,
        gamma: Real,
    },
    /// A number for each convolution of the network that is adjustable; the network has the default.
    Filters,
}

/// The groups of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Network,
    Training,
    Images,
    /// Device and data.
    Place,
    Goals,
}

/// One of a few.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word in links and on the command line.
    pub word: &'static str,
    /// The words in the form.
    pub label: &'static str,
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    pub field: Field,
    /// Which of its inputs: 0 unless it has several.
    pub input: usize,
    /// A sentence with the allowed range and an example.
    pub message: String,
}

/// The labels of the two numbers that steps have.
pub const STEP_LABELS: [&str; 2] = ["Epochs between steps", "Factor of a step"];

impl Setting {
    /// What the inputs of the form hold for a configuration: numbers are the shortest text that reads back
    /// as the same, switches are 1 or 0. A setting that the network does not have has no input.
    pub fn inputs(&self, config: &TrainConfig) -> Vec<String> {
        match &self.kind {
            Kind::Whole { get, .. } => vec![get(config).to_string()],
            Kind::Real { get, .. } => vec![decimal(get(config))],
            Kind::Switch { get, .. } => vec![switched(get(config)).to_owned()],
            Kind::Choice { options, is, .. } => {
                let chosen = (0..options.len()).find(|&at| is(config, at)).unwrap_or_default();
                vec![options[chosen].word.to_owned()]
            }
            Kind::Schedule { every, gamma } => {
                let (every, gamma) = match config.schedule {
                    Schedule::Step { every, gamma } => (every.into(), gamma),
                    _ => (every.example, gamma.example),
                };
                vec![config.schedule.word().to_owned(), every.to_string(), decimal(gamma)]
            }
            Kind::Filters => config.network.filters().iter().map(usize::to_string).collect(),
        }
    }

    /// Reads the inputs into a configuration.
    ///
    /// # Errors
    /// One for each input that cannot be used; the configuration then keeps what it had.
    pub fn read(&self, inputs: &[String], config: &mut TrainConfig) -> Result<(), Vec<FieldError>> {
        let first = inputs.first().map(String::as_str).unwrap_or_default();
        let failed = |message| vec![self.error(0, message)];
        match &self.kind {
            Kind::Whole { rule, set, .. } => set(config, rule.parse(self.label, first).map_err(failed)?),
            Kind::Real { rule, set, .. } => set(config, rule.parse(self.label, first).map_err(failed)?),
            Kind::Switch { set, .. } => set(config, switch(self.label, first).map_err(failed)?),
            Kind::Choice { options, set, .. } => {
                let chosen = options.iter().position(|option| option.word == first);
                let words = || options.iter().map(|option| option.word).collect::<Vec<_>>().join(" or ");
                set(config, chosen.ok_or_else(|| failed(refusal(self.label, words(), first)))?);
            }
            Kind::Schedule { every, gamma } => {
                config.schedule = self.read_schedule(every, gamma, inputs)?;
            }
            Kind::Filters => {
                let filters = self.read_filters(config.network.filters().len(), inputs)?;
                config.network = std::mem::take(&mut config.network).with_filters(&filters);
            }
        }
        Ok(())
    }

    fn read_schedule(
        &self,
        every: &Whole,
        gamma: &Real,
        inputs: &[String],
    ) -> Result<Schedule, Vec<FieldError>> {
        if let Some(schedule) = inputs.first().and_then(|word| Schedule::without_numbers(word)) {
            return Ok(schedule);
        }
        match inputs {
            [word, epochs, factor] if word == STEP => {
                let every = every.parse(STEP_LABELS[0], epochs).map_err(|why| self.error(1, why));
                let gamma = gamma.parse(STEP_LABELS[1], factor).map_err(|why| self.error(2, why));
                match (every, gamma) {
                    (Ok(every), Ok(gamma)) => Ok(Schedule::Step { every: every as u32, gamma }),
                    (every, gamma) => Err(every.err().into_iter().chain(gamma.err()).collect()),
                }
            }
            _ => {
                let expected = "constant, step:EPOCHS:FACTOR (for example step:6:0.1), cosine or onecycle";
                Err(vec![self.error(0, refusal(self.label, expected, &self.joined(inputs)))])
            }
        }
    }

    fn read_filters(&self, count: usize, inputs: &[String]) -> Result<Vec<usize>, Vec<FieldError>> {
        if inputs.len() != count {
            let expected = format!("{count} whole numbers with commas between (for example 16,32,64)");
            return Err(vec![self.error(0, refusal(self.label, expected, &self.joined(inputs)))]);
        }
        let mut problems = Vec::new();
        let mut filters = Vec::new();
        for (input, text) in inputs.iter().enumerate() {
            match FILTERS.parse(&format!("Filters of convolution {}", input + 1), text) {
                Ok(number) => filters.push(number as usize),
                Err(message) => problems.push(self.error(input, message)),
            }
        }
        if problems.is_empty() { Ok(filters) } else { Err(problems) }
    }

    /// It as links and the command line write it.
    pub fn text(&self, config: &TrainConfig) -> String {
        self.joined(&self.inputs(config))
    }

    /// Whether two configurations differ in it.
    pub fn differs(&self, a: &TrainConfig, b: &TrainConfig) -> bool {
        self.inputs(a) != self.inputs(b)
    }

    fn error(&self, input: usize, message: String) -> FieldError {
        FieldError { field: self.field, input, message }
    }

    /// Inputs as links and the command line write them.
    pub fn joined(&self, inputs: &[String]) -> String {
        match (&self.kind, inputs) {
            (Kind::Schedule { .. }, [word, ..]) if word != STEP => word.clone(),
            _ => inputs.join(self.separator()),
        }
    }

    /// The inputs that links and the command line write so.
    pub fn split(&self, text: &str) -> Vec<String> {
        match (&self.kind, self.separator()) {
            // Numbers that it does without stand ready for who chooses steps.
            (Kind::Schedule { every, gamma }, _) if Schedule::without_numbers(text).is_some() => {
                vec![text.to_owned(), every.example.to_string(), decimal(gamma.example)]
            }
            (_, "") => vec![text.to_owned()],
            (_, separator) => text.split(separator).map(str::to_owned).collect(),
        }
    }

    /// What stands between several inputs; empty where there is one.
    fn separator(&self) -> &'static str {
        match self.kind {
            Kind::Schedule { .. } => ":",
            Kind::Filters => ",",
            _ => "",
        }
    }

    pub(super) fn set_default(&self, config: &mut TrainConfig) {
        match self.kind {
            Kind::Whole { default, set, .. } => set(config, default),
            Kind::Real { default, set, .. } => set(config, default),
            Kind::Switch { default, set, .. } => set(config, default),
            Kind::Choice { set, .. } => set(config, 0),
            Kind::Schedule { .. } => config.schedule = Schedule::Constant,
            Kind::Filters => {}
        }
    }
}

/// How links write on and off.
pub fn switched(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

/// On or off, as links write it.
///
/// # Errors
/// A sentence that begins with `label`.
pub(super) fn switch(label: &str, text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(refusal(label, "1, 0, true or false", text)),
    }
}

/// The shortest text that reads back as the same number.
fn decimal(number: f64) -> String {
    if number != 0.0 && number.abs() < 1e-4 { format!("{number:e}") } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_stay_readable() {
        assert_eq!(decimal(0.0005), "0.0005");
        assert_eq!(decimal(1e-5), "1e-5");
        assert_eq!(decimal(0.0), "0");
    }
}
