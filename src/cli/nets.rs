//! `fovea nets`: the networks that there are.

use super::CliError;
use super::output;
use super::table::{Align, Table};
use crate::words::count;
use crate::zoo;

/// Lists the networks.
///
/// The field is the side, in pixels, of the square of the image that one unit sees in the last layer that
/// still has rows and columns; `all` where the image is flattened before anything else.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Writes the table.
///
/// # Errors
/// Those of standard output.
pub fn run(_: &Args) -> Result<(), CliError> {
    let mut table = Table::new([
        ("network", Align::Left),
        ("name", Align::Left),
        ("parameters", Align::Right),
        ("field", Align::Right),
        ("source", Align::Left),
    ]);
    for row in zoo::ROWS {
        let network = row.network();
        let trace = network.trace()?;
        let field = trace.layers.iter().rev().find_map(|layer| layer.receptive_field);
        table.push([
            network.name,
            network.label,
            count(trace.parameters as u64),
            field.map_or_else(|| "all".to_owned(), |side| side.to_string()),
            network.origin,
        ]);
    }
    Ok(output::line(table)?)
}
