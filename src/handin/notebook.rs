//! A hand-in as a notebook (nbformat 4.5).

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::{Part, Picture};

#[derive(Serialize)]
struct Notebook {
    cells: Vec<Cell>,
    metadata: Metadata,
    nbformat: u32,
    nbformat_minor: u32,
}

#[derive(Serialize)]
#[serde(tag = "cell_type", rename_all = "lowercase")]
enum Cell {
    Markdown {
        id: String,
        metadata: Empty,
        source: String,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        attachments: BTreeMap<String, BTreeMap<&'static str, String>>,
    },
    Code {
        id: String,
        metadata: Empty,
        source: String,
        execution_count: Option<u32>,
        outputs: [u8; 0],
    },
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Metadata {
    kernelspec: Kernel,
    language_info: Language,
}

#[derive(Serialize)]
struct Kernel {
    display_name: &'static str,
    language: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Language {
    name: &'static str,
}

pub fn write(parts: &[Part]) -> String {
    let notebook = Notebook {
        cells: (1..).zip(parts).map(|(nth, part)| cell(nth, part)).collect(),
        metadata: Metadata {
            kernelspec: Kernel { display_name: "Python 3", language: "python", name: "python3" },
            language_info: Language { name: "python" },
        },
        nbformat: 4,
        nbformat_minor: 5,
    };
    // Texts and numbers are all that there is: JSON holds them.
    serde_json::to_string_pretty(&notebook).unwrap_or_default()
}

fn cell(nth: usize, part: &Part) -> Cell {
    let id = format!("cell-{nth}");
    let metadata = Empty {};
    match part {
        Part::Text(text) => {
            Cell::Markdown { id, metadata, source: text.clone(), attachments: BTreeMap::new() }
        }
        Part::Code(code) => Cell::Code {
            id,
            metadata,
            source: code.trim_end().to_owned(),
            execution_count: None,
            outputs: [],
        },
        Part::Picture(picture) => {
            let Picture { words, bytes, .. } = picture;
            let (file, content) = (picture.file(), STANDARD.encode(bytes));
            let source = format!("![{words}](attachment:{file})\n\n{words}");
            let attachments = [(file, [(picture.media_type(), content)].into())].into();
            Cell::Markdown { id, metadata, source, attachments }
        }
    }
}
