//! The worker's end of the channel.

use std::panic;

use js_sys::{ArrayBuffer, Object, Uint8Array};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::{
    channel::{self, ChannelError, PANIC},
    js,
};
use crate::protocol::{BUILD, Command, Event, Trouble};

/// Hands every command with its bulk to `handler`, for as long as the worker lives, and tells the page
/// that it may send. A panic from here on is told to the page and to the console.
pub fn listen(handler: impl Fn(Command, Vec<Vec<u8>>) + 'static) {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        give_up(&info.to_string());
    }));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        match channel::unpack(&event.data()) {
            Ok((command, bulk)) => {
                handler(command, bulk.iter().map(|buffer| Uint8Array::new(buffer).to_vec()).collect());
            }
            Err(error) => refuse(&error),
        }
    });
    worker().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    post(&Event::Ready { build: BUILD.into() }, Vec::new());
}

/// Sends `event` and its bulk to the page.
pub fn post(event: &Event, bulk: Vec<Vec<u8>>) {
    let bulk: Vec<ArrayBuffer> =
        bulk.iter().map(|bytes| Uint8Array::from(bytes.as_slice()).buffer()).collect();
    let posted = channel::pack(event, &bulk).and_then(|envelope| {
        worker()
            .post_message_with_transfer(&envelope.content, &envelope.transfer)
            .map_err(|error| ChannelError::Posting(js::describe(&error)))
    });
    if let Err(error) = posted {
        give_up(&error.to_string());
    }
}

/// The address of the folder that the page is in.
pub fn folder() -> String {
    let own = worker().location().href();
    own[..own.rfind('/').map_or(0, |at| at + 1)].to_owned()
}

fn refuse(error: &ChannelError) {
    let trouble = Trouble {
        message: format!("The trainer received a message that it cannot read: {error}."),
        advice: "Reload the page without the browser's cache (Ctrl+Shift+R).".into(),
    };
    post(&Event::Trouble(trouble), Vec::new());
}

/// Tells the page, in the plainest of messages, that this worker is lost and must be replaced.
fn give_up(text: &str) {
    let content = Object::new();
    js::set(&content, PANIC, &text.into());
    let _ = worker().post_message(&content);
}

fn worker() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
