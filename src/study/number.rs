//! How one number of a layer's output comes about.

use super::Activations;
use crate::arch::{Geometry, Op, Place, Shape, Trace, Unit};

/// A number with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// bias + Σ over the channels of Σ window · kernel.
    Convolution {
        /// Rows, and columns, of the window.
        side: usize,
        /// For each channel of the input.
        patches: Vec<Patch>,
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
    Linear { terms: Vec<Term>, bias: f32 },
    /// (input − mean) / √(variance + ε) · weight + bias, with the running statistics.
    BatchNorm { input: f32, mean: f32, variance: f32, weight: f32, bias: f32 },
    /// max(0, input).
    Relu { input: f32 },
    /// Input that goes on as it is: dropout out of training, and flattening.
    Passed { input: f32 },
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
        Op::Conv2d { bias, kernel, .. } => {
            let geometry = layer.op.geometry()?;
            let kernels = parameters.chunks_exact(kernel * kernel).take(layer.input.channels());
            let patch = |(channel, kernel): (usize, &[f32])| Patch {
                window: window(input, layer.input, geometry, Place { channel, ..place }),
                kernel: kernel.to_vec(),
            };
            let taught = layer.input.channels() * kernel * kernel + usize::from(bias);
            (parameters.len() == taught).then(|| Number::Convolution {
                side: kernel,
                patches: kernels.enumerate().map(patch).collect(),
                bias: bias.then(|| parameters[taught - 1]),
            })
        }
        Op::MaxPool2d { kernel, .. } | Op::AvgPool2d { kernel, .. } => Some(Number::Pool {
            side: kernel,
            window: window(input, layer.input, layer.op.geometry()?, place).into_iter().flatten().collect(),
            takes_largest: matches!(layer.op, Op::MaxPool2d { .. }),
        }),
        Op::Linear { .. } => {
            let (bias, weights) = parameters.split_last()?;
            let term = |(index, (&input, &weight))| Term { index, input, weight };
            (weights.len() == input.len()).then(|| Number::Linear {
                terms: input.iter().zip(weights).enumerate().map(term).collect(),
                bias: *bias,
            })
        }
        Op::BatchNorm2d => {
            let &[weight, bias, mean, variance] = parameters else { return None };
            Some(Number::BatchNorm { input: same()?, mean, variance, weight, bias })
        }
        Op::Relu => Some(Number::Relu { input: same()? }),
        Op::Dropout { .. } | Op::Flatten => Some(Number::Passed { input: same()? }),
        Op::LogSoftmax => Some(Number::LogSoftmax { input: same()? }),
    }
}

/// What a window that slides over a map shows of a channel where it makes the output's `place`: `[kernel, kernel]`,
/// none in the padding.
fn window(
    input: &[f32],
    shape: Shape,
    Geometry { kernel, stride, padding }: Geometry,
    place: Place,
) -> Vec<Option<f32>> {
    let (height, width) = shape.sides();
    let inside = |unit: usize, step: usize, side: usize| {
        (unit * stride + step).checked_sub(padding).filter(|at| *at < side)
    };
    let value = |step: usize| {
        let row = inside(place.row, step / kernel, height)?;
        let column = inside(place.column, step % kernel, width)?;
        input.get(shape.element(Place { row, column, ..place })).copied()
    };
    (0..kernel * kernel).map(value).collect()
}
