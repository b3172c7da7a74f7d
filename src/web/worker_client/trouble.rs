//! What can go wrong with a worker, in words.

use wasm_bindgen::JsValue;

use crate::{
    protocol::{Program, Trouble},
    web::{channel::ChannelError, fetch::FetchError, js},
};

const RELOAD: &str = "Reload the page without the browser's cache (Ctrl+Shift+R, on a Mac Cmd+Shift+R).";

/// What a program is called on the page.
fn called(program: Program) -> &'static str {
    match program {
        Program::Fovea | Program::Burn => "The trainer",
        Program::Reader => "The reader of PyTorch",
    }
}

/// How a program that broke down is started again.
fn again(program: Program) -> &'static str {
    match program {
        Program::Fovea | Program::Burn => {
            "Train again: the trainer starts anew, and what was learned is as it was last kept, after each epoch and \
             twice a minute."
        }
        Program::Reader => "Change the text: the reader starts anew. The last network that was read stays.",
    }
}

fn trouble(message: String, advice: &str) -> Trouble {
    Trouble { message, advice: advice.into() }
}

pub fn not_loaded(program: Program, error: &FetchError) -> Trouble {
    trouble(format!("{} could not be loaded: {error}.", called(program)), error.advice())
}

pub fn not_started(program: Program, error: &JsValue) -> Trouble {
    let what = js::describe(error);
    trouble(format!("{} could not be started: {what}.", called(program)), RELOAD)
}

pub fn silent(program: Program, seconds: i32) -> Trouble {
    trouble(
        format!("{} did not start within {seconds} s.", called(program)),
        "Close other tabs and programs that keep this device busy, then try again.",
    )
}

pub fn other_build(program: Program) -> Trouble {
    trouble(format!("{} that was loaded belongs to another version of this page.", called(program)), RELOAD)
}

/// `ready` tells whether the worker had begun to listen.
pub fn crashed(program: Program, what: &str, ready: bool) -> Trouble {
    let words: Vec<&str> = what.split_whitespace().collect();
    let (called, what) = (called(program), words.join(" "));
    if ready {
        trouble(format!("{called} crashed: {what}."), again(program))
    } else {
        trouble(format!("{called} could not start: {what}."), RELOAD)
    }
}

pub fn unreadable(program: Program, error: &ChannelError) -> Trouble {
    trouble(format!("{} was stopped: {error}.", called(program)), again(program))
}

pub fn lost(program: Program) -> Trouble {
    trouble(format!("{} is not running.", called(program)), again(program))
}
