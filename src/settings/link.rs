//! The settings in the page's query string: a link reproduces a run.

use super::rule::{quoted, refusal};
use super::setting::switch;
use super::{Field, FieldError, SETTINGS, Setting, Settings, TrainConfig};
use crate::arch::Network;

/// The key that names the network.
const NETWORK: &str = "net";

/// The key that starts training when the page is open.
const AUTOSTART: &str = "autostart";

/// What a link asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The network that it names, as its source trains it; None when the page is to choose.
    pub network: Option<TrainConfig>,
    /// Whether training starts by itself.
    pub autostart: bool,
    /// One sentence for each part that could not be used.
    pub problems: Vec<String>,
    /// The class of the network, packed, where that is nobody's but the sender's.
    pub class: Option<String>,
    /// Settings that differ from the network's own, each checked, as links write them.
    given: Vec<(Field, String)>,
}

impl Link {
    /// The settings: those of the link's network, or of `fallback` where it names none, with what the
    /// link changes in them.
    pub fn settings(&self, fallback: &TrainConfig) -> Settings {
        let settings = Settings::from(self.network.as_ref().unwrap_or(fallback));
        self.given.iter().fold(settings, |settings, (field, text)| settings.with(*field, text))
    }
}

/// What links call a network whose class they carry.
const OWN: &str = "own";

/// The network of such a link before its class has been read.
pub fn own_network() -> Network {
    Network { name: OWN.into(), label: "New network".into(), ..Network::default() }
}

/// Reads a link: its query string as [`parse_query`], and the packed class that it may carry.
pub fn parse_link(query: &str, class: Option<&str>, networks: &[TrainConfig]) -> Link {
    let own = class.map(|_| TrainConfig::new(own_network()));
    let mut link = parse_query(query, &networks.iter().cloned().chain(own).collect::<Vec<_>>());
    let is_own = link.network.as_ref().is_some_and(|config| config.network.name == OWN);
    link.class = class.filter(|_| is_own).map(str::to_owned);
    link
}

/// Reads a query string, with or without its `?`, that may name one of these networks. Whatever it cannot use is
/// left out and reported.
pub fn parse_query(query: &str, networks: &[TrainConfig]) -> Link {
    let mut link =
        Link { network: None, autostart: false, problems: Vec::new(), class: None, given: Vec::new() };
    let mut parts = Vec::new();
    for part in query.strip_prefix('?').unwrap_or(query).split('&').filter(|part| !part.is_empty()) {
        let (key, text) = part.split_once('=').unwrap_or((part, ""));
        let (key, text) = (decode(key), decode(text));
        if is_ours(&key) && parts.iter().any(|(seen, _)| *seen == key) {
            let problem = format!("The link has {} more than once; the first one counts.", quoted(&key));
            link.problems.push(problem);
        } else {
            parts.push((key, text.trim().to_owned()));
        }
    }
    // What the other parts may say depends on the network.
    let (network, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(key, _)| key == NETWORK);
    for (key, text) in network.into_iter().chain(others) {
        if let Err(problem) = link.take(&key, &text, networks) {
            link.problems.push(problem);
        }
    }
    link
}

impl Link {
    fn take(&mut self, key: &str, text: &str, networks: &[TrainConfig]) -> Result<(), String> {
        match key {
            NETWORK => self.network = Some(named(text, networks).map_err(instead)?),
            AUTOSTART => self.autostart = switch("Autostart", text).map_err(instead)?,
            _ => match Field::with_key(key) {
                Some(field) => self.take_setting(field, text, networks)?,
                // What others add to links (`fbclid`, `utm_source`) is nobody's concern.
                None => meant(key).map_or(Ok(()), |ours| {
                    Err(format!(
                        "The link has {}, which is ignored; the setting is called `{ours}`.",
                        quoted(key)
                    ))
                })?,
            },
        }
        Ok(())
    }

    fn take_setting(&mut self, field: Field, text: &str, networks: &[TrainConfig]) -> Result<(), String> {
        if field == Field::Filters && self.network.as_ref().is_none_or(|config| !is_adjustable(config)) {
            let adjustable = networks.iter().filter(|config| is_adjustable(config));
            let names: Vec<_> = adjustable.map(|config| format!("`net={}`", config.network.name)).collect();
            return Err(format!(
                "The link's `filters` are ignored; they are for {} only.",
                names.join(" and ")
            ));
        }
        let mut config = self.network.clone().unwrap_or_default();
        let setting = field.setting();
        setting.read(&setting.split(text), &mut config).map_err(|problems| {
            let sentence = |problem: &FieldError| problem.message.clone();
            instead(problems.iter().map(sentence).collect::<Vec<_>>().join(" "))
        })?;
        // Numbers as the page writes them.
        self.given.push((field, setting.text(&config)));
        Ok(())
    }
}

fn is_adjustable(config: &TrainConfig) -> bool {
    !config.network.adjustable.is_empty()
}

/// The network with this name.
fn named(name: &str, networks: &[TrainConfig]) -> Result<TrainConfig, String> {
    let names =
        || networks.iter().map(|config| config.network.name.as_str()).collect::<Vec<_>>().join(" or ");
    let named = networks.iter().find(|config| config.network.name == name);
    named.cloned().ok_or_else(|| refusal("Network", names(), name))
}

fn is_ours(key: &str) -> bool {
    key == NETWORK || key == AUTOSTART || Field::with_key(key).is_some()
}

/// The key that was probably meant by one that is none: written otherwise, as the form labels it, or with one
/// letter too many, too few or wrong.
fn meant(key: &str) -> Option<&'static str> {
    const SHORTEST_TYPO: usize = 5;
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let given = letters(key);
    let is_meant = |ours: &str| {
        let ours = letters(ours);
        ours == given || given.len() >= SHORTEST_TYPO && differ_by_one(&given, &ours)
    };
    let settings = SETTINGS.iter().map(|setting| (setting.key, setting.label));
    let mut ours = settings.chain([(NETWORK, "Network"), (AUTOSTART, AUTOSTART)]);
    ours.find(|(key, label)| is_meant(key) || is_meant(label)).map(|(key, _)| key)
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

/// The query string, without `?`, that gives `config` again: network, seed, and whatever is not as the
/// network's `source` has it.
pub fn to_query(config: &TrainConfig, source: &TrainConfig) -> String {
    let needed = |setting: &&Setting| setting.field == Field::Seed || setting.differs(config, source);
    let parts = SETTINGS.iter().filter(needed);
    let parts = parts.map(|setting| format!("{}={}", setting.key, setting.text(config)));
    let network = format!("{NETWORK}={}", config.network.name);
    [network].into_iter().chain(parts).collect::<Vec<_>>().join("&")
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
mod tests;
