//! The settings in the page's query string: a link reproduces a run.

use super::rule::{quoted, refusal};
use super::{DataChoice, DeviceChoice, Field, ScheduleKind, Settings, TrainConfig};
use crate::arch::NetworkId;

/// The key that starts training when the page is open.
const AUTOSTART: &str = "autostart";

/// What a link asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The network that it names; None when the page is to choose.
    pub net: Option<NetworkId>,
    /// The device that it names.
    pub device: Option<DeviceChoice>,
    /// Whether training starts by itself.
    pub autostart: bool,
    /// One sentence for each part that could not be used.
    pub problems: Vec<String>,
    /// Settings that differ from the network's own, each checked, in the order of the link.
    given: Vec<(Field, String)>,
}

impl Link {
    /// The settings: those of the link's network, or of `fallback` where it names none, with what the
    /// link changes in them.
    pub fn settings(&self, fallback: NetworkId) -> Settings {
        let mut settings = Settings::for_network(self.net.unwrap_or(fallback));
        for (field, text) in &self.given {
            // `parse_query` kept only what can be written.
            settings = settings.clone().with(*field, text).unwrap_or(settings);
        }
        settings
    }
}

/// Reads a query string, with or without its `?`. Whatever it cannot use is left out and reported.
pub fn parse_query(query: &str) -> Link {
    let mut link =
        Link { net: None, device: None, autostart: false, problems: Vec::new(), given: Vec::new() };
    let mut seen = Vec::new();
    for part in query.strip_prefix('?').unwrap_or(query).split('&').filter(|part| !part.is_empty()) {
        let (key, text) = part.split_once('=').unwrap_or((part, ""));
        let (key, text) = (decode(key), decode(text));
        if seen.contains(&key) && is_ours(&key) {
            link.problems
                .push(format!("The link has {} more than once; the first one counts.", quoted(&key)));
        } else if let Err(problem) = link.take(&key, text.trim()) {
            link.problems.push(problem);
        }
        seen.push(key);
    }
    let before = link.given.len();
    link.given.retain(|(field, _)| *field != Field::Filters || link.net == Some(NetworkId::Cnn));
    if link.given.len() < before {
        link.problems.push("The link's `filters` are ignored; they are for `net=cnn` only.".to_owned());
    }
    link
}

impl Link {
    fn take(&mut self, key: &str, text: &str) -> Result<(), String> {
        if key == AUTOSTART {
            self.autostart = switch("Autostart", text).map_err(instead)?;
            return Ok(());
        }
        let Some(field) = Field::with_key(key) else {
            // What others add to links (`fbclid`, `utm_source`) is nobody's concern.
            return match meant(key) {
                Some(ours) => Err(format!(
                    "The link has {}, which is ignored; the setting is called `{ours}`.",
                    quoted(key)
                )),
                None => Ok(()),
            };
        };
        let settings = checked(field, text).map_err(instead)?;
        match field {
            Field::Network => self.net = Some(settings.network),
            _ => self.given.push((field, settings.text(field))),
        }
        if field == Field::Device {
            self.device = Some(settings.device);
        }
        Ok(())
    }
}

fn is_ours(key: &str) -> bool {
    key == AUTOSTART || Field::with_key(key).is_some()
}

/// The key that was probably meant by one that is none: written otherwise, as the form labels it, or with one
/// letter too many, too few or wrong.
fn meant(key: &str) -> Option<&'static str> {
    const SHORTEST_TYPO: usize = 5;
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let given = letters(key);
    let is_typo = |ours: &str| given.len() >= SHORTEST_TYPO && differ_by_one(&given, ours);
    let labelled = |field: &Field| {
        [field.as_str(), field.label()].iter().any(|ours| letters(ours) == given || is_typo(&letters(ours)))
    };
    let autostart = || (given == AUTOSTART || is_typo(AUTOSTART)).then_some(AUTOSTART);
    Field::ALL.iter().find(|field| labelled(field)).map(|field| field.as_str()).or_else(autostart)
}

/// Whether one text becomes the other by adding, leaving out or replacing one character.
fn differ_by_one(a: &str, b: &str) -> bool {
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a.as_bytes()[common..], &b.as_bytes()[common..]);
    match (a, b) {
        ([_, a_rest @ ..], [_, b_rest @ ..]) => a_rest == b_rest || a_rest == b || a == b_rest,
        (rest, []) | ([], rest) => rest.len() == 1,
    }
}

/// A problem with a part of the link, and what comes of it.
fn instead(problem: String) -> String {
    format!("In the link: {} (the default is used).", problem.trim_end_matches('.'))
}

/// Valid settings with `field` as in `text`, in the network that reads every field; numbers as the page writes
/// them.
fn checked(field: Field, text: &str) -> Result<Settings, String> {
    let settings = Settings::for_network(NetworkId::Cnn).with(field, text)?;
    match settings.validate() {
        Ok(config) => Ok(Settings::from(&config)),
        Err(problems) => {
            Err(problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join(" "))
        }
    }
}

/// The query string, without `?`, that gives `config` again: network, seed, and whatever is not the
/// network's default.
pub fn to_query(config: &TrainConfig) -> String {
    let settings = Settings::from(config);
    let defaults = Settings::for_network(config.network.id);
    let parts = Field::ALL.into_iter().filter_map(|field| {
        let text = settings.text(field);
        let needed = matches!(field, Field::Network | Field::Seed) || text != defaults.text(field);
        needed.then(|| format!("{}={text}", field.as_str()))
    });
    parts.collect::<Vec<_>>().join("&")
}

impl Settings {
    /// A field as links and the command line write it.
    pub fn text(&self, field: Field) -> String {
        let bit = |on: bool| if on { "1" } else { "0" }.to_owned();
        match field {
            Field::Network => self.network.to_string(),
            Field::Epochs => self.epochs.clone(),
            Field::Batch => self.batch.clone(),
            Field::LearningRate => self.learning_rate.clone(),
            Field::Momentum => self.momentum.clone(),
            Field::WeightDecay => self.weight_decay.clone(),
            Field::Schedule => match self.schedule {
                ScheduleKind::Constant => "constant".to_owned(),
                ScheduleKind::Step => format!("step:{}:{}", self.every, self.gamma),
            },
            Field::Seed => self.seed.clone(),
            Field::Shuffle => bit(self.shuffle),
            Field::Normalise => bit(self.normalise),
            Field::Augment => bit(self.augment),
            Field::Filters => self.filters.join(","),
            Field::Device => self.device.as_str().to_owned(),
            Field::Data => self.data.as_str().to_owned(),
        }
    }

    /// These settings with one field as links and the command line write it; what numbers say,
    /// [`Settings::validate`] looks at.
    ///
    /// # Errors
    /// A sentence for a choice or a switch that there is not.
    pub fn with(mut self, field: Field, text: &str) -> Result<Settings, String> {
        let choice = |expected: &str| refusal(field.label(), expected, text);
        match field {
            Field::Network => {
                self.network =
                    text.parse().map_err(|_| choice(&NetworkId::ALL.map(NetworkId::as_str).join(" or ")))?
            }
            Field::Epochs => self.epochs = text.to_owned(),
            Field::Batch => self.batch = text.to_owned(),
            Field::LearningRate => self.learning_rate = text.to_owned(),
            Field::Momentum => self.momentum = text.to_owned(),
            Field::WeightDecay => self.weight_decay = text.to_owned(),
            Field::Schedule if text == "constant" => self.schedule = ScheduleKind::Constant,
            Field::Schedule => {
                let step = text.strip_prefix("step:").and_then(|step| step.split_once(':'));
                let (every, gamma) =
                    step.ok_or_else(|| choice("constant, or step:EPOCHS:FACTOR (for example step:6:0.1)"))?;
                self.schedule = ScheduleKind::Step;
                (self.every, self.gamma) = (every.to_owned(), gamma.to_owned());
            }
            Field::Seed => self.seed = text.to_owned(),
            Field::Shuffle => self.shuffle = switch(field.label(), text)?,
            Field::Normalise => self.normalise = switch(field.label(), text)?,
            Field::Augment => self.augment = switch(field.label(), text)?,
            Field::Filters => {
                let filters: Vec<_> = text.split(',').map(str::to_owned).collect();
                self.filters =
                    filters.try_into().map_err(|_| choice("three whole numbers (for example 16,32,64)"))?;
            }
            Field::Device => {
                self.device = DeviceChoice::named(text)
                    .ok_or_else(|| choice(&DeviceChoice::ALL.map(DeviceChoice::as_str).join(" or ")))?;
            }
            Field::Data => {
                self.data = DataChoice::named(text)
                    .ok_or_else(|| choice(&DataChoice::ALL.map(DataChoice::as_str).join(" or ")))?;
            }
        }
        Ok(self)
    }
}

fn switch(label: &str, text: &str) -> Result<bool, String> {
    match text {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(refusal(label, "1, 0, true or false", text)),
    }
}

/// Percent-decodes a part of a query string, `+` being a space. What is not an escape stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        rest = match escaped {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                &after[2..]
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
