//! The Cache API as a store of bytes by key. Everything here may fail in an honest browser (private
//! window, full disk, insecure page); callers go on without and say so.

use js_sys::Uint8Array;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response};

use super::js;

/// Its version counts up when what is stored changes its form.
const NAME: &str = "fovea-data-1";

/// Why something could not be kept or found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CacheError {
    #[error("the browser offers no storage here (it does on https and localhost)")]
    Absent,
    #[error("the browser's settings forbid this site to store data")]
    Denied,
    #[error("the browser's storage is full")]
    Full,
    #[error("the browser's storage failed ({reason})")]
    Failed { reason: String },
}

/// The bytes kept under `key`, or None.
///
/// # Errors
/// See [`CacheError`].
pub async fn get(key: &str) -> Result<Option<Vec<u8>>, CacheError> {
    let found = JsFuture::from(open().await?.match_with_str(&address(key))).await.map_err(explain)?;
    let Ok(response) = found.dyn_into::<Response>() else { return Ok(None) };
    let body = response.array_buffer().map_err(explain)?;
    let body = JsFuture::from(body).await.map_err(explain)?;
    Ok(Some(Uint8Array::new(&body).to_vec()))
}

/// Keeps `bytes` under `key`.
///
/// # Errors
/// See [`CacheError`].
pub async fn put(key: &str, bytes: &[u8]) -> Result<(), CacheError> {
    let response = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes))).map_err(explain)?;
    JsFuture::from(open().await?.put_with_str(&address(key), &response)).await.map_err(explain)?;
    Ok(())
}

/// Drops what is kept under `key`.
///
/// # Errors
/// See [`CacheError`].
pub async fn delete(key: &str) -> Result<(), CacheError> {
    JsFuture::from(open().await?.delete_with_str(&address(key))).await.map_err(explain)?;
    Ok(())
}

/// The cache holds responses by address; ours name no page of the site.
fn address(key: &str) -> String {
    format!("/.fovea/{key}")
}

async fn open() -> Result<Cache, CacheError> {
    let storage = js::scope().caches().map_err(explain)?;
    if storage.is_undefined() {
        return Err(CacheError::Absent);
    }
    let cache = JsFuture::from(storage.open(NAME)).await.map_err(explain)?;
    Ok(cache.unchecked_into())
}

fn explain(error: JsValue) -> CacheError {
    match js::kind(&error).as_str() {
        "SecurityError" | "NotAllowedError" => CacheError::Denied,
        "QuotaExceededError" => CacheError::Full,
        _ => CacheError::Failed { reason: js::describe(&error) },
    }
}
