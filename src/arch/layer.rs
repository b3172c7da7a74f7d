//! Layers as data: what a layer does, and what PyTorch calls it.

/// The operation of a layer. Convolutions and pools are square and two-dimensional.
#[derive(Debug, Clone, Copy, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Unique in the network; parameters are named after it as PyTorch does (`conv1.weight`).
    pub name: String,
    /// What it computes.
    pub op: Op,
    /// Whether the source declares it as an `nn.Module` (torchsummary counts it) or calls a function
    /// (torchsummary does not see it).
    pub module: bool,
}
