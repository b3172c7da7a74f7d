//! A worker that the browser has started, with our listeners on it.

use std::rc::Weak;

use js_sys::{Array, ArrayBuffer, Function, Object};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::files::Files;
use super::{Shared, living, trouble};
use crate::{
    protocol::Command,
    web::{
        channel::{self, ChannelError},
        js,
    },
};

/// Ends its worker when dropped.
pub struct Running {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(JsValue)>,
    _on_message_error: Closure<dyn Fn()>,
}

impl Running {
    /// Starts a worker for the life `number` of `client`, and gives it its program.
    ///
    /// # Errors
    /// What the browser threw.
    pub fn start(
        client: &Weak<Shared>,
        number: u32,
        files: Files,
        wasm: ArrayBuffer,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&files.loader(), &options)?;

        let listener = client.clone();
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(shared) = living(&listener, number) {
                shared.receive(number, &event.data());
            }
        });
        let listener = client.clone();
        let on_error = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            if let Some(shared) = living(&listener, number) {
                shared.crash(number, &cause(&event));
            }
        });
        let listener = client.clone();
        let on_message_error = Closure::<dyn Fn()>::new(move || {
            if let Some(shared) = living(&listener, number) {
                shared.fail(number, trouble::unreadable(shared.program(), &ChannelError::Shape));
            }
        });
        worker.set_onmessage(Some(function(&on_message)));
        worker.set_onerror(Some(function(&on_error)));
        worker.set_onmessageerror(Some(function(&on_message_error)));

        let program = Object::new();
        js::set(&program, "wasm", &wasm);
        js::set(&program, "script", &files.script().into());
        worker.post_message_with_transfer(&program, &Array::of1(&wasm))?;
        Ok(Self { worker, _on_message: on_message, _on_error: on_error, _on_message_error: on_message_error })
    }

    /// # Errors
    /// [`ChannelError`].
    pub fn post(&self, command: &Command, bulk: &[ArrayBuffer]) -> Result<(), ChannelError> {
        let envelope = channel::pack(command, bulk)?;
        self.worker
            .post_message_with_transfer(&envelope.content, &envelope.transfer)
            .map_err(|error| ChannelError::Posting(js::describe(&error)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

fn function<T: ?Sized>(closure: &Closure<T>) -> &Function {
    closure.as_ref().unchecked_ref()
}

/// What an error event says. One without a message means that the worker's script did not load.
fn cause(event: &JsValue) -> String {
    js::get_text(event, "message")
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "its script could not be loaded".into())
}
