//! The network that a command names.

use super::CliError;
use crate::arch::Network;
use crate::settings::{Field, Settings, TrainConfig};
use crate::zoo::{self, Row};

/// The settings of the source of the network called `net`, with the filters that were given.
///
/// # Errors
/// [`CliError::Network`] for an unknown name, [`CliError::Settings`] for filters that the network does not take.
pub fn settings(net: &str, filters: Option<&str>) -> Result<Settings, CliError> {
    let row = zoo::named(net)?;
    let settings = Settings::from(&row.config());
    match filters {
        None => Ok(settings),
        Some(_) if !is_adjustable(row) => Err(CliError::Settings(format!(
            "Filters are for {} only; leave out --filters for {net}.",
            adjustable().join(" and ")
        ))),
        Some(text) => Ok(settings.with(Field::Filters, text)),
    }
}

fn is_adjustable(row: &Row) -> bool {
    !row.network().adjustable.is_empty()
}

/// The names of the networks whose filters may be chosen.
fn adjustable() -> Vec<&'static str> {
    zoo::ROWS.into_iter().filter(|row| is_adjustable(row)).map(|row| row.name).collect()
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
