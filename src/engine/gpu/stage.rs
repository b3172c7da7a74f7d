//! The layers of a network as the stages of a step.

use super::convolution::{Budget, Convolution};
use super::grid::Threads;
use super::norm::{Drop, Dropout, Norm};
use super::pool::{Pool, PoolKind};
use crate::arch::{Network, Op, Shape, TraceError, TracedLayer};

/// A step of the forward pass: a layer, with the ReLU and the dropout that follow it where it can do
/// them in the same breath.
pub(super) struct Stage {
    pub work: Work,
    /// Numbers for each image that it yields.
    pub units: usize,
}

pub(super) enum Work {
    Convolution(Convolution),
    Norm(Norm),
    Drop(Drop),
    Pool(Pool),
}

impl Stage {
    pub fn has_relu(&self) -> bool {
        match &self.work {
            Work::Convolution(convolution) => convolution.relu,
            Work::Norm(norm) => norm.relu,
            Work::Drop(drop) => drop.relu,
            Work::Pool(_) => false,
        }
    }

    pub fn norm(&self) -> Option<&Norm> {
        match &self.work {
            Work::Norm(norm) => Some(norm),
            _ => None,
        }
    }

    /// The threads that tally what it yields; None where it is not tallied.
    pub fn tallies_output(&self, budget: &Budget) -> Option<Threads> {
        match &self.work {
            Work::Convolution(convolution) => convolution.tallies_output(budget),
            Work::Norm(_) | Work::Drop(_) | Work::Pool(_) => None,
        }
    }

    /// The same for the gradient of what it takes.
    pub fn tallies_input_gradient(&self, budget: &Budget) -> Option<Threads> {
        match &self.work {
            Work::Convolution(convolution) => convolution.tallies_input_gradient(budget),
            Work::Pool(pool) => pool.tallies_input_gradient(budget),
            Work::Norm(_) | Work::Drop(_) => None,
        }
    }
}

/// The stages of a network.
///
/// # Errors
/// [`TraceError`] when the layers do not fit together.
pub(super) fn stages(network: &Network) -> Result<Vec<Stage>, TraceError> {
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
