//! The arrows inside `engine`: leaves that know no device, the two devices that do not know each other, and
//! above them what knows both.

use super::arrows::{Arrow, arrows};
use super::source::{Module, module, modules};

/// What both devices may use.
const LEAVES: &[&str] =
    &["adapter", "batch", "batch_norm", "checkpoint", "error", "memory", "metrics", "optimiser", "state"];

/// A module of the engine with those that it may use; from below upwards.
const RULES: &[(&str, &[&str])] = &[
    ("adapter", &[]),
    ("batch", &[]),
    ("batch_norm", &[]),
    ("checkpoint", &[]),
    ("error", &[]),
    ("metrics", &[]),
    ("optimiser", &[]),
    ("state", &["optimiser"]),
    ("memory", &["error"]),
    ("burn_model", LEAVES),
    ("gpu", LEAVES),
    ("device", &["adapter", "burn_model", "gpu"]),
    ("images", &["batch", "device", "gpu"]),
    ("model", &["burn_model", "device", "error", "gpu", "images", "metrics", "optimiser", "state"]),
    ("weights", &["optimiser", "state"]),
    ("snapshot", &["error", "optimiser", "state", "weights"]),
    ("check", &["device", "error", "images", "model", "optimiser", "state"]),
];

/// The arrows that the rules do not allow.
fn wrong_arrows(modules: &[Module]) -> Vec<String> {
    let inside = |(from, to): &Arrow| match (&from[..], &to[..]) {
        ([engine, from], [other, to]) if engine == "engine" && other == "engine" => {
            Some((from.clone(), to.clone()))
        }
        // A module that takes what `engine` hands on does not say whose it is.
        ([engine, from], [other]) if engine == "engine" && other == "engine" => {
            Some((from.clone(), "engine itself".to_owned()))
        }
        _ => None,
    };
    let allowed = |(from, to): &(String, String)| {
        RULES.iter().any(|(module, may_use)| module == from && may_use.contains(&to.as_str()))
    };
    let wrong = arrows(modules).iter().filter_map(inside).filter(|arrow| !allowed(arrow)).collect::<Vec<_>>();
    wrong.into_iter().map(|(from, to)| format!("{from} uses {to}")).collect()
}

#[test]
fn arrows_inside_the_engine_point_downwards() {
    let wrong = wrong_arrows(&modules());
    assert!(wrong.is_empty(), "arrows that point the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_engine_has_a_rule_and_every_rule_a_module() {
    let modules = modules();
    let inside = modules.iter().filter_map(|module| match &module.path[..] {
        [engine, name] if engine == "engine" => Some(name.as_str()),
        _ => None,
    });
    let mut inside: Vec<&str> = inside.collect();
    let mut ruled: Vec<&str> = RULES.iter().map(|(module, _)| *module).collect();
    inside.sort_unstable();
    ruled.sort_unstable();
    assert_eq!(inside, ruled);
}

#[test]
fn the_rules_allow_only_what_stands_below() {
    for (at, (module, may_use)) in RULES.iter().enumerate() {
        for used in *may_use {
            assert!(RULES[..at].iter().any(|(below, _)| below == used), "{module} may use {used}");
        }
    }
}

#[test]
fn a_wrong_arrow_inside_the_engine_is_noticed() {
    let modules = [
        module("engine", "pub use batch::Batch;"),
        module("engine::batch", "use super::{gpu::{self, Pool}, optimiser::Optimiser};"),
        module("engine::optimiser", ""),
        module("engine::cpu", "fn f() { super::gpu::g(); }"),
        module("engine::gpu", ""),
        module("engine::gpu::pool", "use crate::engine::{Batch, memory::Limits};\nuse super::super::cpu;"),
        module("engine::memory", "use super::error::Place;"),
        module("engine::error", ""),
    ];
    assert_eq!(
        wrong_arrows(&modules),
        ["batch uses gpu", "batch uses optimiser", "cpu uses gpu", "gpu uses engine itself", "gpu uses cpu"]
    );
}
