//! What the page must know of the screen that style sheets cannot decide.

/// Whether the page has more than `width` pixels from side to side.
pub fn is_wider_than(width: u32) -> bool {
    let query = format!("(min-width: {width}px)");
    web_sys::window()
        .and_then(|window| window.match_media(&query).ok().flatten())
        .is_none_or(|media| media.matches())
}
