//! The network that a command names, or whose source it names.

use super::{CliError, own};
use crate::arch::Network;
use crate::settings::{Field, Settings, TrainConfig};
use crate::zoo;

/// The settings of the source of the network called `net`, with the filters that were given; those of a network of
/// one's own are what its source says, else every setting's default.
///
/// # Errors
/// [`CliError::Network`] for an unknown name, [`CliError::Source`] for a file that is no network, and
/// [`CliError::Settings`] for filters that the network does not take.
pub fn settings(net: &str, filters: Option<&str>) -> Result<Settings, CliError> {
    let (settings, adjusts) = match own::file(net) {
        Some(file) => (of_source(&file)?, false),
        None => {
            let config = zoo::named(net)?.config();
            (Settings::from(&config), !config.network.adjustable.is_empty())
        }
    };
    match filters {
        None => Ok(settings),
        Some(_) if !adjusts => Err(CliError::Settings(format!(
            "Filters are for {} only; leave out --filters for {net}.",
            adjustable().join(" and ")
        ))),
        Some(text) => Ok(settings.with(Field::Filters, text)),
    }
}

/// The settings that a file of source trains its network with; what it says that cannot be goes to stderr.
fn of_source(file: &own::File) -> Result<Settings, CliError> {
    let (_, own, training) = file.read()?;
    let (settings, _, refused) = Settings::from(&TrainConfig::new(own.network)).taking(&training.settings);
    for remark in training.left_out.iter().chain(&refused) {
        eprintln!("note: {remark}");
    }
    Ok(settings)
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
