//! Notebooks: the code of their cells, one below the other.

use ruff_python_parser::{Mode, ParseOptions, parse};
use serde::Deserialize;

use super::{commands, limits};
use crate::reports::Code;

/// Bytes of a notebook file: pictures in its outputs make it large.
const FILE_BYTES: usize = 64 << 20;

/// Why a file is no notebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotebookError {
    #[error("the file has {megabytes} MB, and at most {} are read: clear the notebook's outputs and save it", FILE_BYTES >> 20)]
    TooLarge { megabytes: usize },
    #[error("the file is no notebook: {0}")]
    Json(String),
    #[error("the file is no text in UTF-8, as Python sources and notebooks are")]
    Encoding,
    #[error("the notebook has no code cells")]
    NoCode,
    #[error("the notebook's code has more than {} MB", limits::BYTES >> 20)]
    TooMuchCode,
}

/// What is read of a notebook (nbformat 4): outputs and metadata are not.
#[derive(Deserialize)]
struct File {
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Cell {
    cell_type: String,
    source: Source,
}

/// A text, or its lines.
#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Whole(String),
    Lines(Vec<String>),
}

/// The Python of a file: of a notebook its code cells, of any other file all of it.
///
/// # Errors
/// [`NotebookError`].
pub fn code(name: &str, content: &[u8]) -> Result<Code, NotebookError> {
    if content.len() > FILE_BYTES {
        return Err(NotebookError::TooLarge { megabytes: content.len() >> 20 });
    }
    let text = std::str::from_utf8(content).map_err(|_| NotebookError::Encoding)?;
    let text = text.trim_start_matches('\u{feff}');
    let is_notebook = name.to_ascii_lowercase().ends_with(".ipynb") || text.trim_start().starts_with('{');
    if !is_notebook {
        return Ok(Code { text: text.replace("\r\n", "\n"), remarks: Vec::new() });
    }
    let file: File = serde_json::from_str(text).map_err(|error| NotebookError::Json(error.to_string()))?;
    let mut code = Code { text: String::new(), remarks: Vec::new() };
    for (nth, cell) in file.cells.into_iter().filter(|cell| cell.cell_type == "code").enumerate() {
        let source = match cell.source {
            Source::Whole(text) => text,
            Source::Lines(lines) => lines.concat(),
        };
        if code.text.len() + source.len() > limits::BYTES {
            return Err(NotebookError::TooMuchCode);
        }
        take(&mut code, nth + 1, &source.replace("\r\n", "\n"));
    }
    if code.text.is_empty() { Err(NotebookError::NoCode) } else { Ok(code) }
}

/// Adds a cell; what is no Python becomes a comment.
fn take(code: &mut Code, nth: usize, source: &str) {
    let parses = || parse(&commands::without(source), ParseOptions::from(Mode::Module)).is_ok();
    let is_python = !source.trim_start().starts_with("%%") && limits::check(source).is_ok() && parses();
    let separator = if code.text.is_empty() { "" } else { "\n\n" };
    code.text.push_str(&format!("{separator}# Cell {nth}\n"));
    if is_python {
        code.text.push_str(source.trim_end());
        code.text.push('\n');
    } else {
        code.remarks.push(format!("Code cell {nth} is no Python and was made a comment."));
        code.text.extend(source.lines().map(|line| format!("# {line}\n")));
    }
}
