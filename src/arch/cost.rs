//! What a network costs: arithmetic and memory.

use super::{Op, Shape};

/// Floating-point operations of a layer's forward pass for one image, outside training. None when
/// there are too many to be counted.
///
/// A multiply-add counts as 2; the bias is where a convolution or linear layer starts adding. Any other
/// operation on a number (addition, comparison, division, exponential, logarithm) counts as 1; batch
/// norm is one multiply-add for each element; dropout and flatten do nothing.
pub(super) fn flops(op: &Op, input: Shape, output: Shape) -> Option<u64> {
    let outputs = u64::try_from(output.checked_elements()?).ok()?;
    let per_output = match *op {
        Op::Conv2d { kernel, groups, .. } => {
            square(kernel)?.checked_mul((input.channels() / groups) as u64)?.checked_mul(2)?
        }
        Op::Linear { .. } => (input.channels() as u64).checked_mul(2)?,
        Op::Relu => 1,
        Op::Activation(activation) => activation.flops(),
        Op::BatchNorm1d | Op::BatchNorm2d => 2,
        Op::MaxPool2d { kernel, .. } => square(kernel)?.checked_sub(1)?,
        Op::AvgPool2d { kernel, .. } => square(kernel)?,
        // An exponential, a subtraction or division, and one addition for each class, the first addition being the
        // logarithm.
        Op::Softmax | Op::LogSoftmax => 3,
        Op::Dropout { .. } | Op::Dropout2d { .. } | Op::Flatten => 0,
    };
    outputs.checked_mul(per_output)
}

fn square(kernel: usize) -> Option<u64> {
    (kernel as u64).checked_mul(kernel as u64)
}

/// Memory of one image's training step, estimated as torchsummary does, in MB of 1024² bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    pub input_mb: f64,
    /// Outputs of the layers that the source declares as modules, twice: values and gradients.
    pub forward_backward_mb: f64,
    pub parameters_mb: f64,
    pub total_mb: f64,
}

impl Memory {
    /// From numbers of 32-bit floats; `outputs` are those of the modules.
    pub(super) fn new(input: usize, outputs: usize, parameters: usize) -> Self {
        const BYTES: f64 = 4.0;
        const MB: f64 = 1024.0 * 1024.0;
        let input_mb = input as f64 * BYTES / MB;
        let forward_backward_mb = 2.0 * outputs as f64 * BYTES / MB;
        let parameters_mb = parameters as f64 * BYTES / MB;
        Self {
            input_mb,
            forward_backward_mb,
            parameters_mb,
            total_mb: input_mb + forward_backward_mb + parameters_mb,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(channels: usize, side: usize) -> Shape {
        Shape::Map { channels, height: side, width: side }
    }

    #[test]
    fn arithmetic_of_layers_counted_by_hand() {
        // 32·28·28 outputs, each 9 multiply-adds: 25,088 · 18.
        let conv = |groups| Op::Conv2d {
            out_channels: 32,
            kernel: 3,
            stride: 1,
            padding: 1,
            dilation: 1,
            groups,
            bias: true,
        };
        assert_eq!(flops(&conv(1), map(1, 28), map(32, 28)), Some(451_584));
        // Each of 32 channels from one of its own is as much as all of them from the same.
        assert_eq!(flops(&conv(32), map(32, 28), map(32, 28)), Some(451_584));
        // 784 inputs to each of 120 outputs: 94,080 multiply-adds.
        let linear = Op::Linear { out_features: 120, bias: true };
        let (from, to) = (Shape::Vector { features: 784 }, Shape::Vector { features: 120 });
        assert_eq!(flops(&linear, from, to), Some(188_160));
        // The largest of four takes three comparisons; their mean three additions and a division.
        let max = Op::MaxPool2d { kernel: 2, stride: 2 };
        assert_eq!(flops(&max, map(2, 4), map(2, 2)), Some(8 * 3));
        let average = Op::AvgPool2d { kernel: 2, stride: 2 };
        assert_eq!(flops(&average, map(2, 4), map(2, 2)), Some(8 * 4));
    }
}
