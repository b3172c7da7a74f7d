//! The arrows between modules, whatever they mention each other by.

use super::source::{Module, paths_behind};

/// From a module to another, where their paths part: what `engine::gpu::model` uses of `engine::batch` is an
/// arrow from `engine::gpu` to `engine::batch`.
pub type Arrow = (Vec<String>, Vec<String>);

/// Every arrow between these modules.
pub fn arrows(modules: &[Module]) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = modules
        .iter()
        .flat_map(|module| used(module, modules).into_iter().map(|used| parted(&module.path, &used)))
        .filter(|(from, to)| from != to)
        .collect();
    arrows.sort();
    arrows.dedup();
    arrows
}

/// The modules that a module mentions.
fn used(module: &Module, modules: &[Module]) -> Vec<Vec<String>> {
    let Module { path, code } = module;
    let behind = |name: &str, base: &[String]| {
        let paths = paths_behind(code, name).into_iter();
        paths.map(|path| absolute(base, &path)).collect::<Vec<_>>()
    };
    let parent = &path[..path.len() - 1];
    let mut mentioned = [behind("crate", &[]), behind("self", path), behind("super", parent)].concat();
    let children = modules.iter().filter(|other| other.path.len() == path.len() + 1);
    for child in children.filter(|other| other.path.starts_with(path)) {
        mentioned.extend(behind(&child.path[path.len()], &child.path));
    }
    mentioned.iter().filter_map(|path| deepest(path, modules)).collect()
}

/// A path behind `base`; each `super` in it goes up.
fn absolute(base: &[String], path: &[String]) -> Vec<String> {
    let mut absolute = base.to_vec();
    for word in path {
        match word.as_str() {
            "super" => drop(absolute.pop()),
            "self" => (),
            _ => absolute.push(word.clone()),
        }
    }
    absolute
}

/// The module that an item is in.
fn deepest(item: &[String], modules: &[Module]) -> Option<Vec<String>> {
    let prefixes = (1..=item.len()).rev().map(|length| &item[..length]);
    let is_module = |prefix: &&[String]| modules.iter().any(|module| module.path == *prefix);
    prefixes.filter(is_module).map(<[String]>::to_vec).next()
}

/// Both paths up to the first word that differs.
fn parted(from: &[String], to: &[String]) -> Arrow {
    let shared = from.iter().zip(to).take_while(|(from, to)| from == to).count();
    let up_to = |path: &[String]| path[..path.len().min(shared + 1)].to_vec();
    (up_to(from), up_to(to))
}

/// A circle of arrows, as the modules that it comes by; None where there is none.
pub fn circle(arrows: &[Arrow]) -> Option<Vec<String>> {
    let mut left = arrows.to_vec();
    // What nobody points to, or what points nowhere, is in no circle.
    loop {
        let before = left.len();
        let all = left.clone();
        left.retain(|(from, to)| {
            all.iter().any(|(_, other)| other == from) && all.iter().any(|(other, _)| other == to)
        });
        if left.len() == before {
            break;
        }
    }
    let mut way = vec![left.first()?.0.clone()];
    loop {
        let (_, next) = left.iter().find(|(from, _)| Some(from) == way.last())?;
        let met = way.iter().position(|module| module == next);
        way.push(next.clone());
        if let Some(at) = met {
            return Some(way[at..].iter().map(|path| path.join("::")).collect());
        }
    }
}
