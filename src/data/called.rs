//! What figures call data: a few words that name no other data, the same on the page and in the terminal.

use super::{Data, Dataset};

/// MNIST, wherever it comes from.
pub const MNIST: &str = "MNIST";

/// Digits drawn from this seed.
pub fn generated(seed: u64) -> String {
    format!("generated digits, seed {seed}")
}

/// The user's own training and test set, told from others by what it holds.
pub fn own(data: &Data) -> String {
    format!("own files {}", data.fingerprint())
}

/// The user's own test set.
pub fn own_test(data: &Dataset) -> String {
    format!("own test files {}", data.fingerprint())
}
