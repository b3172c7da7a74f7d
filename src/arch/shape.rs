//! The shape of what flows between layers, for one image.

use std::fmt;

/// Shape of a layer's input or output, the batch left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `[channels, height, width]`.
    Map { channels: usize, height: usize, width: usize },
    /// `[features]`.
    Vector { features: usize },
}

impl Shape {
    /// Channels of a map, features of a vector: what PyTorch calls `in_channels` or `in_features`.
    pub fn channels(&self) -> usize {
        match *self {
            Shape::Map { channels, .. } => channels,
            Shape::Vector { features } => features,
        }
    }

    /// Its sizes as PyTorch lists them.
    pub fn dimensions(&self) -> Vec<usize> {
        match *self {
            Shape::Map { channels, height, width } => vec![channels, height, width],
            Shape::Vector { features } => vec![features],
        }
    }

    /// Numbers in it. None when there are more than a `usize` counts.
    pub(super) fn checked_elements(&self) -> Option<usize> {
        match *self {
            Shape::Map { channels, height, width } => channels.checked_mul(height)?.checked_mul(width),
            Shape::Vector { features } => Some(features),
        }
    }
}

/// As in `32×28×28` or `120`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Map { channels, height, width } => write!(f, "{channels}×{height}×{width}"),
            Shape::Vector { features } => write!(f, "{features}"),
        }
    }
}

/// Sides of an image at most that anybody asks about.
const LARGEST_SIDE: usize = 10_000;

/// The image `[channels, height, width]` that a text names: `3x400x400`, or `47x49` for one channel.
///
/// # Errors
/// A sentence that says how it is written.
pub fn parse_image(text: &str) -> Result<[usize; 3], String> {
    let sides: Result<Vec<usize>, _> =
        text.split(['x', 'X', '×']).map(|side| side.trim().parse::<usize>()).collect();
    let image = match sides.as_deref() {
        Ok(&[height, width]) => Some([1, height, width]),
        Ok(&[channels, height, width]) => Some([channels, height, width]),
        _ => None,
    };
    let image = image.filter(|image| image.iter().all(|side| (1..=LARGEST_SIDE).contains(side)));
    image.ok_or_else(|| {
        format!(
            "write channels, rows and columns, as in 3x400x400, or rows and columns, as in 47x49, each from 1 to \
             {LARGEST_SIDE}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_read_as_people_write_them() {
        for (text, image) in
            [("3x400x400", [3, 400, 400]), (" 47 × 49 ", [1, 47, 49]), ("1X1X10000", [1, 1, 10_000])]
        {
            assert_eq!(parse_image(text), Ok(image), "{text}");
        }
        for text in ["", "28", "0x28", "3x28x", "1x2x3x4", "2x10001", "-1x3", "axb", "1.5x2"] {
            assert!(parse_image(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shapes_print_channels_first() {
        assert_eq!(Shape::Map { channels: 32, height: 28, width: 27 }.to_string(), "32×28×27");
        assert_eq!(Shape::Vector { features: 120 }.to_string(), "120");
    }
}
