//! The text that is parsed, and its lines.

use std::borrow::Cow;

use ruff_text_size::TextRange;

use super::commands;
use super::problem::Problem;
use crate::reports::Refusal;

/// The class line that a text lacks that begins with a class's methods.
const CLASS_LINE: &str = "class Net(nn.Module):\n";

/// A text as it is parsed.
#[derive(Debug)]
pub struct Text<'a> {
    pub parsed: Cow<'a, str>,
    /// Bytes before the user's own text.
    added: usize,
}

impl<'a> Text<'a> {
    /// `source`, in a class if it begins with indented methods.
    pub fn new(source: &'a str) -> Self {
        let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let first = source.lines().find(is_code).unwrap_or_default();
        let indented = first.starts_with([' ', '\t']);
        if indented && (first.trim_start().starts_with("def ") || first.trim_start().starts_with('@')) {
            let parsed = format!("{CLASS_LINE}{}", commands::without(source));
            Self { parsed: Cow::Owned(parsed), added: CLASS_LINE.len() }
        } else {
            Self { parsed: commands::without(source), added: 0 }
        }
    }

    /// The user's own text.
    pub fn own(&self) -> &str {
        &self.parsed[self.added..]
    }

    /// Whether a class line was put before it.
    pub fn has_class_line(&self) -> bool {
        self.added > 0
    }

    /// The words of the source at `range`, on one line.
    pub fn words(&self, range: TextRange) -> String {
        let words = self.parsed.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Line and column of the user's text, from 1.
    pub fn place(&self, range: TextRange) -> (usize, usize) {
        let own = self.own();
        let at = range.start().to_usize().saturating_sub(self.added).min(own.len());
        let before = own.get(..at).unwrap_or(own);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|&letter| letter != '\n').count() + 1;
        (line, column)
    }

    /// Line, from 0, and byte in that line of the user's text; none before it.
    pub fn byte(&self, range: TextRange) -> Option<(usize, usize)> {
        let before = self.own().get(..range.start().to_usize().checked_sub(self.added)?)?;
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        Some((before.matches('\n').count(), before.len() - begin))
    }

    /// A problem with its line and column.
    pub fn refusal(&self, problem: Problem) -> Refusal {
        Refusal { place: Some(self.place(problem.range)), message: problem.message }
    }
}
