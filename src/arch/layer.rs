//! Layers as data: what a layer does, and what PyTorch calls it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Activation;

/// The operation of a layer. Convolutions and pools are square and two-dimensional.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// Cross-correlation as in `nn.Conv2d`: weight `[out, in / groups, kernel, kernel]`, bias `[out]`.
    Conv2d {
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
        dilation: usize,
        groups: usize,
        bias: bool,
    },
    /// `nn.Linear`: weight `[out, in]`, bias `[out]`.
    Linear { out_features: usize, bias: bool },
    /// `max(x, 0)`.
    Relu,
    /// Another function of each number.
    Activation(Activation),
    /// `nn.BatchNorm1d` of features, like the next.
    BatchNorm1d,
    /// `nn.BatchNorm2d` with ε = 1e-5 and momentum 0.1: weight, bias, running mean and variance `[channels]`.
    BatchNorm2d,
    /// Zeroes each element with probability `p` while training and scales the rest by 1 / (1 − p).
    Dropout { p: f32 },
    /// The same for whole channels.
    Dropout2d { p: f32 },
    /// `nn.MaxPool2d`; rows and columns that do not fill a window are dropped.
    MaxPool2d { kernel: usize, stride: usize },
    /// `nn.AvgPool2d`; rows and columns that do not fill a window are dropped.
    AvgPool2d { kernel: usize, stride: usize },
    /// `[channels, height, width]` to `[channels · height · width]`.
    Flatten,
    /// Shares of the exponentials of the classes. The loss takes its own softmax of what it gives, as PyTorch's does.
    Softmax,
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
    /// Rows from one of the window to the next.
    pub dilation: usize,
}

impl Geometry {
    /// Rows from the first of the window to its last, both included. None when there are too many to be counted.
    pub fn extent(&self) -> Option<usize> {
        self.kernel.checked_sub(1)?.checked_mul(self.dilation)?.checked_add(1)
    }
}

/// As in `3×3, stride 1, padding 1`; what few have besides, [`Op::spread`] tells.
impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kernel, stride, padding, .. } = self;
        write!(f, "{kernel}×{kernel}, stride {stride}, padding {padding}")
    }
}

impl Op {
    /// A convolution whose window has no gaps and sees all channels.
    pub const fn conv2d(
        out_channels: usize,
        kernel: usize,
        stride: usize,
        padding: usize,
        bias: bool,
    ) -> Self {
        Op::Conv2d { out_channels, kernel, stride, padding, dilation: 1, groups: 1, bias }
    }

    /// PyTorch's name for this kind of layer, without its numbers.
    pub fn kind(&self) -> &'static str {
        match self {
            Op::Conv2d { .. } => "Conv2d",
            Op::Linear { .. } => "Linear",
            Op::Relu => "ReLU",
            Op::Activation(activation) => activation.names().0,
            Op::BatchNorm1d => "BatchNorm1d",
            Op::BatchNorm2d => "BatchNorm2d",
            Op::Dropout { .. } => "Dropout",
            Op::Dropout2d { .. } => "Dropout2d",
            Op::MaxPool2d { .. } => "MaxPool2d",
            Op::AvgPool2d { .. } => "AvgPool2d",
            Op::Flatten => "Flatten",
            Op::Softmax => "Softmax",
            Op::LogSoftmax => "LogSoftmax",
        }
    }

    /// Whether it learns anything.
    pub fn has_weights(&self) -> bool {
        matches!(self, Op::Conv2d { .. } | Op::Linear { .. }) || self.is_batch_norm()
    }

    /// Whether it normalises by the statistics of a batch.
    pub fn is_batch_norm(&self) -> bool {
        matches!(self, Op::BatchNorm1d | Op::BatchNorm2d)
    }

    /// The sliding window; None for layers that have none.
    pub fn geometry(&self) -> Option<Geometry> {
        match *self {
            Op::Conv2d { kernel, stride, padding, dilation, .. } => {
                Some(Geometry { kernel, stride, padding, dilation })
            }
            Op::MaxPool2d { kernel, stride } | Op::AvgPool2d { kernel, stride } => {
                Some(Geometry { kernel, stride, padding: 0, dilation: 1 })
            }
            _ => None,
        }
    }

    /// The numbers that a table shows beside the kind: the window and its groups, the share that dropout zeroes, what
    /// an activation is given. Empty where there is nothing to say.
    pub fn details(&self) -> String {
        match (self.geometry(), self) {
            (Some(geometry), _) => format!("{geometry}{}", self.spread()),
            (None, Op::Dropout { p } | Op::Dropout2d { p }) => format!("p = {p}"),
            (None, Op::Activation(activation)) => {
                activation.parameter().map(|(name, value)| format!("{name} = {value}")).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    /// A window's dilation and groups, where it has them, as in `, dilation 2, 8 groups`.
    pub fn spread(&self) -> String {
        let dilation = self.geometry().map(|geometry| geometry.dilation).filter(|dilation| *dilation != 1);
        let dilation = dilation.map(|dilation| format!(", dilation {dilation}"));
        let groups =
            Some(self.groups()).filter(|groups| *groups != 1).map(|groups| format!(", {groups} groups"));
        dilation.unwrap_or_default() + &groups.unwrap_or_default()
    }

    /// Groups of channels that see nothing of each other; 1 for what has no groups.
    pub fn groups(&self) -> usize {
        match *self {
            Op::Conv2d { groups, .. } => groups,
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_row_reads_like_pytorch() {
        let conv = |dilation, groups| Op::Conv2d {
            out_channels: 32,
            kernel: 3,
            stride: 1,
            padding: 1,
            dilation,
            groups,
            bias: true,
        };
        assert_eq!(
            (conv(1, 1).kind(), conv(1, 1).details().as_str()),
            ("Conv2d", "3×3, stride 1, padding 1")
        );
        assert_eq!(conv(2, 8).details(), "3×3, stride 1, padding 1, dilation 2, 8 groups");
        let elu = Op::Activation(Activation::Elu { alpha: 0.5 });
        assert_eq!((elu.kind(), elu.details().as_str()), ("ELU", "alpha = 0.5"));
        let pool = Op::MaxPool2d { kernel: 2, stride: 2 };
        assert_eq!((pool.kind(), pool.details().as_str()), ("MaxPool2d", "2×2, stride 2, padding 0"));
        assert_eq!(Op::Dropout { p: 0.1 }.details(), "p = 0.1");
        assert_eq!((Op::Relu.kind(), Op::Relu.details().as_str()), ("ReLU", ""));
    }
}
