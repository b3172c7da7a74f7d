//! Downloads with progress, that end: with the bytes, or with an error that says why not.

use js_sys::{ArrayBuffer, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

use super::{js, watchdog::Watchdog};

/// Largest download, in bytes.
pub const LIMIT: u64 = 64 << 20;
/// Seconds that may pass without a byte.
const STALL_S: i32 = 15;

/// Why a download failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FetchError {
    #[error("this device is offline")]
    Offline,
    #[error("the server did not answer within {seconds} s")]
    NoAnswer { seconds: i32 },
    #[error("the transfer stopped: after {received} bytes nothing came for {STALL_S} s")]
    Stalled { received: u64 },
    #[error("the server answered with status {status} instead of the file")]
    Status { status: u16 },
    #[error("the server sent a web page instead of the file")]
    WebPage,
    #[error("the file is larger than {} MiB", LIMIT >> 20)]
    TooLarge,
    #[error("the connection failed ({reason})")]
    Connection { reason: String },
}

impl FetchError {
    /// What the user can do.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Offline => "Connect to the network and try again.",
            Self::NoAnswer { .. } | Self::Stalled { .. } | Self::Connection { .. } => {
                "Check the connection and try again."
            }
            Self::Status { .. } | Self::WebPage | Self::TooLarge => {
                "Reload the page without the browser's cache (Ctrl+Shift+R); if that does not help, the site \
                 was not published completely."
            }
        }
    }
}

/// What to download, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Download<'a> {
    pub url: &'a str,
    /// Seconds until the response's headers must be there.
    pub answer_s: i32,
    /// Whether what the browser kept of an earlier download is passed by: it was bad.
    pub past_cache: bool,
}

/// Downloads, telling `progress` the bytes so far and, where it is known, their number.
///
/// # Errors
/// See [`FetchError`]. Dropping the future ends the download.
pub async fn get(
    what: &Download<'_>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Vec<u8>, FetchError> {
    Ok(download(what, progress).await?.to_vec())
}

/// As [`get`], with the bytes left in JavaScript's memory.
///
/// # Errors
/// See [`FetchError`].
pub async fn get_buffer(
    what: &Download<'_>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<ArrayBuffer, FetchError> {
    Ok(download(what, progress).await?.buffer())
}

async fn download(
    what: &Download<'_>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<Uint8Array, FetchError> {
    let watchdog = Watchdog::new().map_err(|error| connection(&error))?;
    let response = request(what, &watchdog).await?;
    if !response.ok() {
        return Err(FetchError::Status { status: response.status() });
    }
    let headers = response.headers();
    if header(&headers, "content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        return Err(FetchError::WebPage);
    }
    let mut total = expected_length(&headers);
    if total.is_some_and(|total| total > LIMIT) {
        return Err(FetchError::TooLarge);
    }
    progress(0, total);

    let Some(body) = response.body() else { return Ok(Uint8Array::new_with_length(0)) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut chunks = Vec::new();
    let mut received = 0;
    loop {
        watchdog.arm(STALL_S * 1000);
        let step = JsFuture::from(reader.read())
            .await
            .map_err(|error| explain(&error, &watchdog, FetchError::Stalled { received }))?;
        let chunk = js::get(&step, "value").and_then(|value| value.dyn_into::<Uint8Array>().ok());
        let Some(chunk) = chunk else { break };
        received += u64::from(chunk.length());
        if received > LIMIT {
            return Err(FetchError::TooLarge);
        }
        // More than was announced: the announced length was that of the compressed transfer.
        total = total.filter(|total| received <= *total);
        progress(received, total);
        chunks.push(chunk);
    }
    Ok(join(&chunks, received as u32))
}

async fn request(what: &Download<'_>, watchdog: &Watchdog) -> Result<Response, FetchError> {
    let seconds = what.answer_s;
    let init = RequestInit::new();
    init.set_signal(Some(&watchdog.signal()));
    if what.past_cache {
        init.set_cache(RequestCache::Reload);
    }
    watchdog.arm(seconds * 1000);
    let response = JsFuture::from(js::scope().fetch_with_str_and_init(what.url, &init))
        .await
        .map_err(|error| explain(&error, watchdog, FetchError::NoAnswer { seconds }))?;
    Ok(response.unchecked_into())
}

/// What a rejection means; `late` when it was our own doing.
fn explain(error: &JsValue, watchdog: &Watchdog, late: FetchError) -> FetchError {
    if watchdog.fired() {
        late
    } else if js::scope().navigator().on_line() {
        connection(error)
    } else {
        FetchError::Offline
    }
}

fn connection(error: &JsValue) -> FetchError {
    FetchError::Connection { reason: js::describe(error) }
}

fn header(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).ok().flatten()
}

/// The length of the body. Under a content encoding the header counts the compressed bytes, which are
/// not those that arrive here.
fn expected_length(headers: &Headers) -> Option<u64> {
    match header(headers, "content-encoding") {
        Some(encoding) if encoding != "identity" => None,
        _ => header(headers, "content-length")?.parse().ok(),
    }
}

fn join(chunks: &[Uint8Array], length: u32) -> Uint8Array {
    let whole = Uint8Array::new_with_length(length);
    let mut offset = 0;
    for chunk in chunks {
        whole.set(chunk, offset);
        offset += chunk.length();
    }
    whole
}
