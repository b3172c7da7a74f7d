//! The shift test: which moves of the images are tried, the coarse ones first, and what came of them.

use super::CrossEntropy;

/// Pixels that images are shifted by at most, each way.
pub const FARTHEST: i8 = 8;

/// Pixels beyond which digits of MNIST are cropped: they lie in a box of 20 × 20 in the middle of 28 × 28.
pub const UNCROPPED: i8 = 4;

/// Degrees that images are turned by at most, each way.
pub const STEEPEST: i8 = 45;

/// What is done to each image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// Pixels to the right and down.
    Shift(i8, i8),
    /// Degrees clockwise.
    Turn(i8),
}

/// All moves, each once: every fourth pixel and fifteenth degree, then what lies between, then every pixel.
pub fn moves() -> Vec<Move> {
    let mut moves = Vec::new();
    for (pixels, degrees) in [(4, 15), (2, 5), (1, 5)] {
        let along = |most: i8, step: i8| (-most..=most).filter(move |at| (at + most) % step == 0);
        let shifts = along(FARTHEST, pixels)
            .flat_map(|down| along(FARTHEST, pixels).map(move |right| Move::Shift(right, down)));
        for one in along(STEEPEST, degrees).map(Move::Turn).chain(shifts) {
            if !moves.contains(&one) {
                moves.push(one);
            }
        }
    }
    moves
}

/// Share of the images whose largest logit is their label's; the first of equals counts.
pub fn accuracy(logits: &[f32], labels: &[u8]) -> f64 {
    let classes = logits.len() / labels.len().max(1);
    let is_right =
        |(logits, label): &(&[f32], &u8)| CrossEntropy::of(logits).answer() == Some(usize::from(**label));
    let right = logits.chunks_exact(classes.max(1)).zip(labels).filter(is_right).count();
    right as f64 / labels.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_move_is_tried_once_and_the_coarse_ones_first() {
        let moves = moves();
        let mut sorted = moves.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((sorted.len(), moves.len()), (17 * 17 + 19, 17 * 17 + 19));
        let is_coarse = |one: &Move| match one {
            Move::Shift(right, down) => right % 4 == 0 && down % 4 == 0,
            Move::Turn(degrees) => degrees % 15 == 0,
        };
        assert!(moves[..25 + 7].iter().all(is_coarse));
        assert!(moves.contains(&Move::Shift(0, 0)) && moves.contains(&Move::Shift(-8, 7)));
    }

    #[test]
    fn the_share_of_right_answers() {
        assert_eq!(accuracy(&[1.0, 2.0, 5.0, 3.0, 0.0, 0.0], &[1, 1, 0]), 2.0 / 3.0);
        assert_eq!(accuracy(&[], &[]), 0.0);
    }
}
