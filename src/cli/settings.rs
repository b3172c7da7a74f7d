//! The settings of a run as the command line gives them: an option for each of the page's own, read by the page's
//! own rules.

use clap::{Arg, ArgMatches, Command, FromArgMatches};

use super::{CliError, device, network};
use crate::settings::{Field, Kind, SETTINGS, Setting, Settings, TrainConfig};
use crate::zoo;

/// What may differ from how the network's source trains it.
#[derive(Debug)]
pub struct Args {
    /// What was given, as it was typed.
    given: Vec<(Field, String)>,
}

/// The settings that are options of their own; `--device` and `--data` mean other things here than on the page.
pub fn rows() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().filter(|row| !matches!(row.field, Field::Device | Field::Data))
}

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        command.args(rows().map(option))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let text = |row: &Setting| matches.get_one::<String>(row.key).cloned();
        Ok(Self { given: rows().filter_map(|row| Some((row.field, text(row)?))).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args {
    /// The configuration of a run of the network called `net`; what was not given is as its source has it.
    ///
    /// # Errors
    /// [`CliError::Network`] or [`CliError::Settings`].
    pub fn config(&self, net: &str, device: device::Choice) -> Result<TrainConfig, CliError> {
        let filters = self.given.iter().find(|(field, _)| *field == Field::Filters);
        let settings = network::settings(net, filters.map(|(_, text)| text.as_str()))?;
        let settings =
            self.given.iter().fold(settings, |settings, (field, text)| settings.with(*field, text));
        Ok(TrainConfig { device: device.in_config(), ..network::valid(&settings)? })
    }
}

/// The option of a setting. Its text is read later, by the rule that the page reads it by.
fn option(row: &'static Setting) -> Arg {
    let help = row.help.trim_end_matches('.');
    let help = default(row.field).map_or(help.to_owned(), |default| format!("{help} [default: {default}]"));
    let option = Arg::new(row.key).long(row.key.replace('_', "-")).help(help).value_name(value_name(row));
    match row.kind {
        Kind::Whole { .. } | Kind::Real { .. } => option.allow_negative_numbers(true),
        Kind::Switch { .. } => option.num_args(0..=1).require_equals(true).default_missing_value("1"),
        Kind::Choice { .. } | Kind::Schedule { .. } | Kind::Filters => option,
    }
}

/// What a setting is when it is not given, where that is the same for all networks.
fn default(field: Field) -> Option<String> {
    let [first, others @ ..] = zoo::ROWS.map(|row| Settings::from(&row.config()).text(field));
    others.iter().all(|other| *other == first).then_some(first)
}

/// What stands for the value of a setting in the help.
fn value_name(row: &Setting) -> String {
    match row.kind {
        Kind::Whole { .. } => "N".to_owned(),
        Kind::Switch { .. } => "0|1".to_owned(),
        Kind::Choice { options, .. } => {
            options.iter().map(|option| option.word).collect::<Vec<_>>().join("|")
        }
        Kind::Filters => "A,B,C".to_owned(),
        // As in RATE for a learning rate.
        Kind::Real { .. } | Kind::Schedule { .. } => {
            row.label.split(' ').next_back().unwrap_or_default().to_uppercase()
        }
    }
}
