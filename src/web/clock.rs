//! Time: reading it, waiting, and letting the browser's other tasks run.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

use super::js;

/// Milliseconds since the page or the worker started; never runs backwards.
pub fn now_ms() -> f64 {
    js::scope().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// Waits. Nested timers are stretched to 4 ms by browsers; see [`yield_now`] for shorter breaks.
pub async fn sleep(milliseconds: i32) {
    let timer = Promise::new(&mut |resolve, _| {
        let resolve = resolve.unchecked_ref();
        let _ = js::scope().set_timeout_with_callback_and_timeout_and_arguments_0(resolve, milliseconds);
    });
    // A timer's promise cannot be rejected.
    let _ = JsFuture::from(timer).await;
}

/// Lets every task that waits already run first: messages, input, painting. Takes microseconds when
/// there is none.
pub async fn yield_now() {
    let turn = Promise::new(&mut |resolve, _| {
        let resolve = resolve.unchecked_into();
        TURNS.with(|turns| match turns {
            Some(turns) => turns.queue(resolve),
            None => drop(resolve.call0(&JsValue::UNDEFINED)),
        });
    });
    let _ = JsFuture::from(turn).await;
}

thread_local! {
    static TURNS: Option<Turns> = Turns::new();
}

/// A channel to ourselves: its message is a task of the event loop, behind those that wait already.
struct Turns {
    waiting: Rc<RefCell<VecDeque<Function>>>,
    port: MessagePort,
    _on_message: Closure<dyn FnMut()>,
}

impl Turns {
    fn new() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let waiting = Rc::new(RefCell::new(VecDeque::<Function>::new()));
        let on_message = {
            let waiting = waiting.clone();
            Closure::<dyn FnMut()>::new(move || {
                let next = waiting.borrow_mut().pop_front();
                if let Some(resolve) = next {
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
            })
        };
        channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self { waiting, port: channel.port2(), _on_message: on_message })
    }

    fn queue(&self, resolve: Function) {
        self.waiting.borrow_mut().push_back(resolve);
        let _ = self.port.post_message(&JsValue::NULL);
    }
}
