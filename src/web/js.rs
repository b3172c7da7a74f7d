//! Small things that every module here needs of JavaScript.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::WorkerGlobalScope;

/// The global object. Window and WorkerGlobalScope share fetch, timers, caches, performance and
/// navigator; web-sys has no type for what they share, so the worker's serves for both.
pub fn scope() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// A property, unless it is missing, undefined or null.
pub fn get(target: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(target, &key.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// A property that holds text.
pub fn get_text(target: &JsValue, key: &str) -> Option<String> {
    get(target, key)?.as_string()
}

/// Whether a property is there and truthy.
pub fn is_set(target: &JsValue, key: &str) -> bool {
    get(target, key).is_some_and(|value| value.is_truthy())
}

/// Sets a property of an object of ours, which cannot fail.
pub fn set(target: &JsValue, key: &str, value: &JsValue) {
    let _ = Reflect::set(target, &key.into(), value);
}

/// Calls a method that web-sys has no stable binding for.
///
/// # Errors
/// What the method threw, or a TypeError when it is no function.
pub fn call(target: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(target, &method.into())?
        .dyn_into()
        .map_err(|_| js_sys::TypeError::new(&format!("{method} is not a function")))?;
    function.call1(target, argument)
}

/// What an exception or a rejection says.
pub fn describe(error: &JsValue) -> String {
    get_text(error, "message")
        .filter(|message| !message.is_empty())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| format!("{error:?}"))
}

/// The kind of an exception: `QuotaExceededError`, `SecurityError`, …
pub fn kind(error: &JsValue) -> String {
    get_text(error, "name").unwrap_or_default()
}
