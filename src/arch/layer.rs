//! Layers as data: what a layer does, and what PyTorch calls it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The operation of a layer. Convolutions and pools are square and two-dimensional.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// Cross-correlation as in `nn.Conv2d`: weight `[out, in, kernel, kernel]`, bias `[out]`.
    Conv2d { out_channels: usize, kernel: usize, stride: usize, padding: usize, bias: bool },
    /// `nn.Linear`: weight `[out, in]`, bias `[out]`.
    Linear { out_features: usize },
    /// `max(x, 0)`.
    Relu,
    /// `nn.BatchNorm2d` with ε = 1e-5 and momentum 0.1: weight, bias, running mean and variance `[channels]`.
    BatchNorm2d,
    /// Zeroes each element with probability `p` while training and scales the rest by 1 / (1 − p).
    Dropout { p: f32 },
    /// `nn.MaxPool2d`; rows and columns that do not fill a window are dropped.
    MaxPool2d { kernel: usize, stride: usize },
    /// `nn.AvgPool2d`; rows and columns that do not fill a window are dropped.
    AvgPool2d { kernel: usize, stride: usize },
    /// `[channels, height, width]` to `[channels · height · width]`.
    Flatten,
    /// Logarithm of the softmax over the classes.
    LogSoftmax,
}

/// One layer of a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Unique in the network; parameters are named after it as PyTorch does (`conv1.weight`).
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// Whether the source declares it as an `nn.Module` (torchsummary counts it) or calls a function
    /// (torchsummary does not see it).
    pub module: bool,
}

/// How the window of a convolution or a pool slides, the same way along rows and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Rows (and columns) of the window.
    pub kernel: usize,
    /// Rows from one window to the next.
    pub stride: usize,
    /// Rows of zeros added on each side.
    pub padding: usize,
}

/// As in `3×3, stride 1, padding 1`.
impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kernel, stride, padding } = self;
        write!(f, "{kernel}×{kernel}, stride {stride}, padding {padding}")
    }
}

impl Op {
    /// PyTorch's name for this kind of layer, without its numbers.
    pub fn kind(&self) -> &'static str {
        match self {
            Op::Conv2d { .. } => "Conv2d",
            Op::Linear { .. } => "Linear",
            Op::Relu => "ReLU",
            Op::BatchNorm2d => "BatchNorm2d",
            Op::Dropout { .. } => "Dropout",
            Op::MaxPool2d { .. } => "MaxPool2d",
            Op::AvgPool2d { .. } => "AvgPool2d",
            Op::Flatten => "Flatten",
            Op::LogSoftmax => "LogSoftmax",
        }
    }

    /// Whether it learns anything.
    pub fn has_weights(&self) -> bool {
        matches!(self, Op::Conv2d { .. } | Op::Linear { .. } | Op::BatchNorm2d)
    }

    /// The sliding window; None for layers that have none.
    pub fn geometry(&self) -> Option<Geometry> {
        match *self {
            Op::Conv2d { kernel, stride, padding, .. } => Some(Geometry { kernel, stride, padding }),
            Op::MaxPool2d { kernel, stride } | Op::AvgPool2d { kernel, stride } => {
                Some(Geometry { kernel, stride, padding: 0 })
            }
            _ => None,
        }
    }

    /// The numbers that a table shows beside the kind: the window, or the share that dropout zeroes.
    /// Empty where there is nothing to say.
    pub fn details(&self) -> String {
        match (self.geometry(), self) {
            (Some(geometry), _) => geometry.to_string(),
            (None, Op::Dropout { p }) => format!("p = {p}"),
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_row_reads_like_pytorch() {
        let conv = Op::Conv2d { out_channels: 32, kernel: 3, stride: 1, padding: 1, bias: true };
        assert_eq!((conv.kind(), conv.details().as_str()), ("Conv2d", "3×3, stride 1, padding 1"));
        let pool = Op::MaxPool2d { kernel: 2, stride: 2 };
        assert_eq!((pool.kind(), pool.details().as_str()), ("MaxPool2d", "2×2, stride 2, padding 0"));
        assert_eq!(Op::Dropout { p: 0.1 }.details(), "p = 0.1");
        assert_eq!((Op::Relu.kind(), Op::Relu.details().as_str()), ("ReLU", ""));
    }
}
