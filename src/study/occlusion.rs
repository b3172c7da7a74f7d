//! Occlusion: a grey square slides over an image, and what that does to the answer. After Zeiler and Fergus,
//! "Visualizing and Understanding Convolutional Networks", 2014.

use super::CrossEntropy;
use crate::arch::INPUT;

/// Side of the square, in pixels.
pub const SQUARE: usize = 7;

/// Pixels from one place of the square to the next.
const STEP: usize = 3;

/// The byte that the square is filled with: half ink.
const GREY: u8 = 128;

const SIDE: usize = INPUT[1];

/// Places of the square along a side.
pub const PLACES: usize = (SIDE - SQUARE) / STEP + 1;

/// The image of 28 × 28 bytes once for each place of the square, row by row.
pub fn covered(image: &[u8]) -> Vec<u8> {
    let places = (0..PLACES * PLACES).map(|place| (place / PLACES * STEP, place % PLACES * STEP));
    let cover = |(top, left): (usize, usize)| {
        let inside = |at: usize, first: usize| (first..first + SQUARE).contains(&at);
        image.iter().enumerate().map(move |(at, value)| {
            if inside(at / SIDE, top) && inside(at % SIDE, left) { GREY } else { *value }
        })
    };
    places.flat_map(cover).collect()
}

/// What the network answers under each place of the square, and how probable it finds `digit` there.
pub fn answers(logits: &[f32], digit: usize) -> Vec<(usize, f64)> {
    let classes = logits.len() / (PLACES * PLACES);
    let answer = |logits: &[f32]| {
        let end = CrossEntropy::of(logits);
        Some((end.answer()?, end.scores.get(digit)?.probability))
    };
    logits.chunks_exact(classes.max(1)).filter_map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_covers_the_image_from_corner_to_corner() {
        let image = [1; SIDE * SIDE];
        let covered = covered(&image);
        let images: Vec<&[u8]> = covered.chunks_exact(SIDE * SIDE).collect();
        assert_eq!(images.len(), PLACES * PLACES);
        let grey = |image: &[u8]| image.iter().filter(|value| **value == GREY).count();
        assert!(images.iter().all(|image| grey(image) == SQUARE * SQUARE));
        assert_eq!((images[0][0], images[0][SIDE * SIDE - 1]), (GREY, 1));
        assert_eq!(images[PLACES * PLACES - 1][SIDE * SIDE - 1], GREY);
    }

    #[test]
    fn the_digit_s_probability_is_told_for_each_place() {
        let logits: Vec<f32> =
            (0..PLACES * PLACES).flat_map(|place| [0.0, if place == 3 { 9.0 } else { -9.0 }]).collect();
        let answers = answers(&logits, 0);
        assert_eq!(answers.len(), PLACES * PLACES);
        assert_eq!((answers[0].0, answers[3].0), (0, 1));
        assert!(answers[0].1 > 0.99 && answers[3].1 < 0.01);
    }
}
