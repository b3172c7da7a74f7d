//! Aborts a fetch when nothing has come for too long.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AbortController, AbortSignal};

use super::js;

/// A timer that aborts what holds its signal. Dropping it aborts as well: a download whose future is
/// dropped ends there.
pub struct Watchdog {
    controller: AbortController,
    timer: Cell<Option<i32>>,
    fired: Rc<Cell<bool>>,
    bark: Closure<dyn FnMut()>,
}

impl Watchdog {
    /// # Errors
    /// Where the browser has no `AbortController`.
    pub fn new() -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let fired = Rc::new(Cell::new(false));
        let bark = {
            let (controller, fired) = (controller.clone(), fired.clone());
            Closure::<dyn FnMut()>::new(move || {
                fired.set(true);
                controller.abort();
            })
        };
        Ok(Self { controller, timer: Cell::new(None), fired, bark })
    }

    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Starts the time anew.
    pub fn arm(&self, milliseconds: i32) {
        self.disarm();
        let handler = self.bark.as_ref().unchecked_ref();
        let timer = js::scope().set_timeout_with_callback_and_timeout_and_arguments_0(handler, milliseconds);
        self.timer.set(timer.ok());
    }

    /// Whether time ran out.
    pub fn fired(&self) -> bool {
        self.fired.get()
    }

    fn disarm(&self) {
        if let Some(timer) = self.timer.take() {
            js::scope().clear_timeout_with_handle(timer);
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.disarm();
        self.controller.abort();
    }
}
