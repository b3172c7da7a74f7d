//! The arrows of ARCHITECTURE.md: which module may know which other, and which packages.

use std::fs;
use std::path::{Path, PathBuf};

const BROWSER: &[&str] = &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"];

/// A module with the modules of this crate that it may use and the packages that it must not.
struct Rule {
    module: &'static str,
    may_use: &'static [&'static str],
    must_not_know: &'static [&'static [&'static str]],
}

const RULES: &[Rule] = &[
    Rule { module: "arch", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "chart", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "data", may_use: &["arch"], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "engine", may_use: &["arch", "data"], must_not_know: &[&["yew"], BROWSER] },
    Rule { module: "train", may_use: &["arch", "data", "engine"], must_not_know: &[&["yew"], BROWSER] },
    Rule {
        module: "cli",
        may_use: &["arch", "data", "engine", "train", "reproduce"],
        must_not_know: &[&["yew"], BROWSER],
    },
    Rule {
        module: "reproduce",
        may_use: &["arch", "chart", "data", "engine", "train"],
        must_not_know: &[&["yew"], BROWSER],
    },
    Rule { module: "study", may_use: &["arch", "data", "engine"], must_not_know: &[&["yew"], BROWSER] },
    Rule {
        module: "protocol",
        may_use: &["arch", "data", "train", "study"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "web",
        may_use: &["arch", "data", "train", "study", "protocol"],
        must_not_know: &[&["burn", "yew"]],
    },
    Rule {
        module: "worker",
        may_use: &["arch", "data", "engine", "train", "study", "protocol", "web"],
        must_not_know: &[&["yew"]],
    },
    Rule {
        module: "ui",
        may_use: &["arch", "chart", "data", "train", "study", "protocol", "web"],
        must_not_know: &[&["burn"]],
    },
];

/// The code of a file, without comments; strings stay, which does no harm.
fn without_comments(source: &str) -> String {
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
fn after_path<'a>(code: &'a str, path: &str) -> Vec<&'a str> {
    let needle = format!("{path}::");
    code.match_indices(&needle)
        .filter(|(at, _)| !code[..*at].ends_with(|c| is_word(c) || c == ':'))
        .map(|(at, _)| &code[at + needle.len()..])
        .collect()
}

/// The first words of the items in a use group: of `a::b, c::{d, e}}; …` these are `a` and `c`.
fn group_heads(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut heads = vec![first_word(group.trim_start())];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(first_word(group[at + 1..].trim_start())),
            _ => (),
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// The top-level modules of this crate that `code` mentions.
fn modules_used(code: &str) -> Vec<&str> {
    after_path(code, "crate")
        .into_iter()
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group_heads(group),
            None => vec![first_word(rest)],
        })
        .collect()
}

/// The arrows in `code` that `rule` does not allow.
fn wrong_arrows(rule: &Rule, code: &str) -> Vec<String> {
    let modules = modules_used(code)
        .into_iter()
        // A name that is no module is an item of the crate's root, such as a macro.
        .filter(|used| RULES.iter().any(|other| other.module == *used))
        .filter(|used| *used != rule.module && !rule.may_use.contains(used))
        .map(|used| format!("crate::{used}"));
    let packages = rule
        .must_not_know
        .iter()
        .flat_map(|group| group.iter())
        .filter(|package| !after_path(code, package).is_empty())
        .map(|package| (*package).to_owned());
    modules.chain(packages).collect()
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn arrows_point_downwards() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for rule in RULES.iter().filter(|rule| root.join(rule.module).is_dir()) {
        let mut files = Vec::new();
        sources(&root.join(rule.module), &mut files);
        for file in files {
            let code = without_comments(&fs::read_to_string(&file).expect("a source file"));
            let place = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            wrong.extend(wrong_arrows(rule, &code).into_iter().map(|what| format!("{place} uses {what}")));
        }
    }
    assert!(wrong.is_empty(), "arrows that point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(&root).expect("the sources") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "bin" {
            assert!(
                RULES.iter().any(|rule| rule.module == name),
                "src/{name} has no rule: which modules may it use?"
            );
        }
    }
}

#[test]
fn a_wrong_arrow_is_noticed() {
    let arch = &RULES[0];
    let code = without_comments(
        "use crate::{\n    arch::Layer,\n    ui::{view, App},\n};\n// burn::tensor\nfn f() { web_sys::window(); }\n",
    );
    assert_eq!(wrong_arrows(arch, &code), ["crate::ui", "web_sys"]);
    assert_eq!(wrong_arrows(arch, "use crate::data::Digits;"), ["crate::data"]);
    assert_eq!(wrong_arrows(arch, "use crate::arch::shape; let my_crate::ui = 0; a::burn::b();"), [""; 0]);
}
