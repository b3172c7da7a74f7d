//! Pictures of numbers: feature maps and digits, side by side on one sheet of grey.

use crate::arch::INPUT;

/// A picture in shades of grey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    /// A byte for each dot, row by row, 0 black, 255 white.
    pub grey: Vec<u8>,
}

/// Digits in a row of their sheet.
const DIGITS_IN_A_ROW: usize = 40;

/// Dots between two tiles.
const GAP: usize = 2;

/// The grey of the gaps.
const GROUND: u8 = 96;

/// How far the finite numbers reach from 0.
pub fn reach(values: &[f32]) -> f32 {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    finite.fold(0f32, |most, value| most.max(value.abs()))
}

/// Shows numbers as grey: 0 is the middle, `-reach` black and `reach` white. What is not finite is black.
pub fn shades(values: &[f32], reach: f32) -> Vec<u8> {
    let shade = |value: &f32| match value / reach {
        share if share.is_finite() => (127.5 + 127.5 * share.clamp(-1.0, 1.0)).round() as u8,
        _ if *value == 0.0 => 128,
        _ => 0,
    };
    values.iter().map(shade).collect()
}

/// Red, green and blue of what is positive, and of what is negative: apart for every kind of colour vision (Okabe and
/// Ito, 2008).
const SIGNS: [[u8; 3]; 2] = [[0, 114, 178], [213, 94, 0]];

/// Shows signed numbers over another picture: red, green, blue and opacity of each. Blue is positive, orange negative, 0
/// and what is not finite transparent, `reach` opaque.
pub fn tints(values: &[f32], reach: f32) -> Vec<u8> {
    let tint = |value: &f32| {
        let share = (value / reach).abs();
        let opacity = if share.is_finite() { (255.0 * share.min(1.0)).round() as u8 } else { 0 };
        let [red, green, blue] = SIGNS[usize::from(*value < 0.0)];
        [red, green, blue, opacity]
    };
    values.iter().flat_map(tint).collect()
}

/// Lays images of 28 × 28 dots side by side, forty in a row.
pub fn digit_sheet(digits: &[u8]) -> Picture {
    let [_, height, width] = INPUT;
    contact_sheet(digits, (width, height), DIGITS_IN_A_ROW, 1)
}

/// Lays tiles of `width` × `height` dots side by side, `columns` in a row, each dot `zoom` times as large. The last
/// tile is left out where it is not whole.
pub fn contact_sheet(tiles: &[u8], (width, height): (usize, usize), columns: usize, zoom: usize) -> Picture {
    let tiles: Vec<&[u8]> = tiles.chunks_exact((width * height).max(1)).collect();
    let columns = columns.clamp(1, tiles.len().max(1));
    let rows = tiles.len().div_ceil(columns);
    let (across, down) = (width * zoom + GAP, height * zoom + GAP);
    let (all_across, all_down) = (columns * across + GAP, rows * down + GAP);
    let mut grey = vec![GROUND; all_across * all_down];
    for (at, tile) in tiles.iter().enumerate() {
        let (left, top) = (GAP + at % columns * across, GAP + at / columns * down);
        for y in 0..height * zoom {
            for x in 0..width * zoom {
                grey[(top + y) * all_across + left + x] = tile[y / zoom * width + x / zoom];
            }
        }
    }
    Picture { width: all_across, height: all_down, grey }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_tells_sign_and_size() {
        let tints = tints(&[2.0, -1.0, 0.0, f32::NAN], 2.0);
        let opacity: Vec<u8> = tints.iter().skip(3).step_by(4).copied().collect();
        assert_eq!(opacity, [255, 128, 0, 0]);
        assert_ne!(tints[..3], tints[4..7]);
        assert_eq!(super::tints(&[0.0], 0.0)[3], 0);
    }

    #[test]
    fn nothing_is_middle_grey_and_signs_are_seen() {
        let shaded = |values: &[f32]| shades(values, reach(values));
        assert_eq!(shaded(&[0.0, 2.0, -2.0, 1.0]), [128, 255, 0, 191]);
        assert_eq!(shaded(&[0.0, 0.0]), [128, 128]);
        assert_eq!(shaded(&[f32::NAN, f32::INFINITY, 1.0]), [0, 0, 255]);
    }

    #[test]
    fn tiles_lie_in_rows_with_a_gap() {
        // Three tiles of one row of two dots, two in a row, each dot twice as large.
        let picture = contact_sheet(&[1, 2, 3, 4, 5, 6], (2, 1), 2, 2);
        assert_eq!((picture.width, picture.height), (2 + 2 * (4 + 2), 2 + 2 * (2 + 2)));
        let at = |x: usize, y: usize| picture.grey[y * picture.width + x];
        assert_eq!([at(2, 2), at(3, 3), at(4, 2), at(5, 3)], [1, 1, 2, 2]);
        assert_eq!([at(8, 2), at(10, 2)], [3, 4]);
        assert_eq!([at(2, 6), at(4, 6), at(8, 6)], [5, 6, GROUND]);
        assert_eq!([at(0, 0), at(6, 2), at(7, 2)], [GROUND; 3]);
    }

    #[test]
    fn of_nothing_there_is_an_empty_sheet() {
        let picture = contact_sheet(&[], (28, 28), 10, 1);
        assert_eq!(picture.grey.len(), picture.width * picture.height);
    }
}
