//! How one number of a layer's output comes about.

use super::Activations;
use crate::arch::{Activation, Geometry, Op, Place, Shape, Trace, Unit};

/// A number with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// bias + Σ over the channels of Σ window · kernel.
    Convolution {
        /// Rows, and columns, of the window.
        side: usize,
        /// For each channel of the input that it sees, the first of which is `first`.
        patches: Vec<Patch>,
        first: usize,
        bias: Option<f32>,
    },
    /// The largest number of the window, or their mean.
    Pool {
        side: usize,
        /// `[side, side]`.
        window: Vec<f32>,
        /// Whether it is the largest that goes on.
        takes_largest: bool,
    },
    /// bias + Σ input · weight.
    Linear { terms: Vec<Term>, bias: Option<f32> },
    /// (input − mean) / √(variance + ε) · weight + bias, with the running statistics.
    BatchNorm { input: f32, mean: f32, variance: f32, weight: f32, bias: f32 },
    /// max(0, input).
    Relu { input: f32 },
    /// What an activation makes of its input.
    Activation { activation: Activation, input: f32 },
    /// Input that goes on as it is: dropout out of training, and flattening.
    Passed { input: f32 },
    /// exp(input) / Σ exp(inputs).
    Softmax { input: f32 },
    /// input − log Σ exp(inputs).
    LogSoftmax { input: f32 },
}

/// A channel's share of a convolution.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// `[side, side]`; none in the padding, where a zero stands.
    pub window: Vec<Option<f32>>,
    /// `[side, side]`.
    pub kernel: Vec<f32>,
}

/// An input of a linear unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Its place in the flat input.
    pub index: usize,
    pub input: f32,
    pub weight: f32,
}

impl Patch {
    /// Each number of the window times its weight.
    pub fn products(&self) -> impl Iterator<Item = f32> {
        self.window.iter().zip(&self.kernel).map(|(value, weight)| value.unwrap_or(0.0) * weight)
    }

    /// What the channel adds.
    pub fn sum(&self) -> f32 {
        self.products().sum()
    }
}

impl Term {
    pub fn product(&self) -> f32 {
        self.input * self.weight
    }
}

impl Number {
    /// The largest number of a window.
    pub fn largest(window: &[f32]) -> f32 {
        window.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    /// Their mean.
    pub fn average(window: &[f32]) -> f32 {
        window.iter().sum::<f32>() / window.len() as f32
    }
}

/// Takes a unit apart, whose `parameters` are those of the engine's `unit_parameters`. None where the network has no
/// such unit, or the parameters are not that unit's.
pub fn number(trace: &Trace, seen: &Activations, unit: Unit, parameters: &[f32]) -> Option<Number> {
    let at = unit.layer as usize;
    let layer = trace.layers.get(at)?;
    let place = layer.output.place(unit.element as usize)?;
    let input = seen.input_of(at);
    let same = || input.get(unit.element as usize).copied();
    match layer.op {
        Op::Conv2d { out_channels, bias, kernel, groups, .. } => {
            let geometry = layer.op.geometry()?;
            let channels = layer.input.channels() / groups;
            let first = place.channel / (out_channels / groups) * channels;
            let kernels = parameters.chunks_exact(kernel * kernel).take(channels);
            let patch = |(channel, kernel): (usize, &[f32])| Patch {
                window: window(input, layer.input, geometry, Place { channel: first + channel, ..place }),
                kernel: kernel.to_vec(),
            };
            let taught = channels * kernel * kernel + usize::from(bias);
            (parameters.len() == taught).then(|| Number::Convolution {
                side: kernel,
                patches: kernels.enumerate().map(patch).collect(),
                first,
                bias: bias.then(|| parameters[taught - 1]),
            })
        }
        Op::MaxPool2d { kernel, .. } | Op::AvgPool2d { kernel, .. } => Some(Number::Pool {
            side: kernel,
            window: window(input, layer.input, layer.op.geometry()?, place).into_iter().flatten().collect(),
            takes_largest: matches!(layer.op, Op::MaxPool2d { .. }),
        }),
        Op::Linear { bias, .. } => {
            let (weights, bias) =
                parameters.split_at_checked(parameters.len().checked_sub(usize::from(bias))?)?;
            let term = |(index, (&input, &weight))| Term { index, input, weight };
            (weights.len() == input.len()).then(|| Number::Linear {
                terms: input.iter().zip(weights).enumerate().map(term).collect(),
                bias: bias.first().copied(),
            })
        }
        Op::BatchNorm1d | Op::BatchNorm2d => {
            let &[weight, bias, mean, variance] = parameters else { return None };
            Some(Number::BatchNorm { input: same()?, mean, variance, weight, bias })
        }
        Op::Relu => Some(Number::Relu { input: same()? }),
        Op::Activation(activation) => Some(Number::Activation { activation, input: same()? }),
        Op::Dropout { .. } | Op::Dropout2d { .. } | Op::Flatten => Some(Number::Passed { input: same()? }),
        Op::Softmax => Some(Number::Softmax { input: same()? }),
        Op::LogSoftmax => Some(Number::LogSoftmax { input: same()? }),
    }
}

/// What a window that slides over a map shows of a channel where it makes the output's `place`: `[kernel, kernel]`,
/// none in the padding.
fn window(
    input: &[f32],
    shape: Shape,
    Geometry { kernel, stride, padding, dilation }: Geometry,
    place: Place,
) -> Vec<Option<f32>> {
    let (height, width) = shape.sides();
    let inside = |unit: usize, step: usize, side: usize| {
        (unit * stride + step * dilation).checked_sub(padding).filter(|at| *at < side)
    };
    let value = |step: usize| {
        let row = inside(place.row, step / kernel, height)?;
        let column = inside(place.column, step % kernel, width)?;
        input.get(shape.element(Place { row, column, ..place })).copied()
    };
    (0..kernel * kernel).map(value).collect()
}
