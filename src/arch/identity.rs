//! What makes two networks the same.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{INPUT, Layer, Op};

/// A network's identity: a hash of what it computes, the kinds and numbers of its layers. Weights belong to
/// it; names do not count, so that weights never go into another network by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NetworkId(u64);

impl NetworkId {
    /// Of a network with these layers.
    pub(super) fn of(layers: &[Layer]) -> Self {
        let numbers = INPUT.map(|side| side as u64).into_iter();
        Self(fnv(numbers.chain(layers.iter().flat_map(|layer| arithmetic(layer.op)))))
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for NetworkId {
    type Err = ParseIntError;

    fn from_str(digits: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(digits, 16).map(Self)
    }
}

/// A layer's kind and numbers. They are in files: a kind keeps its number for ever.
fn arithmetic(op: Op) -> Vec<u64> {
    match op {
        Op::Conv2d { out_channels, kernel, stride, padding, dilation, groups, bias } => {
            let [out, kernel, stride, padding, dilation, groups] =
                [out_channels, kernel, stride, padding, dilation, groups].map(|n| n as u64);
            let bias = u64::from(bias);
            match (dilation, groups) {
                (1, 1) => vec![1, out, kernel, stride, padding, bias],
                _ => vec![10, out, kernel, stride, padding, bias, dilation, groups],
            }
        }
        Op::Linear { out_features, bias: true } => vec![2, out_features as u64],
        Op::Linear { out_features, bias: false } => vec![11, out_features as u64],
        Op::Relu => vec![3],
        Op::BatchNorm2d => vec![4],
        Op::Dropout { p } => vec![5, u64::from(p.to_bits())],
        Op::MaxPool2d { kernel, stride } => vec![6, kernel as u64, stride as u64],
        Op::AvgPool2d { kernel, stride } => vec![7, kernel as u64, stride as u64],
        Op::Flatten => vec![8],
        Op::LogSoftmax => vec![9],
        Op::Activation(activation) => [&[12], &activation.arithmetic()[..]].concat(),
        Op::BatchNorm1d => vec![13],
        Op::Dropout2d { p } => vec![14, u64::from(p.to_bits())],
        Op::Softmax => vec![15],
    }
}

/// FNV-1a over the bytes of the numbers (Fowler, Noll and Vo).
fn fnv(numbers: impl Iterator<Item = u64>) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    numbers.flat_map(u64::to_le_bytes).fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
