//! One number of a layer's output.

use serde::{Deserialize, Serialize};

use super::Shape;

/// A place in a layer's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The layer's place in the network.
    pub layer: u32,
    /// Its place in the flat output: `[channel, row, column]`, or the feature.
    pub element: u32,
}

/// Where a unit lies; a feature of a vector is a channel of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub channel: usize,
    pub row: usize,
    pub column: usize,
}

impl Shape {
    /// Rows and columns of a channel.
    pub fn sides(&self) -> (usize, usize) {
        match *self {
            Shape::Map { height, width, .. } => (height, width),
            Shape::Vector { .. } => (1, 1),
        }
    }

    /// Numbers in it, of a shape that a trace has found countable.
    pub fn elements(&self) -> usize {
        let (height, width) = self.sides();
        self.channels() * height * width
    }

    /// Where a number of it lies. None beyond the last one.
    pub fn place(&self, element: usize) -> Option<Place> {
        let (height, width) = self.sides();
        let (channel, within) = (element / (height * width), element % (height * width));
        (channel < self.channels()).then(|| Place { channel, row: within / width, column: within % width })
    }

    /// The number that lies there.
    pub fn element(&self, Place { channel, row, column }: Place) -> usize {
        let (height, width) = self.sides();
        (channel * height + row) * width + column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_a_place_and_the_place_its_number() {
        for shape in [Shape::Map { channels: 3, height: 4, width: 5 }, Shape::Vector { features: 7 }] {
            for element in 0..shape.elements() {
                let place = shape.place(element).unwrap();
                assert_eq!(shape.element(place), element);
            }
            assert_eq!(shape.place(shape.elements()), None);
        }
        let map = Shape::Map { channels: 3, height: 4, width: 5 };
        assert_eq!(map.place(33), Some(Place { channel: 1, row: 2, column: 3 }));
    }
}
