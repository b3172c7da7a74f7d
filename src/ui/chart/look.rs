//! How a network is told apart in a picture: its colour's class, its dash, its mark.

use crate::arch::NetworkId;

/// The class that sets `color` to the network's colour, or to ink without a network.
pub fn class(network: Option<NetworkId>) -> String {
    network.map_or_else(|| "colour-ink".to_owned(), |id| format!("colour-{id}"))
}

/// `stroke-dasharray` of the network's line; empty for a solid line.
pub fn dash(network: Option<NetworkId>) -> &'static str {
    match network {
        None | Some(NetworkId::Session2) => "",
        Some(NetworkId::Session1LastRelu) => "2 4",
        Some(NetworkId::Session6) => "10 4",
        Some(NetworkId::Mlp) => "6 3 1 3",
        Some(NetworkId::Lenet) => "5 3",
        Some(NetworkId::Cnn) => "12 3 2 3",
        Some(NetworkId::Nn2) => "1 3",
        Some(NetworkId::Cnn2) => "8 3 2 3 2 3",
        Some(NetworkId::Tiny) => "3 2",
    }
}

/// SVG path data of the network's mark around (`x`, `y`), about seven pixels wide.
pub fn mark(network: Option<NetworkId>, (x, y): (f64, f64)) -> String {
    let shape = match network {
        None | Some(NetworkId::Session2) => "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
        Some(NetworkId::Session1LastRelu) => "m-3-3l6 6m-6 0l6-6",
        Some(NetworkId::Session6) => "m0-4l4 4l-4 4l-4-4z",
        Some(NetworkId::Mlp) => "m-3-3h6v6h-6z",
        Some(NetworkId::Lenet) => "m0-4l3.6 6.4h-7.2z",
        Some(NetworkId::Cnn) => "m0 4l3.6-6.4h-7.2z",
        Some(NetworkId::Nn2) => "m-4 0h8m-4-4v8",
        Some(NetworkId::Cnn2) => "m-4-2.5h8v5h-8z",
        Some(NetworkId::Tiny) => "m-2.5-4h5v8h-5z",
    };
    format!("M{x:.1} {y:.1}{shape}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_networks_look_alike_without_colour() {
        let looks: HashSet<(&str, String)> =
            NetworkId::ALL.into_iter().map(|id| (dash(Some(id)), mark(Some(id), (0.0, 0.0)))).collect();
        let dashes: HashSet<&str> = NetworkId::ALL.into_iter().map(|id| dash(Some(id))).collect();
        assert_eq!(looks.len(), NetworkId::ALL.len());
        assert_eq!(dashes.len(), NetworkId::ALL.len());
    }
}
