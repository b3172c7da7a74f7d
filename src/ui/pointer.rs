//! Where a pointer is.

use web_sys::{Element, MouseEvent};

/// Place of the pointer from the element's top left corner, and the element's size, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointerPlace {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Where on `element` the pointer of `event` is.
pub fn place_on(element: &Element, event: &MouseEvent) -> PointerPlace {
    let frame = element.get_bounding_client_rect();
    PointerPlace {
        x: f64::from(event.client_x()) - frame.left(),
        y: f64::from(event.client_y()) - frame.top(),
        width: frame.width(),
        height: frame.height(),
    }
}
