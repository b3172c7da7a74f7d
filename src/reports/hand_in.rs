//! What a hand-in is asked for as.

use serde::{Deserialize, Serialize};

/// The form of a hand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandInFormat {
    /// A notebook whose code cells run in PyTorch.
    Notebook,
    /// One file of Markdown.
    Markdown,
    /// All that is known of the runs, for programs.
    Json,
}
