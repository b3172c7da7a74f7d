//! Putting the page's address on the clipboard.

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// Puts the page's address, settings included, on the clipboard.
///
/// # Errors
/// Why the browser refused, in words.
pub async fn copy_address() -> Result<(), String> {
    let address = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let clipboard = js::get(&js::scope().navigator(), "clipboard")
        .ok_or_else(|| "there is no clipboard on an insecure page".to_owned())?;
    let written = js::call(&clipboard, "writeText", &address.into()).map_err(|error| js::describe(&error))?;
    JsFuture::from(Promise::resolve(&written)).await.map_err(|error| js::describe(&error))?;
    Ok(())
}
