//! Layers one on top of the other, as the rows of the zoo name them.

use std::mem::discriminant;

use crate::arch::{CLASSES, Layer, Op};

/// Which layers a source declares as modules; it calls functions for the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Parameters,
    ParametersAndPools,
    Everything,
}

/// Layers one on top of the other, numbered for each kind from 1.
pub(super) struct Stack {
    declared: Declared,
    pub layers: Vec<Layer>,
}

impl Stack {
    pub fn new(declared: Declared) -> Self {
        Self { declared, layers: Vec::new() }
    }

    fn named(mut self, name: &str, op: Op, module: bool) -> Self {
        self.layers.push(Layer { name: name.to_owned(), op, module });
        self
    }

    fn numbered(self, prefix: &str, op: Op, module: bool) -> Self {
        let kind = discriminant(&op);
        let before = self.layers.iter().filter(|layer| discriminant(&layer.op) == kind).count();
        self.named(&format!("{prefix}{}", before + 1), op, module)
    }

    pub fn conv(self, out_channels: usize, padding: usize) -> Self {
        self.numbered("conv", Op::conv2d(out_channels, 3, 1, padding, true), true)
    }

    /// A convolution that halves the image.
    pub fn strided_conv(self, out_channels: usize, padding: usize) -> Self {
        self.numbered("conv", Op::conv2d(out_channels, 3, 2, padding, true), true)
    }

    /// A convolution without bias (the batch norm has one), ReLU, batch norm, dropout.
    pub fn normalised_conv(self, out_channels: usize, padding: usize) -> Self {
        self.numbered("conv", Op::conv2d(out_channels, 3, 1, padding, false), true)
            .relu()
            .numbered("bn", Op::BatchNorm2d, true)
            .numbered("dropout", Op::Dropout { p: 0.1 }, true)
    }

    /// A convolution without bias or border, batch norm, ReLU.
    pub fn conv_norm(self, out_channels: usize, kernel: usize) -> Self {
        self.numbered("conv", Op::conv2d(out_channels, kernel, 1, 0, false), true)
            .numbered("bn", Op::BatchNorm2d, true)
            .relu()
    }

    pub fn relu(self) -> Self {
        let module = self.declared == Declared::Everything;
        self.numbered("relu", Op::Relu, module)
    }

    pub fn pool(self) -> Self {
        let module = self.declared != Declared::Parameters;
        self.numbered("pool", Op::MaxPool2d { kernel: 2, stride: 2 }, module)
    }

    pub fn linear(self, out_features: usize) -> Self {
        self.numbered("fc", Op::Linear { out_features, bias: true }, true)
    }

    /// The average over all places, mixed into classes by a 1×1 convolution.
    pub fn pooled_classes(self, side: usize) -> Self {
        let mixer = Op::conv2d(CLASSES, 1, 1, 0, false);
        self.named("gap", Op::AvgPool2d { kernel: side, stride: side }, true)
            .named("mixer", mixer, true)
            .flatten()
            .log_softmax()
    }

    pub fn flatten(self) -> Self {
        self.named("flatten", Op::Flatten, false)
    }

    pub fn log_softmax(self) -> Self {
        self.named("log_softmax", Op::LogSoftmax, false)
    }
}
