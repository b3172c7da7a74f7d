//! The layers of a network as the stages of a step.

use super::convolution::{Budget, Convolution};
use super::elementwise::{Elementwise, Softmax};
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
    Elementwise(Elementwise),
    Softmax(Softmax),
}

impl Stage {
    pub fn has_relu(&self) -> bool {
        match &self.work {
            Work::Convolution(convolution) => convolution.relu,
            Work::Norm(norm) => norm.relu,
            Work::Drop(drop) => drop.relu,
            Work::Pool(_) | Work::Elementwise(_) | Work::Softmax(_) => false,
        }
    }

    /// The batch norm of maps that it is.
    pub fn norm_of_maps(&self) -> Option<&Norm> {
        match &self.work {
            Work::Norm(norm) if norm.of_maps => Some(norm),
            _ => None,
        }
    }

    /// The threads that tally what it yields; None where it is not tallied.
    pub fn tallies_output(&self, budget: &Budget) -> Option<Threads> {
        match &self.work {
            Work::Convolution(convolution) => convolution.tallies_output(budget),
            _ => None,
        }
    }

    /// The same for the gradient of what it takes.
    pub fn tallies_input_gradient(&self, budget: &Budget) -> Option<Threads> {
        match &self.work {
            Work::Convolution(convolution) => convolution.tallies_input_gradient(budget),
            Work::Pool(pool) => pool.tallies_input_gradient(budget),
            _ => None,
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
            Op::Conv2d { kernel, stride, padding, dilation, groups, bias, .. } => {
                Work::Convolution(Convolution {
                    input: map(layer.input),
                    output: map(layer.output),
                    kernel,
                    stride,
                    padding,
                    dilation,
                    groups,
                    weight: parameter,
                    bias,
                    relu: false,
                })
            }
            Op::Linear { bias, .. } => Work::Convolution(Convolution {
                input: [map(layer.input).iter().product(), 1, 1],
                output: [units, 1, 1],
                kernel: 1,
                stride: 1,
                padding: 0,
                dilation: 1,
                groups: 1,
                weight: parameter,
                bias,
                relu: false,
            }),
            Op::BatchNorm1d | Op::BatchNorm2d => {
                let [channels, height, width] = map(layer.input);
                let norm = Norm {
                    channels,
                    area: height * width,
                    of_maps: layer.op == Op::BatchNorm2d,
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
                _ => Work::Drop(Drop { units, relu: true, dropout: None }),
            },
            Op::Dropout { p } | Op::Dropout2d { p } => {
                let area = match layer.op {
                    Op::Dropout2d { .. } => units / layer.output.channels(),
                    _ => 1,
                };
                let dropout = Some(Dropout { p, layer: number, area });
                match stages.last_mut().map(|stage| &mut stage.work) {
                    Some(Work::Norm(Norm { dropout: follows @ None, .. })) => {
                        *follows = dropout;
                        continue;
                    }
                    _ => Work::Drop(Drop { units, relu: false, dropout }),
                }
            }
            Op::Activation(activation) => Work::Elementwise(Elementwise { units, activation }),
            Op::Softmax => Work::Softmax(Softmax { features: units }),
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
