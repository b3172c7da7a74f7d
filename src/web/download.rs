//! Giving the user a file.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{clock, js};

/// Milliseconds that the browser may take to begin the download.
const GRACE_MS: i32 = 60_000;

/// Offers `text` as a file called `name`; `kind` is its media type, such as `text/csv`.
///
/// # Errors
/// What the browser said, in words.
pub fn save_text(name: &str, kind: &str, text: &str) -> Result<(), String> {
    save(name, kind, &text.into())
}

/// Offers the bytes of `content` as a file called `name`; `kind` is its media type.
///
/// # Errors
/// What the browser said, in words.
pub fn save_buffer(name: &str, kind: &str, content: &ArrayBuffer) -> Result<(), String> {
    save(name, kind, content)
}

fn save(name: &str, kind: &str, content: &JsValue) -> Result<(), String> {
    offer(name, kind, content)
        .map_err(|error| format!("{name} could not be saved ({}): try again", js::describe(&error)))
}

fn offer(name: &str, kind: &str, content: &JsValue) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(content), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no page")?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    spawn_local(async move {
        clock::sleep(GRACE_MS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
