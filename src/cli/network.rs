//! The network that a command names.

use super::CliError;
use crate::arch::{NetworkChoice, NetworkId};
use crate::train::{Field, Settings, TrainConfig};

/// The settings of the source of the network called `net`, with the filters that were given.
///
/// # Errors
/// [`CliError::Network`] for an unknown name, [`CliError::Settings`] for filters that cannot be.
pub fn settings(net: &str, filters: Option<&str>) -> Result<Settings, CliError> {
    let id: NetworkId = net.parse()?;
    let settings = Settings::for_network(id);
    match filters {
        None => Ok(settings),
        Some(_) if id != NetworkId::Cnn => Err(CliError::Settings(format!(
            "Filters are for the network cnn only; leave out --filters for {id}."
        ))),
        Some(text) => settings.with(Field::Filters, text).map_err(CliError::Settings),
    }
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
/// As [`settings`].
pub fn choice(net: &str, filters: Option<&str>) -> Result<NetworkChoice, CliError> {
    Ok(valid(&settings(net, filters)?)?.network)
}
