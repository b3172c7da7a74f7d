//! How a network is told apart in a picture: its colour's class, its dash, its mark.

use crate::arch::NetworkId;
use crate::chart::Look;

/// The class that sets `color` to the colour of this look.
pub fn class(look: Look) -> String {
    format!("colour-{}", look.name)
}

/// How the network's lines look.
pub fn of(network: NetworkId) -> Look {
    let (dash, mark) = match network {
        NetworkId::Session2 => (Look::INK.dash, Look::INK.mark),
        NetworkId::Session1LastRelu => ("2 4", "m-3-3l6 6m-6 0l6-6"),
        NetworkId::Session6 => ("10 4", "m0-4l4 4l-4 4l-4-4z"),
        NetworkId::Mlp => ("6 3 1 3", "m-3-3h6v6h-6z"),
        NetworkId::Lenet => ("5 3", "m0-4l3.6 6.4h-7.2z"),
        NetworkId::Cnn => ("12 3 2 3", "m0 4l3.6-6.4h-7.2z"),
        NetworkId::Nn2 => ("1 3", "m-4 0h8m-4-4v8"),
        NetworkId::Cnn2 => ("8 3 2 3 2 3", "m-4-2.5h8v5h-8z"),
        NetworkId::Tiny => ("3 2", "m-2.5-4h5v8h-5z"),
    };
    Look { name: network.as_str(), dash, mark }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_networks_look_alike_without_colour() {
        let looks: HashSet<(&str, String)> =
            NetworkId::ALL.into_iter().map(|id| (of(id).dash, of(id).mark_at((0.0, 0.0)))).collect();
        let dashes: HashSet<&str> = NetworkId::ALL.into_iter().map(|id| of(id).dash).collect();
        assert_eq!(looks.len(), NetworkId::ALL.len());
        assert_eq!(dashes.len(), NetworkId::ALL.len());
    }
}
