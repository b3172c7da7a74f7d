//! The kernels that a step runs once: gathering the batch, the loss, the update.

use std::fmt::Write;

use super::grid::{Grid, Threads};
use super::kernel::{Kernel, REDUCE, Slot, Work, switch};
use crate::arch::CLASSES;
use crate::data::{PIXELS, SIDE};

/// Where the parts of a layer's gradient lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    /// Number of the layer's first parameter.
    pub first: usize,
    /// Parameters of the layer.
    pub count: usize,
    /// Where the parts begin among the partials.
    pub partial: usize,
    /// How many there are, each of `count` numbers.
    pub parts: usize,
}

/// The batch out of the data set, each image as it is or under its own similarity.
pub(super) fn gather(moved: bool) -> Kernel {
    let gather = include_str!("kernels/gather.wgsl");
    let ink = if moved { include_str!("kernels/moved.wgsl") } else { include_str!("kernels/as_it_is.wgsl") };
    let mut bindings = vec![Slot::Images, Slot::Digits, Slot::Indices, Slot::Activation(0), Slot::Labels];
    if moved {
        bindings.push(Slot::Similarities);
    }
    let name = if moved { "gather_moved" } else { "gather" };
    Kernel::new(name, Grid::each_quad(PIXELS), bindings, &[("SIDE", SIDE)], &[gather, ink])
}

/// Loss, count of right answers and the logits' gradient; with `mask`, zero where a logit is not positive.
pub(super) fn loss(logits: Slot, gradient: Slot, mask: bool) -> Kernel {
    let bindings = vec![logits, Slot::Labels, gradient, Slot::Metrics];
    let parts = [&switch("MASK", mask), REDUCE, include_str!("kernels/loss.wgsl")];
    Kernel::new("loss", Grid::Reducing(1, 1), bindings, &[("CLASSES", CLASSES)], &parts)
}

/// One step of the optimiser for all parameters.
pub(super) fn update(layers: &[Parts]) -> Kernel {
    let parameters = layers.iter().map(|layer| layer.count).sum();
    let mut gradient = String::from("\n/// The gradient of a parameter.\nfn gradient(id: u32) -> f32 {\n");
    for Parts { first, count, partial, parts } in layers {
        let end = first + count;
        // Writing to a string cannot fail.
        let _ = writeln!(
            gradient,
            "    if (id < {end}u) {{ return total({partial}u, {count}u, {parts}u, id - {first}u); }}"
        );
    }
    gradient.push_str("    return 0.0;\n}\n");
    let bindings = vec![Slot::Parameters, Slot::FirstMoments, Slot::Partials, Slot::SecondMoments];
    let parts = [include_str!("kernels/update.wgsl"), &gradient];
    let work = Work { parameters, ..Work::default() };
    Kernel::new("update", Grid::Each(Threads::Fixed(parameters)), bindings, &[], &parts).with_work(work)
}
