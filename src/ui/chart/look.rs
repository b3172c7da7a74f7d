//! How a network is told apart in a picture: its colour's class, its dash, its mark.

use crate::arch::NetworkId;
use crate::zoo::{self, Look};

/// What is of no network, or of one that is not in the zoo.
const PLAIN: Look = Look { colour: 0, dash: "", mark: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" };

fn look(network: Option<NetworkId>) -> Look {
    network.and_then(zoo::with_id).map_or(PLAIN, |row| row.look)
}

/// The class that sets `color` to the network's colour, or to ink without a network.
pub fn class(network: Option<NetworkId>) -> String {
    format!("colour-{}", look(network).colour)
}

/// `stroke-dasharray` of the network's line; empty for a solid line.
pub fn dash(network: Option<NetworkId>) -> &'static str {
    look(network).dash
}

/// SVG path data of the network's mark around (`x`, `y`), about seven pixels wide.
pub fn mark(network: Option<NetworkId>, (x, y): (f64, f64)) -> String {
    format!("M{x:.1} {y:.1}{}", look(network).mark)
}
