//! Sources that give networks, and sources that are refused.

pub mod documents;
mod grammar;
mod refusals;
mod training;

use super::read;
use crate::arch::{Layer, Op};
use crate::reports::OwnNetwork;

/// The only network of a source.
#[track_caller]
fn only(source: &str) -> OwnNetwork {
    let mut readings = read(source).unwrap_or_else(|refusal| panic!("{refusal}\n{source}")).readings;
    assert_eq!(readings.len(), 1, "{readings:?}");
    let reading = readings.remove(0);
    reading.network.unwrap_or_else(|refusal| panic!("{refusal}\n{source}"))
}

/// What is said of the only network of a source, which cannot be one.
#[track_caller]
fn refused(source: &str) -> String {
    match read(source) {
        Err(refusal) => refusal.to_string(),
        Ok(found) => {
            let mut refusals = found.readings.into_iter().filter_map(|reading| reading.network.err());
            let refusal = refusals.next().unwrap_or_else(|| panic!("it is a network:\n{source}"));
            refusal.to_string()
        }
    }
}

fn names(network: &OwnNetwork) -> Vec<&str> {
    network.network.layers.iter().map(|layer| layer.name.as_str()).collect()
}

fn ops(layers: &[Layer]) -> Vec<Op> {
    layers.iter().map(|layer| layer.op).collect()
}
