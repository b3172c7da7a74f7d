//! The network that a command names, or whose source it names.

use super::{CliError, own};
use crate::arch::Network;
use crate::settings::{Field, Settings, TrainConfig};
use crate::zoo;

/// The settings of the source of the network called `net`, with the filters that were given; those of a network of
/// one's own are every setting's default.
///
/// # Errors
/// [`CliError::Network`] for an unknown name, [`CliError::Source`] for a file that is no network, and
/// [`CliError::Settings`] for filters that the network does not take.
pub fn settings(net: &str, filters: Option<&str>) -> Result<Settings, CliError> {
    let config = match own::file(net) {
        Some(file) => TrainConfig::new(file.read()?.network),
        None => zoo::named(net)?.config(),
    };
    let adjusts = !config.network.adjustable.is_empty();
    let settings = Settings::from(&config);
    match filters {
        None => Ok(settings),
        Some(_) if !adjusts => Err(CliError::Settings(format!(
            "Filters are for {} only; leave out --filters for {net}.",
            adjustable().join(" and ")
        ))),
        Some(text) => Ok(settings.with(Field::Filters, text)),
    }
}

/// The names of the networks whose filters may be chosen.
fn adjustable() -> Vec<&'static str> {
    zoo::ROWS.into_iter().filter(|row| !row.network().adjustable.is_empty()).map(|row| row.name).collect()
}

/// What the settings stand for.
///
/// # Errors
/// [`CliError::Settings`] with everything that is wrong.
pub fn valid(settings: &Settings) -> Result<TrainConfig, CliError> {
    settings.validate().map_err(|problems| {
        let messages: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
        CliError::Settings(messages.join(" "))
    })
}

/// The network called `net` with the filters that were given.
///
/// # Errors
/// As [`settings`] and [`valid`].
pub fn network(net: &str, filters: Option<&str>) -> Result<Network, CliError> {
    Ok(valid(&settings(net, filters)?)?.network)
}
