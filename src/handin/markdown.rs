//! A hand-in as one file of Markdown, its pictures within.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Part, Picture};

pub fn write(parts: &[Part]) -> String {
    let pieces: Vec<String> = parts.iter().map(piece).collect();
    pieces.join("\n\n") + "\n"
}

fn piece(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Code(code) => {
            let fence = fence(code);
            format!("{fence}python\n{}\n{fence}", code.trim_end())
        }
        Part::Picture(picture) => image(picture),
    }
}

fn image(picture: &Picture) -> String {
    let Picture { words, bytes, .. } = picture;
    format!("![{words}](data:{};base64,{})\n\n{words}", picture.media_type(), STANDARD.encode(bytes))
}

/// Longer than any that stands in the code.
fn fence(code: &str) -> String {
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
