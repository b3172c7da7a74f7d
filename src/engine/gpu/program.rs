//! A network as the kernels of one step: what runs forward, what runs back, and what they need.

use super::convolution::{Budget, Convolution};
use super::kernel::{Kernel, Slot};
use super::norm::{Drop, Dropout, Norm};
use super::pool::{Pool, PoolKind};
use super::single::{self, Parts};
use crate::arch::{Network, Op, Shape, TraceError, TracedLayer};
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
}

/// A step of the forward pass: a layer, with the ReLU and the dropout that follow it where it can do
/// them in the same breath.
struct Stage {
    work: Work,
    /// Numbers for each image that it yields.
    units: usize,
}

enum Work {
    Convolution(Convolution),
    Norm(Norm),
    Drop(Drop),
    Pool(Pool),
}

impl Program {
    /// The kernels for an adapter with this budget.
    ///
    /// # Errors
    /// [`TraceError`] when the layers do not fit together.
    pub fn new(network: &Network, budget: &Budget) -> Result<Self, TraceError> {
        let stages = stages(network)?;
        let units: Vec<usize> = [PIXELS].into_iter().chain(stages.iter().map(|stage| stage.units)).collect();
        let last = stages.len();
        let mut backward = Vec::new();
        let mut parts = Vec::new();
        let mut partials = 0;
        for (index, stage) in stages.iter().enumerate().rev() {
            let mask = index > 0 && stages[index - 1].has_relu();
            if let Some((kernel, of_layer)) = stage.weight_gradient(budget, index, partials) {
                backward.push(kernel);
                partials += of_layer.count * of_layer.parts;
                parts.push(of_layer);
            }
            if index > 0 {
                backward.push(stage.input_gradient(budget, index, mask));
            }
        }
        parts.sort_by_key(|layer| layer.first);
        let last_relu = stages.last().is_some_and(Stage::has_relu);
        Ok(Program {
            gather: single::gather(false),
            gather_moved: single::gather(true),
            forward: forward(&stages, budget, true),
            frozen_forward: forward(&stages, budget, false),
            loss: single::loss(Slot::Activation(last), Slot::Gradient(last), last_relu),
            backward,
            update: single::update(&parts),
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

fn forward(stages: &[Stage], budget: &Budget, training: bool) -> Vec<Kernel> {
    stages.iter().enumerate().flat_map(|(index, stage)| stage.forward(budget, index, training)).collect()
}

impl Stage {
    fn has_relu(&self) -> bool {
        match &self.work {
            Work::Convolution(convolution) => convolution.relu,
            Work::Norm(norm) => norm.relu,
            Work::Drop(drop) => drop.relu,
            Work::Pool(_) => false,
        }
    }

    /// Stage `index` takes activation `index` and yields the next.
    fn forward(&self, budget: &Budget, index: usize, training: bool) -> Vec<Kernel> {
        let (x, y) = (Slot::Activation(index), Slot::Activation(index + 1));
        let statistics = Slot::Statistics(index + 1);
        match &self.work {
            Work::Convolution(convolution) => vec![convolution.forward(budget, x, y)],
            Work::Norm(norm) => {
                let first = if training { norm.measure(x, statistics) } else { norm.freeze(statistics) };
                vec![first, norm.apply(x, statistics, y, training)]
            }
            Work::Drop(drop) => vec![drop.forward(x, y, training)],
            Work::Pool(pool) => vec![pool.forward(x, y, Slot::Winners(index + 1))],
        }
    }

    /// The kernel that leaves the gradient of the stage's parameters from `partial` on.
    fn weight_gradient(&self, budget: &Budget, index: usize, partial: usize) -> Option<(Kernel, Parts)> {
        let (x, dy) = (Slot::Activation(index), Slot::Gradient(index + 1));
        match &self.work {
            Work::Convolution(convolution) => Some(convolution.weight_gradient(budget, x, dy, partial)),
            Work::Norm(norm) => {
                let parts = Parts { first: norm.gamma, count: 2 * norm.channels, partial, parts: 1 };
                Some((norm.sums(x, dy, Slot::Statistics(index + 1), partial), parts))
            }
            Work::Drop(_) | Work::Pool(_) => None,
        }
    }

    fn input_gradient(&self, budget: &Budget, index: usize, mask: bool) -> Kernel {
        let x = Slot::Activation(index);
        let (dx, dy) = (Slot::Gradient(index), Slot::Gradient(index + 1));
        match &self.work {
            Work::Convolution(convolution) => convolution.input_gradient(budget, x, dy, dx, mask),
            Work::Norm(norm) => norm.input_gradient(x, dy, Slot::Statistics(index + 1), dx, mask),
            Work::Drop(drop) => drop.input_gradient(x, dy, dx, mask),
            Work::Pool(pool) => pool.input_gradient(x, dy, Slot::Winners(index + 1), dx, mask),
        }
    }
}

fn stages(network: &Network) -> Result<Vec<Stage>, TraceError> {
    let mut stages: Vec<Stage> = Vec::new();
    let (mut parameter, mut running) = (0, 0);
    for (number, layer) in network.trace()?.layers.iter().enumerate() {
        let units = map(layer.output).iter().product();
        let work = match layer.op {
            Op::Conv2d { kernel, stride, padding, bias, .. } => Work::Convolution(Convolution {
                input: map(layer.input),
                output: map(layer.output),
                kernel,
                stride,
                padding,
                weight: parameter,
                bias,
                relu: false,
            }),
            Op::Linear { .. } => Work::Convolution(Convolution {
                input: [map(layer.input).iter().product(), 1, 1],
                output: [units, 1, 1],
                kernel: 1,
                stride: 1,
                padding: 0,
                weight: parameter,
                bias: true,
                relu: false,
            }),
            Op::BatchNorm2d => {
                let [channels, height, width] = map(layer.input);
                let norm = Norm {
                    channels,
                    area: height * width,
                    gamma: parameter,
                    running,
                    relu: false,
                    dropout: None,
                };
                running += 2 * channels;
                Work::Norm(norm)
            }
            Op::MaxPool2d { kernel, stride } => Work::Pool(pool(PoolKind::Max, layer, kernel, stride)),
            Op::AvgPool2d { kernel, stride } => Work::Pool(pool(PoolKind::Average, layer, kernel, stride)),
            Op::Relu => match stages.last_mut().map(|stage| &mut stage.work) {
                Some(
                    Work::Convolution(Convolution { relu, .. })
                    | Work::Norm(Norm { relu, .. })
                    | Work::Drop(Drop { relu, .. }),
                ) => {
                    *relu = true;
                    continue;
                }
                Some(Work::Pool(_)) | None => Work::Drop(Drop { units, relu: true, dropout: None }),
            },
            Op::Dropout { p } => {
                let dropout = Some(Dropout { p, layer: number });
                match stages.last_mut().map(|stage| &mut stage.work) {
                    Some(Work::Norm(Norm { dropout: follows @ None, .. })) => {
                        *follows = dropout;
                        continue;
                    }
                    _ => Work::Drop(Drop { units, relu: false, dropout }),
                }
            }
            Op::Flatten | Op::LogSoftmax => continue,
        };
        parameter += layer.parameters;
        stages.push(Stage { work, units });
    }
    Ok(stages)
}

fn pool(kind: PoolKind, layer: &TracedLayer, kernel: usize, stride: usize) -> Pool {
    Pool { kind, input: map(layer.input), output: map(layer.output), kernel, stride }
}

/// `[channels, height, width]`; a vector is channels alone.
fn map(shape: Shape) -> [usize; 3] {
    match shape {
        Shape::Map { channels, height, width } => [channels, height, width],
        Shape::Vector { features } => [features, 1, 1],
    }
}
