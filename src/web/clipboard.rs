//! Putting text on the clipboard.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::js;

/// Puts `text` on the clipboard, where need be as a selection would be copied.
///
/// # Errors
/// Why the browser refused, in words.
pub async fn copy(text: &str) -> Result<(), String> {
    match copy_by_permission(text).await {
        Ok(()) => Ok(()),
        Err(reason) => copy_selected(text).filter(|copied| *copied).map(|_| ()).ok_or(reason),
    }
}

async fn copy_by_permission(text: &str) -> Result<(), String> {
    let clipboard = js::get(&js::scope().navigator(), "clipboard")
        .ok_or_else(|| "there is no clipboard on an insecure page".to_owned())?;
    let written = js::call(&clipboard, "writeText", &text.into()).map_err(|error| js::describe(&error))?;
    JsFuture::from(Promise::resolve(&written)).await.map_err(|error| js::describe(&error))?;
    Ok(())
}

/// The old way, which insecure pages have too. Says whether the browser did it.
fn copy_selected(text: &str) -> Option<bool> {
    let document = web_sys::window()?.document()?;
    let focused = document.active_element();
    let area = document.create_element("textarea").ok()?;
    js::set(&area, "value", &text.into());
    document.document_element()?.append_child(&area).ok()?;
    let copied = js::call(&area, "select", &JsValue::UNDEFINED)
        .and_then(|_| js::call(&document, "execCommand", &"copy".into()))
        .is_ok_and(|copied| copied.is_truthy());
    area.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Where the focus cannot go back, the page still works.
        let _ = focused.focus();
    }
    Some(copied)
}
