//! The page's address.

use wasm_bindgen::JsValue;

/// The query of the page's address, without `?`.
pub fn query() -> String {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    search.trim_start_matches('?').to_owned()
}

/// The page's address, settings included.
pub fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// What the fragment of the address begins with where it carries a class.
const CLASS: &str = "#class=";

/// The class that the page's address carries, packed.
pub fn class() -> Option<String> {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix(CLASS).map(str::to_owned)
}

/// Shows `query` (without `?`) and a packed class in the address bar, without a new entry in the history. A browser may
/// refuse when asked too often; the address then lags behind, which harms nothing.
pub fn show(query: &str, class: Option<&str>) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let path = location.pathname().unwrap_or_default();
    let other = || location.hash().unwrap_or_default();
    let hash = match class {
        Some(class) => format!("{CLASS}{class}"),
        None => Some(other()).filter(|hash| !hash.starts_with(CLASS)).unwrap_or_default(),
    };
    let address = if query.is_empty() { format!("{path}{hash}") } else { format!("{path}?{query}{hash}") };
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}
