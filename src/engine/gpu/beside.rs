//! Two kernels as one, where neither waits for the other: a dispatch less, and a device that either would fill in part
//! has both to do. Compilers call it horizontal fusion: Li et al., "Automatic Horizontal Fusion for GPU Kernels", CGO 2022.

use std::collections::HashMap;

use super::grid::{Grid, PREFIXES};
use super::kernel::Kernel;

impl Kernel {
    /// One kernel for this and another, whose workgroups have as many threads: those of the other come behind. What both
    /// only read, as the same type, is bound once.
    pub fn beside(self, other: Kernel, name: &'static str) -> Kernel {
        debug_assert_eq!(self.threads(), other.threads(), "{} and {}", self.name, other.name);
        let mut bindings = self.bindings.clone();
        let names = prefixed(&self.body, PREFIXES[0]);
        let mut others_names = prefixed(&other.body, PREFIXES[1]);
        let mut others_bindings = String::new();
        for binding in bound(&other.body) {
            let slot = other.bindings[binding.number - 1];
            let same = |first: &Binding| self.bindings[first.number - 1] == slot && first.shares(&binding);
            if let Some(first) = bound(&self.body).find(same) {
                others_names.insert(binding.name, names[first.name].clone());
            } else {
                bindings.push(slot);
                others_bindings += &Binding { number: bindings.len(), ..binding }.wgsl();
            }
        }
        let rest: Vec<_> = other.body.lines().filter(|line| Binding::parse(line).is_none()).collect();
        let others = renamed(&(others_bindings + &rest.join("\n")), &others_names);
        let grid = Grid::Beside(Box::new([self.grid.clone(), other.grid.clone()]));
        let body = renamed(&self.body, &names) + &others;
        Kernel { parts: vec![self, other], ..Kernel::of_body(name, grid, bindings, body) }
    }
}

/// A buffer as WGSL declares it.
#[derive(Clone, Copy)]
struct Binding<'a> {
    number: usize,
    access: &'a str,
    name: &'a str,
    kind: &'a str,
}

impl<'a> Binding<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (number, rest) = line.strip_prefix("@group(0) @binding(")?.split_once(") var<storage, ")?;
        let (access, rest) = rest.split_once("> ")?;
        let (name, kind) = rest.strip_suffix(';')?.split_once(": ")?;
        Some(Binding { number: number.parse().ok()?, access, name, kind })
    }

    /// Whether both may read the same buffer through one declaration.
    fn shares(&self, other: &Binding) -> bool {
        self.access == "read" && other.access == "read" && self.kind == other.kind
    }

    fn wgsl(&self) -> String {
        let Binding { number, access, name, kind } = self;
        format!("@group(0) @binding({number}) var<storage, {access}> {name}: {kind};\n")
    }
}

fn bound(code: &str) -> impl Iterator<Item = Binding<'_>> {
    code.lines().filter_map(Binding::parse)
}

/// Names of the constants, types, functions and variables of the module.
fn declared(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| {
        if let Some(binding) = Binding::parse(line) {
            return Some(binding.name);
        }
        let keywords = ["const ", "alias ", "fn ", "var<workgroup> "];
        let rest = keywords.iter().find_map(|keyword| line.strip_prefix(keyword))?;
        rest.split(|letter| !is_word(letter)).next()
    })
}

/// The same with a prefix.
fn prefixed<'a>(code: &'a str, prefix: &str) -> HashMap<&'a str, String> {
    declared(code).map(|name| (name, format!("{prefix}{name}"))).collect()
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// The WGSL with other names.
fn renamed(code: &str, names: &HashMap<&str, String>) -> String {
    let mut renamed = String::with_capacity(2 * code.len());
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let end = rest.find(|next| is_word(next) != is_word(letter)).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        // What follows a dot is a part of a vector or of the step's numbers.
        let name = names.get(piece).filter(|_| !renamed.ends_with('.'));
        renamed.push_str(name.map_or(piece, String::as_str));
        rest = behind;
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::super::convolution::{Adapter, Budget};
    use super::super::grid::Threads;
    use super::super::kernel::Slot;
    use super::super::program::Program;
    use super::*;
    use crate::zoo;

    /// Storage buffers that a kernel may bind by WebGPU's default limits.
    const MOST_BINDINGS: usize = 8;

    fn kernel(made: Slot, code: &str) -> Kernel {
        let grid = Grid::Each(Threads::Fixed(100));
        Kernel::new("part", grid, vec![Slot::Parameters, made], &[("SIDE", 3)], &[code])
    }

    #[test]
    fn neither_kernel_sees_the_names_of_the_other() {
        let code = "@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
fn run(id: u32) {
    y[id] = x[id].x * f32(SIDE) + step.scale;
}
";
        let both = kernel(Slot::FirstMoments, code).beside(kernel(Slot::Partials, code), "both");
        assert_eq!(both.bindings, [Slot::Parameters, Slot::FirstMoments, Slot::Partials]);
        for line in [
            "@group(0) @binding(2) var<storage, read_write> first_y: array<f32>;",
            "    first_y[id] = first_x[id].x * f32(first_SIDE) + step.scale;",
            "@group(0) @binding(3) var<storage, read_write> second_y: array<f32>;",
            "    second_y[id] = first_x[id].x * f32(second_SIDE) + step.scale;",
        ] {
            assert!(both.body.lines().any(|found| found == line), "{line}\nis not in\n{}", both.body);
        }
        assert_eq!(both.grid.dispatch(32), [4, 1, 1]);
        assert!([1, 2, 3].map(|binding| both.only_reads(binding)) == [true, false, false]);
    }

    #[test]
    fn what_is_read_as_two_types_or_written_is_bound_for_each() {
        let vectors = "@group(0) @binding(1) var<storage, read> x: array<vec4f>;\n";
        let numbers = "@group(0) @binding(1) var<storage, read> x: array<f32>;\n";
        let written = "@group(0) @binding(1) var<storage, read_write> x: array<vec4f>;\n";
        for other in [numbers, written] {
            let both = kernel(Slot::FirstMoments, vectors).beside(kernel(Slot::Partials, other), "both");
            assert_eq!(both.bindings[0], Slot::Parameters);
            assert!(both.bindings[1..].contains(&Slot::Parameters), "{:?}", both.bindings);
        }
    }

    #[test]
    fn no_kernel_binds_more_than_every_gpu_has_room_for() {
        for row in zoo::ROWS {
            for adapter in [Adapter::Hardware, Adapter::Software] {
                let program = Program::new(&row.network(), &Budget::of(adapter)).unwrap();
                for kernel in program.kernels() {
                    let bound = kernel.bindings.len();
                    assert!(bound <= MOST_BINDINGS, "{}: {} binds {bound}", row.name, kernel.name);
                }
            }
        }
    }
}
