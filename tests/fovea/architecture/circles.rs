//! No arrows in circles: between the modules of the library, and between those inside the engine at every depth.

use super::arrows::{Arrow, arrows, circle};
use super::source::{module, modules};

#[track_caller]
fn assert_no_circle(arrows: &[Arrow]) {
    if let Some(way) = circle(arrows) {
        panic!("a circle: {}", way.join(" uses "));
    }
}

#[test]
fn the_modules_of_the_library_are_in_no_circle() {
    let between = |(from, to): &Arrow| from.len() == 1 && to.len() == 1;
    assert_no_circle(&arrows(&modules()).into_iter().filter(between).collect::<Vec<_>>());
}

#[test]
fn the_modules_inside_the_engine_are_in_no_circle() {
    let inside = |(from, to): &Arrow| from[0] == "engine" && to[0] == "engine";
    let inside: Vec<Arrow> = arrows(&modules()).into_iter().filter(inside).collect();
    assert!(inside.len() > 50, "they use each other: {inside:?}");
    assert_no_circle(&inside);
}

#[test]
fn a_circle_is_noticed_however_long() {
    let round = [
        module("engine", "pub use cpu::Model;"),
        module("engine::cpu", "use super::batch::Batch;"),
        module("engine::cpu::step", "fn f() { super::Model::new() }"),
        module("engine::batch", "use crate::engine::{gpu::images::{Images, Pixels}};"),
        module("engine::gpu", "mod images;"),
        module("engine::gpu::images", "use super::super::cpu::step::Step;"),
    ];
    let way = circle(&arrows(&round)).expect("a circle").join(" ");
    assert!(way.contains("engine::batch engine::gpu engine::cpu"), "{way}");
    let straight = [module("a", "use crate::b::C;"), module("b", "use crate::c;"), module("c", "fn a() {}")];
    assert_eq!(circle(&arrows(&straight)), None);
}

#[test]
fn a_module_and_what_it_is_made_of_are_a_circle_if_they_use_each_other() {
    let parent = |code| [module("a", code), module("a::part", "use super::Whole;")];
    assert_eq!(circle(&arrows(&parent("mod part;\nstruct Whole;"))), None);
    assert!(circle(&arrows(&parent("mod part;\nuse part::Part;"))).is_some());
    assert!(circle(&arrows(&parent("mod part;\nfn f() { part::g() }"))).is_some());
}
