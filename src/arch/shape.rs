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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_print_channels_first() {
        assert_eq!(Shape::Map { channels: 32, height: 28, width: 27 }.to_string(), "32×28×27");
        assert_eq!(Shape::Vector { features: 120 }.to_string(), "120");
    }
}
