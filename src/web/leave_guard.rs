//! Lets the browser ask before the page is left.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

use super::js;

/// Until it is dropped, closing or reloading the page asks first; the words are the browser's own.
pub struct LeaveGuard {
    on_leave: Closure<dyn Fn(Event)>,
}

const LEAVING: &str = "beforeunload";

impl LeaveGuard {
    pub fn ask() -> Self {
        let on_leave = Closure::<dyn Fn(Event)>::new(|event: Event| {
            event.prevent_default();
            // Browsers from before 2023 ask only where this is set.
            js::set(&event, "returnValue", &true.into());
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback(LEAVING, on_leave.as_ref().unchecked_ref());
        }
        Self { on_leave }
    }
}

impl Drop for LeaveGuard {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let listener = self.on_leave.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(LEAVING, listener);
        }
    }
}
