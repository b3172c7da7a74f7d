//! What a source of PyTorch came to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::arch::Network;

/// What there is in a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its networks, in the order in which they stand there; at least one.
    pub readings: Vec<Reading>,
    pub training: Training,
}

/// How a source trains its networks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// Settings by their key in links, each as links write it.
    pub settings: Vec<(String, String)>,
    /// What of its training there is not here, a sentence each.
    pub left_out: Vec<String>,
}

/// One class or `nn.Sequential` of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// As the source calls it.
    pub name: String,
    pub network: Result<OwnNetwork, Refusal>,
}

/// A network that a source describes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnNetwork {
    pub network: Network,
    /// What was understood otherwise than it stands there, a sentence each.
    pub remarks: Vec<String>,
    /// Whether it takes flat images: a flatten was put before it.
    pub takes_flat: bool,
    /// One for each line of the source that makes a layer or calls one as a function, in their order.
    pub comments: Vec<Comment>,
}

/// What goes into the layers of a line, what comes out, and what a unit sees of the image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// From 0.
    pub line: usize,
    /// Bytes of the line that stay before it: an earlier one of ours goes.
    pub behind: usize,
    /// As `# input 28×28×1, output 26×26×8, RF 3×3`, rows × columns × channels.
    pub text: String,
    /// The same by the shorthand of courses, in which a pool multiplies by its stride.
    pub course: String,
}

impl OwnNetwork {
    /// The source that it was read from with its comments, by the shorthand of courses or by what a unit sees.
    pub fn commented(&self, source: &str, course: bool) -> String {
        let mut comments = self.comments.iter().peekable();
        let mut text = String::with_capacity(source.len() * 2);
        for (nth, line) in source.lines().enumerate() {
            match comments.next_if(|comment| comment.line == nth) {
                Some(comment) => {
                    let code = line.get(..comment.behind).unwrap_or(line).trim_end();
                    let told = if course { &comment.course } else { &comment.text };
                    text.extend([code, "  ", told]);
                }
                None => text.push_str(line),
            }
            text.push('\n');
        }
        text
    }
}

/// What cannot be made a network of: where, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Line and column of the source, from 1, the column in characters; none where it is of the whole text.
    pub place: Option<(usize, usize)>,
    /// A sentence without its full stop.
    pub message: String,
}

/// As in `line 4, column 9: …`.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "line {line}, column {column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// The code of a file: of a notebook that of its cells, each after a comment with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub text: String,
    /// What was left out, a sentence each.
    pub remarks: Vec<String>,
}
