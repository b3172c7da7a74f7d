//! What the hand-in says in the form of others.

use super::summary::summary;
use crate::zoo;

/// The table of a document, where that is at hand: torchsummary's own.
#[test]
fn the_summary_is_torchsummarys() {
    let Some(document) = crate::python::tests::documents::document("002") else { return };
    let ours = summary(&zoo::SESSION6.network()).unwrap();
    let lines = |text: &str| -> Vec<String> { text.lines().map(|line| line.trim_end().to_owned()).collect() };
    let theirs = lines(&document);
    let ours = lines(&ours);
    let missing: Vec<&String> = ours.iter().filter(|line| !theirs.contains(line)).collect();
    // Dashes are as many as the document's writer typed.
    let told: Vec<_> = missing.iter().filter(|line| line.chars().any(char::is_alphanumeric)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
