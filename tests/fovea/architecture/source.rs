//! The sources as modules, and the paths that they mention.

use std::fs;
use std::path::{Path, PathBuf};

/// A module with its code: `["engine", "gpu", "model"]`.
pub struct Module {
    pub path: Vec<String>,
    pub code: String,
}

/// A module that is made up.
pub fn module(path: &str, code: &str) -> Module {
    Module { path: path.split("::").map(str::to_owned).collect(), code: code.to_owned() }
}

/// Every module of the library, as far as it is not a test.
pub fn modules() -> Vec<Module> {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let read = |file: PathBuf| {
        let path = path_of(file.strip_prefix(&root).unwrap_or(&file));
        let of_library = path.first().is_some_and(|first| !["bin", "lib"].contains(&first.as_str()));
        let is_test = path.iter().any(|name| name == "tests" || name.ends_with("_tests"));
        let code = || code(&fs::read_to_string(&file).expect("a source file"));
        (of_library && !is_test).then(|| Module { code: code(), path })
    };
    files.into_iter().filter_map(read).collect()
}

/// The folder of the sources.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file in a folder.
pub fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// `engine/gpu/mod.rs` is `["engine", "gpu"]`.
fn path_of(file: &Path) -> Vec<String> {
    let names = file.with_extension("");
    let names = names.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// Code without comments, without its tests, which end a file, and without who may see what: none of them is
/// an arrow.
fn code(source: &str) -> String {
    let code = without_comments(source);
    let tests = code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len());
    code[..tests].replace("pub(in crate::", "pub(in ")
}

/// The code of a file, without comments; strings stay, which does no harm.
pub fn without_comments(source: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    source.lines().map(|line| code(line) + "\n").collect()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The word at the beginning of `text`.
fn first_word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap_or_default()
}

/// What follows each `path::` that stands as a path of its own.
pub fn after_path<'a>(code: &'a str, path: &str) -> Vec<&'a str> {
    let needle = format!("{path}::");
    code.match_indices(&needle)
        .filter(|(at, _)| !code[..*at].ends_with(|c| is_word(c) || c == ':'))
        .map(|(at, _)| &code[at + needle.len()..])
        .collect()
}

/// The paths that begin with `path::`, without it: of `path::{a::b, c::{d, e}}` these are `a::b`, `c::d` and
/// `c::e`.
pub fn paths_behind(code: &str, path: &str) -> Vec<Vec<String>> {
    after_path(code, path).into_iter().flat_map(paths).collect()
}

/// The paths that `text` begins with.
fn paths(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return items(group).into_iter().flat_map(paths).collect();
    }
    let first = first_word(text);
    match text[first.len()..].strip_prefix("::") {
        Some(rest) => paths(rest).into_iter().map(|rest| [vec![first.to_owned()], rest].concat()).collect(),
        None => vec![vec![first.to_owned()]],
    }
}

/// The items of a use group, whose opening bracket is left out.
fn items(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let (mut items, mut from) = (Vec::new(), 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                items.push(&group[from..at]);
                from = at + 1;
                if character == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => (),
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}
