//! A layer's receptive field on the image: where it lies and what to say about it.

use crate::{
    arch::{Shape, Trace, TracedLayer, Window},
    data::SIDE,
};

/// A rectangle of the image, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patch {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

const WHOLE: Patch = Patch { left: 0, top: 0, width: SIDE, height: SIDE };

/// What the unit in the middle of a layer sees: the part of its field that lies on the image, and a
/// sentence. No part for a layer that only rearranges.
pub fn seen(layer: &TracedLayer) -> (Option<Patch>, String) {
    let name = &layer.name;
    match (layer.centre_window(), layer.input) {
        (Some(window), _) => {
            let patch = cropped(window);
            (Some(patch), format!("{name} sees {}", size_text(window.size, patch)))
        }
        (None, Shape::Vector { .. }) => (Some(WHOLE), format!("{name} sees the whole image")),
        (None, Shape::Map { .. }) => (None, format!("{name} puts all values in one row")),
    }
}

/// Which layer to show until the user points at one: the last convolution or pool of those with the
/// widest field, or the last layer of a network that has none.
pub fn widest(trace: &Trace) -> Option<usize> {
    let sliding = trace.layers.iter().enumerate().filter(|(_, layer)| layer.op.geometry().is_some());
    sliding
        .max_by_key(|(_, layer)| layer.receptive_field)
        .map(|(at, _)| at)
        .or(trace.layers.len().checked_sub(1))
}

/// The part of a window that lies on the image.
pub fn cropped(window: Window) -> Patch {
    let edge = |at: isize| at.clamp(0, SIDE as isize) as usize;
    let size = isize::try_from(window.size).unwrap_or(isize::MAX);
    let (left, top) = (edge(window.left), edge(window.top));
    Patch {
        left,
        top,
        width: edge(window.left.saturating_add(size)) - left,
        height: edge(window.top.saturating_add(size)) - top,
    }
}

fn size_text(size: usize, patch: Patch) -> String {
    let pixels = format!("{size}×{size} {}", if size == 1 { "pixel" } else { "pixels" });
    if size > SIDE {
        format!("{pixels}, more than the image has")
    } else if (patch.width, patch.height) != (size, size) {
        format!("{pixels}, {}×{} of them on the image", patch.width, patch.height)
    } else {
        pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zoo::{self, Row};

    fn layers(row: &Row) -> Vec<TracedLayer> {
        row.network().trace().unwrap().layers
    }

    #[test]
    fn a_small_field_lies_in_the_middle() {
        let layers = layers(&zoo::SESSION2);
        let (patch, text) = seen(&layers[0]);
        let patch = patch.unwrap();
        assert_eq!((patch.width, patch.height), (3, 3));
        assert!((12..=14).contains(&patch.left) && (12..=14).contains(&patch.top), "{patch:?}");
        assert!(text.ends_with("sees 3×3 pixels"), "{text}");
    }

    #[test]
    fn a_field_larger_than_the_image_says_so_and_stays_on_it() {
        let layers = layers(&zoo::SESSION2);
        let large = layers.iter().rfind(|layer| layer.receptive_field == Some(40)).unwrap();
        let (patch, text) = seen(large);
        let patch = patch.unwrap();
        assert!(patch.left + patch.width <= SIDE && patch.top + patch.height <= SIDE);
        assert!(text.contains("40×40 pixels, more than the image has"), "{text}");
    }

    #[test]
    fn linear_layers_see_the_whole_image() {
        let layers = layers(&zoo::MLP);
        assert_eq!(seen(&layers[0]).0, None);
        assert_eq!(seen(&layers[1]).0, Some(WHOLE));
    }

    #[test]
    fn every_network_has_something_to_show_at_first() {
        for (row, name) in [(&zoo::SESSION2, "conv7"), (&zoo::MLP, "fc4")] {
            let trace = row.network().trace().unwrap();
            assert_eq!(trace.layers[widest(&trace).unwrap()].name, name);
        }
    }

    #[test]
    fn a_cropped_field_tells_how_much_is_left() {
        let window = Window { top: -3, left: 2, size: 20 };
        let patch = cropped(window);
        assert_eq!(patch, Patch { left: 2, top: 0, width: 20, height: 17 });
        assert_eq!(size_text(20, patch), "20×20 pixels, 20×17 of them on the image");
    }
}
