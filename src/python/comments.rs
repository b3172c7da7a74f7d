//! The homework of writing sizes and receptive fields behind each layer.

use std::collections::BTreeMap;

use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_text_size::Ranged;

use super::chain::Link;
use super::text::Text;
use crate::arch::{Shape, TracedLayer};
use crate::reports::Comment;

/// How our own comments begin, which are written anew.
const MARK: &str = "# input ";

/// A comment for each line on which the network's class makes layers or calls them as functions. Other comments stay
/// before ours.
pub fn comments(text: &Text, tokens: &Tokens, links: &[Link], layers: &[TracedLayer]) -> Vec<Comment> {
    let mut lines: BTreeMap<usize, Vec<&TracedLayer>> = BTreeMap::new();
    for (link, layer) in links.iter().zip(layers) {
        lines.entry(text.place(link.site).0 - 1).or_default().push(layer);
    }
    let is_comment = |kind: TokenKind| kind == TokenKind::Comment;
    let there =
        tokens.iter().filter(|token| is_comment(token.kind())).filter_map(|token| text.byte(token.range()));
    let there: BTreeMap<usize, usize> = there.collect();
    let of_line = |(nth, layers): (usize, Vec<&TracedLayer>)| {
        let line = text.own().lines().nth(nth)?;
        // A comment behind a backslash would end the statement.
        if line.trim_end().ends_with('\\') {
            return None;
        }
        let ours = there.get(&nth).and_then(|at| line.get(*at..)?.find(MARK).map(|ours| at + ours));
        let told = |field| comment(&layers, field);
        let (text, course) =
            (told(|layer| layer.receptive_field), told(|layer| layer.course_receptive_field));
        Some(Comment { line: nth, behind: ours.unwrap_or(line.len()), text, course })
    };
    lines.into_iter().filter_map(of_line).collect()
}

/// The comment of a line that makes these layers, of which there is at least one.
fn comment(layers: &[&TracedLayer], field: fn(&TracedLayer) -> Option<usize>) -> String {
    let (first, last) = (layers[0], layers[layers.len() - 1]);
    let sees = match (field(last), last.input) {
        (Some(side), _) => format!(", RF {side}×{side}"),
        (None, Shape::Vector { .. }) => ", RF all".to_owned(),
        (None, Shape::Map { .. }) => String::new(),
    };
    format!("{MARK}{}, output {}{sees}", size(first.input), size(last.output))
}

/// Rows × columns × channels, as the courses write them.
fn size(shape: Shape) -> String {
    match shape {
        Shape::Map { channels, height, width } => format!("{height}×{width}×{channels}"),
        Shape::Vector { features } => features.to_string(),
    }
}
