//! Keeps the screen on while a run goes on, where the browser can.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Document;

use super::js;

/// Holds a screen wake lock until it is dropped. Browsers take the lock away while the page is hidden;
/// it is asked for again when the page is back.
pub struct WakeLock {
    held: Rc<RefCell<Held>>,
    on_visible: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct Held {
    sentinel: Option<JsValue>,
    dropped: bool,
}

impl WakeLock {
    /// Asks for the lock; without support or permission nothing happens.
    pub fn hold() -> Self {
        let held = Rc::new(RefCell::new(Held::default()));
        let on_visible = {
            let held = held.clone();
            Closure::<dyn FnMut()>::new(move || request(held.clone()))
        };
        if let Some(document) = document() {
            let listener = on_visible.as_ref().unchecked_ref();
            let _ = document.add_event_listener_with_callback("visibilitychange", listener);
        }
        request(held.clone());
        Self { held, on_visible }
    }
}

impl Drop for WakeLock {
    fn drop(&mut self) {
        if let Some(document) = document() {
            let listener = self.on_visible.as_ref().unchecked_ref();
            let _ = document.remove_event_listener_with_callback("visibilitychange", listener);
        }
        let mut held = self.held.borrow_mut();
        held.dropped = true;
        if let Some(sentinel) = held.sentinel.take() {
            release(&sentinel);
        }
    }
}

fn request(held: Rc<RefCell<Held>>) {
    if document().is_none_or(|document| document.hidden()) {
        return;
    }
    let Some(wake_lock) = js::get(&js::scope().navigator(), "wakeLock") else { return };
    let Ok(promise) = js::call(&wake_lock, "request", &"screen".into()) else { return };
    spawn_local(async move {
        let Ok(sentinel) = JsFuture::from(Promise::resolve(&promise)).await else { return };
        let mut held = held.borrow_mut();
        if held.dropped {
            release(&sentinel);
        } else {
            held.sentinel = Some(sentinel);
        }
    });
}

fn release(sentinel: &JsValue) {
    let _ = js::call(sentinel, "release", &JsValue::UNDEFINED);
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
