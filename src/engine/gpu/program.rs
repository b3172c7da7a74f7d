//! A network as the kernels of one step: what runs forward, what runs back, and what they need.

use super::convolution::{Budget, Tally};
use super::kernel::{Kernel, Slot};
use super::norm::Tallied;
use super::single::{self, Parts};
use super::stage::{Stage, Work, stages};
use crate::arch::{Network, TraceError};
use crate::data::PIXELS;

/// The kernels of a network's steps.
#[derive(Debug)]
pub(super) struct Program {
    pub gather: Kernel,
    pub gather_moved: Kernel,
    /// From the batch to the logits, in training.
    pub forward: Vec<Kernel>,
    /// The same in evaluation: running statistics, no dropout.
    pub frozen_forward: Vec<Kernel>,
    pub loss: Kernel,
    /// From the logits' gradient to the partials.
    pub backward: Vec<Kernel>,
    pub update: Kernel,
    /// Numbers for each image in each activation, the batch first and the logits last.
    pub units: Vec<usize>,
    /// Numbers among the partials.
    pub partials: usize,
    /// What goes into the tally, one after the other.
    pub tallies: Vec<Tallied>,
}

impl Program {
    /// The kernels for an adapter with this budget.
    ///
    /// # Errors
    /// [`TraceError`] when the layers do not fit together.
    pub fn new(network: &Network, budget: &Budget) -> Result<Self, TraceError> {
        let list = stages(network)?;
        let stages = Stages { list: &list, budget };
        let units: Vec<usize> = [PIXELS].into_iter().chain(list.iter().map(|stage| stage.units)).collect();
        let last = list.len();
        let mut backward = Vec::new();
        let mut parts = Vec::new();
        let mut partials = 0;
        for index in (0..last).rev() {
            let (kernels, of_stage) = stages.backward(index, partials);
            backward.extend(kernels);
            if let Some(of_stage) = of_stage {
                partials += of_stage.count * of_stage.parts;
                parts.push(of_stage);
            }
        }
        parts.sort_by_key(|layer| layer.first);
        let last_relu = list.last().is_some_and(Stage::has_relu);
        Ok(Program {
            gather: single::gather(false),
            gather_moved: single::gather(true),
            forward: (0..last).map(|index| stages.forward(index, true)).collect(),
            frozen_forward: (0..last).map(|index| stages.forward(index, false)).collect(),
            loss: single::loss(Slot::Activation(last), Slot::Gradient(last), last_relu),
            backward,
            update: single::update(&parts),
            tallies: (0..last).flat_map(|index| stages.tallied(index)).flatten().collect(),
            units,
            partials,
        })
    }

    /// Where the logits are.
    pub fn logits(&self) -> Slot {
        Slot::Activation(self.units.len() - 1)
    }

    /// Every kernel.
    pub fn kernels(&self) -> impl Iterator<Item = &Kernel> {
        let single = [&self.gather, &self.gather_moved, &self.loss, &self.update];
        self.forward.iter().chain(&self.frozen_forward).chain(&self.backward).chain(single)
    }
}

/// The stages of a network, for an adapter. Stage `index` takes activation `index` and yields the next.
struct Stages<'a> {
    list: &'a [Stage],
    budget: &'a Budget,
}

impl Stages<'_> {
    fn before(&self, index: usize) -> Option<&Stage> {
        self.list.get(index.checked_sub(1)?)
    }

    fn after(&self, index: usize) -> Option<&Stage> {
        self.list.get(index + 1)
    }

    fn forward(&self, index: usize, training: bool) -> Kernel {
        let (x, y) = (Slot::Activation(index), Slot::Activation(index + 1));
        match &self.list[index].work {
            Work::Convolution(convolution) => {
                let tally = self.after(index).and_then(Stage::norm_of_maps).map(|_| Tally::Moments);
                convolution.forward(self.budget, x, y, tally)
            }
            Work::Norm(norm) if training => {
                let [moments, _] = self.tallied(index);
                norm.forward(x, y, Slot::Statistics(index + 1), moments)
            }
            Work::Norm(norm) => norm.frozen_forward(x, y),
            Work::Drop(drop) => drop.forward(x, y, training),
            Work::Pool(pool) => pool.forward(x, y, Slot::Winners(index + 1)),
            Work::Elementwise(elementwise) => elementwise.forward(x, y),
            Work::Softmax(softmax) => softmax.forward(x, y),
        }
    }

    /// The kernels that leave the gradient of the stage's input, which the batch itself has none of, and that of its
    /// parameters from `partial` on.
    fn backward(&self, index: usize, partial: usize) -> (Vec<Kernel>, Option<Parts>) {
        let x = Slot::Activation(index);
        let (dx, dy) = (Slot::Gradient(index), Slot::Gradient(index + 1));
        let mask = self.before(index).is_some_and(Stage::has_relu);
        match &self.list[index].work {
            Work::Convolution(convolution) => {
                let (of_weights, parts) = convolution.weight_gradient(self.budget, x, dy, partial);
                let of_input =
                    || convolution.input_gradient(self.budget, [x, dy, dx], mask, self.slopes(index));
                let kernels = match index {
                    0 => vec![of_weights],
                    _ if convolution.fills_device() => vec![of_weights, of_input()],
                    _ => vec![of_input().beside(of_weights, "convolution_gradients")],
                };
                (kernels, Some(parts))
            }
            Work::Norm(norm) => {
                let [_, slopes] = self.tallied(index);
                let kernel = norm.backward([x, dy, dx], Slot::Statistics(index + 1), partial, mask, slopes);
                let parts = Parts { first: norm.gamma, count: 2 * norm.channels, partial, parts: 1 };
                (vec![kernel], Some(parts))
            }
            // Nobody asks for the gradient of the batch.
            _ if index == 0 => (Vec::new(), None),
            Work::Drop(drop) => (vec![drop.input_gradient(x, dy, dx, mask)], None),
            Work::Elementwise(elementwise) => (vec![elementwise.input_gradient(x, dy, dx, mask)], None),
            Work::Softmax(softmax) => {
                (vec![softmax.input_gradient([x, Slot::Activation(index + 1), dy, dx], mask)], None)
            }
            Work::Pool(pool) => {
                let (slots, winners, tally) = ([x, dy, dx], Slot::Winners(index + 1), self.slopes(index));
                (vec![pool.input_gradient(self.budget, slots, winners, mask, tally)], None)
            }
        }
    }

    /// What stage `index` tallies of its input's gradient where a batch norm comes before.
    fn slopes(&self, index: usize) -> Option<Tally> {
        let kept = self.before(index)?.norm_of_maps()?.keeping();
        Some(Tally::Slopes { x: Slot::Activation(index - 1), statistics: Slot::Statistics(index), kept })
    }

    /// What the stages around it tally for a batch norm: moments of what it takes, and slopes of what it gives.
    fn tallied(&self, index: usize) -> [Option<Tallied>; 2] {
        let Some(norm) = self.list[index].norm_of_maps() else { return [None, None] };
        let moments = self.before(index).and_then(|stage| stage.tallies_output(self.budget));
        let slopes = self.after(index).and_then(|stage| stage.tallies_input_gradient(self.budget));
        [moments, slopes].map(|threads| threads.map(|threads| Tallied { channels: norm.channels, threads }))
    }
}
