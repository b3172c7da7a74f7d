//! The arrows of ARCHITECTURE.md: which module may know which other, and which packages.

mod arrows;
mod circles;
mod engine;
mod source;

use std::collections::BTreeSet;

use source::{after_path, modules, paths_behind, without_comments};

const BROWSER: &[&str] = &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"];

/// A module with the modules of this crate that it may use and the packages that it must not.
struct Rule {
    module: &'static str,
    may_use: &'static [&'static str],
    must_not_know: &'static [&'static [&'static str]],
}

/// From below upwards.
const RULES: &[Rule] = &[
    Rule { module: "words", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "order", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "file", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "arch", may_use: &[], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "chart", may_use: &["words", "order"], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "data", may_use: &["words"], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule { module: "settings", may_use: &["words", "arch"], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule {
        module: "zoo",
        may_use: &["arch", "chart", "settings"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule { module: "reports", may_use: &["arch"], must_not_know: &[&["burn", "yew"], BROWSER] },
    Rule {
        module: "python",
        may_use: &["arch", "zoo", "reports"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "study",
        may_use: &["words", "order", "arch", "reports"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "record",
        may_use: &["settings", "reports", "study"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "handin",
        may_use: &[
            "words", "arch", "chart", "data", "settings", "zoo", "reports", "python", "study", "record",
        ],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule { module: "engine", may_use: &["arch", "data", "zoo"], must_not_know: &[&["yew"], BROWSER] },
    Rule {
        module: "train",
        may_use: &["arch", "data", "settings", "zoo", "reports", "engine"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "reproduce",
        may_use: &["words", "file", "arch", "chart", "data", "settings", "zoo", "reports", "engine", "train"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "cli",
        may_use: &[
            "words",
            "file",
            "arch",
            "chart",
            "data",
            "settings",
            "zoo",
            "reports",
            "python",
            "study",
            "record",
            "handin",
            "engine",
            "train",
            "reproduce",
        ],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule {
        module: "protocol",
        may_use: &["arch", "settings", "reports", "record"],
        must_not_know: &[&["burn", "yew"], BROWSER],
    },
    Rule { module: "web", may_use: &["protocol"], must_not_know: &[&["burn", "yew"]] },
    Rule {
        module: "reader",
        may_use: &["settings", "reports", "python", "study", "record", "handin", "protocol", "web"],
        must_not_know: &[&["burn", "yew"]],
    },
    Rule {
        module: "worker",
        may_use: &["arch", "data", "settings", "reports", "engine", "train", "protocol", "web"],
        must_not_know: &[&["burn", "yew"]],
    },
    Rule {
        module: "ui",
        may_use: &[
            "words", "order", "arch", "chart", "data", "settings", "zoo", "reports", "study", "record",
            "protocol", "web",
        ],
        must_not_know: &[&["burn"]],
    },
];

/// The arrows in `code` that `rule` does not allow.
fn wrong_arrows(rule: &Rule, code: &str) -> Vec<String> {
    let used: BTreeSet<String> =
        paths_behind(code, "crate").into_iter().map(|path| path[0].clone()).collect();
    let modules = used
        .into_iter()
        // A name that is no module is an item of the crate's root, such as a macro.
        .filter(|used| RULES.iter().any(|other| other.module == used))
        .filter(|used| used != rule.module && !rule.may_use.contains(&used.as_str()))
        .map(|used| format!("crate::{used}"));
    let packages = rule
        .must_not_know
        .iter()
        .flat_map(|group| group.iter())
        .filter(|package| !after_path(code, package).is_empty())
        .map(|package| (*package).to_owned());
    modules.chain(packages).collect()
}

#[test]
fn arrows_point_downwards() {
    let root = source::root();
    let mut files = Vec::new();
    source::sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let place = file.strip_prefix(&root).unwrap_or(&file);
        let module = place.with_extension("");
        let module = module.iter().next().unwrap_or_default();
        let Some(rule) = RULES.iter().find(|rule| rule.module == module) else { continue };
        let code = without_comments(&std::fs::read_to_string(&file).expect("a source file"));
        let place = place.display();
        wrong.extend(wrong_arrows(rule, &code).into_iter().map(|what| format!("{place} uses {what}")));
    }
    assert!(wrong.is_empty(), "arrows that point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_rule_and_every_rule_a_module() {
    let modules: BTreeSet<String> = modules().into_iter().map(|module| module.path[0].clone()).collect();
    let ruled: BTreeSet<String> = RULES.iter().map(|rule| rule.module.to_owned()).collect();
    assert_eq!(modules, ruled, "which modules may it use?");
}

#[test]
fn the_rules_allow_only_what_stands_below() {
    for (at, rule) in RULES.iter().enumerate() {
        for used in rule.may_use {
            assert!(RULES[..at].iter().any(|below| below.module == *used), "{} may use {used}", rule.module);
        }
    }
}

#[test]
fn a_wrong_arrow_is_noticed() {
    let arch = RULES.iter().find(|rule| rule.module == "arch").expect("a rule");
    let code = without_comments(
        "use crate::{\n    arch::Layer,\n    ui::{view, App},\n};\n// burn::tensor\nfn f() { web_sys::window(); }\n",
    );
    assert_eq!(wrong_arrows(arch, &code), ["crate::ui", "web_sys"]);
    assert_eq!(wrong_arrows(arch, "use crate::data::Digits;"), ["crate::data"]);
    assert_eq!(wrong_arrows(arch, "use crate::arch::shape; let my_crate::ui = 0; a::burn::b();"), [""; 0]);
    let words = RULES.iter().find(|rule| rule.module == "words").expect("a rule");
    assert_eq!(wrong_arrows(words, "use crate::{arch, data::{Dataset}};"), ["crate::arch", "crate::data"]);
}
