//! How a network is told apart in a picture.

use crate::arch::NetworkId;
use crate::chart::Look;
use crate::zoo::{self, ROWS};

/// The class that sets `color` to the colour of this look.
pub fn class(look: Look) -> String {
    format!("colour-{}", look.colour)
}

/// How the network's lines look; in ink where it is not in the zoo.
pub fn of(network: NetworkId) -> Look {
    zoo::with_id(network).map_or(Look::INK, |row| row.look)
}

/// How the lines of one of several runs of a network look: in the network's colour, each with another dash and
/// mark.
pub fn of_run(network: NetworkId, nth: usize) -> Look {
    let look = of(network);
    let first = ROWS.iter().position(|row| row.look == look).unwrap_or_default();
    let other = ROWS[(first + nth) % ROWS.len()].look;
    Look { colour: look.colour, ..other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_network_share_its_colour_and_nothing_else() {
        for row in ROWS {
            let looks: Vec<Look> = (0..ROWS.len()).map(|nth| of_run(row.id(), nth)).collect();
            assert_eq!(looks[0], row.look);
            assert!(looks.iter().all(|look| look.colour == row.look.colour));
            for (at, look) in looks.iter().enumerate() {
                assert!(looks[..at].iter().all(|other| other.dash != look.dash && other.mark != look.mark));
            }
        }
    }
}
