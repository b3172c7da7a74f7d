//! Tables of Markdown, and the words for figures.

use crate::reproduce::results::Spread;
use crate::words::grouped;

/// A table with this heading; cells with nothing in them are dashes.
pub fn table(heading: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|{}\n", "---|".repeat(heading.len()));
    let rows = rows.iter().map(|row| {
        let cells = row.iter().map(|cell| if cell.is_empty() { "–" } else { cell.as_str() });
        line(&cells.collect::<Vec<_>>())
    });
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    [line(&heading), rule].into_iter().chain(rows).collect()
}

/// A share in per cent, without the sign.
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$}", share * 100.0)
}

/// The range of shares in per cent, without the sign.
pub fn range(spread: Spread) -> String {
    format!("{} to {}", percent(spread.least, 2), percent(spread.most, 2))
}

/// Seconds with as many decimals as are worth reading.
pub fn seconds(seconds: f64) -> String {
    grouped(seconds, if seconds < 10.0 { 1 } else { 0 })
}

/// Words as the cells of a heading.
pub fn heading(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
