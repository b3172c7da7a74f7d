//! What the search for MNIST needs of the outside world, so that tests can put another world there.

use crate::web::{cache, clock, fetch};

/// Seconds until a server's answer must begin: a slow site is still better than generated digits.
const ANSWER_S: i32 = 20;

/// The network, a store of bytes, and a break. Errors are in words.
#[allow(async_fn_in_trait, reason = "one thread: no future here needs to be Send")]
pub trait Access {
    /// Downloads, past what the browser kept of an earlier download if `past_cache`; `progress` hears bytes
    /// so far and, when it is known, their number.
    async fn fetch(
        &self,
        url: &str,
        past_cache: bool,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, String>;
    /// What is kept under `key`.
    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, String>;
    /// Keeps `bytes` for the next visit.
    async fn keep(&self, key: &str, bytes: &[u8]) -> Result<(), String>;
    /// Drops what is kept under `key`.
    async fn forget(&self, key: &str) -> Result<(), String>;
    /// Lets waiting messages be handled.
    async fn pause(&self);
}

/// The browser around this worker.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Access for Browser {
    async fn fetch(
        &self,
        url: &str,
        past_cache: bool,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, String> {
        let what = fetch::Download { url, answer_s: ANSWER_S, past_cache };
        fetch::get(&what, progress).await.map_err(|error| error.to_string())
    }

    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        cache::get(key).await.map_err(|error| error.to_string())
    }

    async fn keep(&self, key: &str, bytes: &[u8]) -> Result<(), String> {
        cache::put(key, bytes).await.map_err(|error| error.to_string())
    }

    async fn forget(&self, key: &str) -> Result<(), String> {
        cache::delete(key).await.map_err(|error| error.to_string())
    }

    async fn pause(&self) {
        clock::yield_now().await;
    }
}
