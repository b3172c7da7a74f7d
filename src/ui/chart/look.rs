//! How a network is told apart in a picture.

use crate::chart::Look;
use crate::ui::tab::TabId;
use crate::zoo::ROWS;

/// The class that sets `color` to the colour of this look.
pub fn class(look: Look) -> String {
    format!("colour-{}", look.colour)
}

/// How the network's lines look. Those of the user's own have the colours of the zoo and other dashes and marks.
pub fn of(tab: TabId) -> Look {
    match tab {
        TabId::Own(number) => {
            let (colour, other) =
                (number as usize % ROWS.len(), (number as usize + ROWS.len() / 2) % ROWS.len());
            Look { colour: ROWS[colour].look.colour, ..ROWS[other].look }
        }
        TabId::Zoo(_) => tab.row().map_or(Look::INK, |row| row.look),
    }
}

/// How the lines of one of several runs of a network look: in the network's colour, each with another dash and
/// mark.
pub fn of_run(tab: TabId, nth: usize) -> Look {
    let look = of(tab);
    let first = ROWS.iter().position(|row| row.look.dash == look.dash).unwrap_or_default();
    let other = ROWS[(first + nth) % ROWS.len()].look;
    Look { colour: look.colour, ..other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_network_share_its_colour_and_nothing_else() {
        for row in ROWS {
            let looks: Vec<Look> = (0..ROWS.len()).map(|nth| of_run(TabId::of(row), nth)).collect();
            assert_eq!(looks[0], row.look);
            assert!(looks.iter().all(|look| look.colour == row.look.colour));
            for (at, look) in looks.iter().enumerate() {
                assert!(looks[..at].iter().all(|other| other.dash != look.dash && other.mark != look.mark));
            }
        }
    }
}
