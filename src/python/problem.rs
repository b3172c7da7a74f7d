//! What is not understood, and where.

use ruff_text_size::TextRange;

/// What cannot be followed, and its place in the parsed text.
#[derive(Debug, Clone)]
pub struct Problem {
    pub range: TextRange,
    pub message: String,
}

impl Problem {
    pub fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self { range, message: message.into() }
    }
}

/// Of what follows a source.
pub type Followed<T> = Result<T, Problem>;
