//! Giving the user a file.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, HtmlAnchorElement, HtmlCanvasElement,
    ImageData, Url,
};

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

/// Offers a picture in shades of grey as a PNG file called `name`: a byte for each dot, row by row, 0 black.
///
/// # Errors
/// What the browser said, in words.
pub fn save_png(name: &str, grey: &[u8], width: u32, height: u32) -> Result<(), String> {
    png(grey, width, height).and_then(|url| click(name, &url)).map_err(|error| not_saved(name, &error))
}

/// The picture as a `data:` address.
fn png(grey: &[u8], width: u32, height: u32) -> Result<String, JsValue> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas")?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or("the browser cannot draw")?;
    let dots: Vec<u8> = grey.iter().flat_map(|value| [*value, *value, *value, 255]).collect();
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&dots), width, height)?;
    context.unchecked_into::<CanvasRenderingContext2d>().put_image_data(&image, 0.0, 0.0)?;
    canvas.to_data_url()
}

fn save(name: &str, kind: &str, content: &JsValue) -> Result<(), String> {
    offer(name, kind, content).map_err(|error| not_saved(name, &error))
}

fn not_saved(name: &str, error: &JsValue) -> String {
    format!("{name} could not be saved ({}): try again", js::describe(error))
}

fn offer(name: &str, kind: &str, content: &JsValue) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(content), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    click(name, &url)?;
    spawn_local(async move {
        clock::sleep(GRACE_MS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// Has the browser download what is at an address.
fn click(name: &str, url: &str) -> Result<(), JsValue> {
    let anchor: HtmlAnchorElement = document()?.create_element("a")?.unchecked_into();
    anchor.set_href(url);
    anchor.set_download(name);
    anchor.click();
    Ok(())
}

fn document() -> Result<Document, JsValue> {
    Ok(web_sys::window().and_then(|window| window.document()).ok_or("there is no page")?)
}
