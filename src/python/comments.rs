//! The source with what its layers see: the homework of writing sizes and receptive fields behind each layer.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use super::text::Text;
use crate::arch::{Shape, TraceError, TracedLayer};
use crate::reports::OwnNetwork;

/// Which receptive field the comments tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What a unit sees.
    True,
    /// The shorthand of courses, in which a pool multiplies by its stride.
    Course,
}

/// How our own comments begin, which are written anew.
const MARK: &str = "# input ";

/// The source of a network, each line that makes a layer or calls one as a function with the size of what goes in and
/// comes out, as rows × columns × channels, and the receptive field. Comments that are there stay before it.
///
/// # Errors
/// Where the layers do not fit together, as [`crate::arch::Network::trace`].
pub fn commented(source: &str, own: &OwnNetwork, field: Field) -> Result<String, TraceError> {
    let layers = own.network.trace()?.layers;
    let comments = comments(source);
    let mut text = String::with_capacity(source.len() * 2);
    for (nth, line) in source.lines().enumerate() {
        let of_line = own.lines.iter().zip(&layers).filter(|(of, _)| **of == nth + 1).map(|(_, layer)| layer);
        let of_line: Vec<&TracedLayer> = of_line.collect();
        text.push_str(&match comment(&of_line, field) {
            // A comment behind a backslash would end the statement.
            Some(comment) if !line.trim_end().ends_with('\\') => {
                let ours = |(of, at): &(usize, usize)| {
                    (*of == nth).then(|| line[*at..].find(MARK).map(|ours| at + ours))?
                };
                let code = comments.iter().find_map(ours).map_or(line, |at| &line[..at]).trim_end();
                format!("{code}  {comment}")
            }
            _ => line.to_owned(),
        });
        text.push('\n');
    }
    Ok(text)
}

/// The comment of a line that makes these layers.
fn comment(layers: &[&TracedLayer], field: Field) -> Option<String> {
    let (first, last) = (layers.first()?, layers.last()?);
    let side = match field {
        Field::True => last.receptive_field,
        Field::Course => last.course_receptive_field,
    };
    let sees = match (side, last.input) {
        (Some(side), _) => format!(", RF {side}×{side}"),
        (None, Shape::Vector { .. }) => ", RF all".to_owned(),
        (None, Shape::Map { .. }) => String::new(),
    };
    Some(format!("{MARK}{}, output {}{sees}", size(first.input), size(last.output)))
}

/// Rows × columns × channels, as the courses write them.
fn size(shape: Shape) -> String {
    match shape {
        Shape::Map { channels, height, width } => format!("{height}×{width}×{channels}"),
        Shape::Vector { features } => features.to_string(),
    }
}

/// The comments of a source: their line, from 0, and the byte in it.
fn comments(source: &str) -> Vec<(usize, usize)> {
    let text = Text::new(source);
    let parsed = parse_unchecked(&text.parsed, ParseOptions::from(Mode::Ipython));
    let of_comment = parsed.tokens().iter().filter(|token| token.kind() == TokenKind::Comment);
    of_comment.filter_map(|token| text.byte(token.range())).collect()
}
