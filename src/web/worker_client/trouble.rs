//! What can go wrong with the worker, in words.

use wasm_bindgen::JsValue;

use crate::{
    protocol::Trouble,
    web::{channel::ChannelError, fetch::FetchError, js},
};

const RELOAD: &str = "Reload the page without the browser's cache (Ctrl+Shift+R, on a Mac Cmd+Shift+R).";
const TRAIN_AGAIN: &str = "Train again: the trainer starts anew, and what was learned is as it was last kept, after \
                           each epoch and twice a minute.";

fn trouble(message: String, advice: &str) -> Trouble {
    Trouble { message, advice: advice.into() }
}

pub fn not_loaded(error: &FetchError) -> Trouble {
    trouble(format!("The trainer could not be loaded: {error}."), error.advice())
}

pub fn not_started(error: &JsValue) -> Trouble {
    let what = js::describe(error);
    trouble(format!("The browser could not start the trainer: {what}."), RELOAD)
}

pub fn silent(seconds: i32) -> Trouble {
    trouble(
        format!("The trainer did not start within {seconds} s."),
        "Close other tabs and programs that keep this device busy, then train again.",
    )
}

pub fn other_build() -> Trouble {
    trouble("The trainer that was loaded belongs to another version of this page.".into(), RELOAD)
}

/// `ready` tells whether the worker had begun to listen.
pub fn crashed(what: &str, ready: bool) -> Trouble {
    let words: Vec<&str> = what.split_whitespace().collect();
    let what = words.join(" ");
    if ready {
        trouble(format!("The trainer crashed: {what}."), TRAIN_AGAIN)
    } else {
        trouble(format!("The trainer could not start: {what}."), RELOAD)
    }
}

pub fn unreadable(error: &ChannelError) -> Trouble {
    trouble(format!("The trainer was stopped: {error}."), TRAIN_AGAIN)
}

pub fn lost() -> Trouble {
    trouble("The trainer is not running.".into(), TRAIN_AGAIN)
}
