//! The size of an element, followed as it changes.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Width and height of the element at `node` in CSS pixels; zero until it has been laid out. While it
/// is hidden it keeps the size that it had.
#[hook]
pub fn use_size(node: &NodeRef) -> (f64, f64) {
    let size = use_state_eq(|| (0.0, 0.0));
    let set = size.setter();
    use_effect_with(node.clone(), move |node| {
        let watch = node.cast::<Element>().and_then(|element| observe(element, move |size| set.set(size)));
        move || {
            if let Some((observer, _callback)) = watch {
                observer.disconnect();
            }
        }
    });
    *size
}

/// Calls `tell` with the element's size now and whenever it changes. None where the browser refuses.
fn observe(
    element: Element,
    tell: impl Fn((f64, f64)) + 'static,
) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let watched = element.clone();
    let callback = Closure::<dyn FnMut()>::new(move || {
        let (width, height) = (watched.client_width(), watched.client_height());
        if width > 0 && height > 0 {
            tell((f64::from(width), f64::from(height)));
        }
    });
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    Some((observer, callback))
}
