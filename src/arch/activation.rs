//! Functions of one number that a layer applies to each of its inputs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An activation other than ReLU, which is a layer kind of its own because it can be done together with the layer
/// before it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Activation {
    /// x where it is positive, else slope · x.
    LeakyRelu {
        slope: f32,
    },
    /// x where it is positive, else α · (eˣ − 1).
    Elu {
        alpha: f32,
    },
    /// x · Φ(x), Φ being the normal distribution: PyTorch's default, not the approximation by tanh.
    Gelu,
    /// x / (1 + e⁻ˣ).
    Silu,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    Tanh,
}

impl Activation {
    /// PyTorch's module, as in `nn.GELU`, and its function, as in `F.gelu`.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Activation::LeakyRelu { .. } => ("LeakyReLU", "leaky_relu"),
            Activation::Elu { .. } => ("ELU", "elu"),
            Activation::Gelu => ("GELU", "gelu"),
            Activation::Silu => ("SiLU", "silu"),
            Activation::Sigmoid => ("Sigmoid", "sigmoid"),
            Activation::Tanh => ("Tanh", "tanh"),
        }
    }

    /// Its number and what PyTorch calls it, where it has one.
    pub fn parameter(self) -> Option<(&'static str, f32)> {
        match self {
            Activation::LeakyRelu { slope } => Some(("negative_slope", slope)),
            Activation::Elu { alpha } => Some(("alpha", alpha)),
            _ => None,
        }
    }

    /// Operations on a number: additions, multiplications, comparisons, exponentials; the error function is one, as is
    /// the hyperbolic tangent.
    pub(super) fn flops(self) -> u64 {
        match self {
            Activation::LeakyRelu { .. } => 2,
            Activation::Elu { .. } | Activation::Silu => 4,
            Activation::Gelu => 5,
            Activation::Sigmoid => 3,
            Activation::Tanh => 1,
        }
    }

    /// Its kind and number, as a network's identity counts them. They are in files: a kind keeps its number for ever.
    pub(super) fn arithmetic(self) -> [u64; 2] {
        match self {
            Activation::LeakyRelu { slope } => [1, u64::from(slope.to_bits())],
            Activation::Elu { alpha } => [2, u64::from(alpha.to_bits())],
            Activation::Gelu => [3, 0],
            Activation::Silu => [4, 0],
            Activation::Sigmoid => [5, 0],
            Activation::Tanh => [6, 0],
        }
    }
}

/// The function of x as people write it.
impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Activation::LeakyRelu { slope } => write!(f, "max(0, x) + {slope} · min(0, x)"),
            Activation::Elu { alpha } => write!(f, "max(0, x) + {alpha} · (exp(min(0, x)) − 1)"),
            Activation::Gelu => f.write_str("x · Φ(x)"),
            Activation::Silu => f.write_str("x / (1 + exp(−x))"),
            Activation::Sigmoid => f.write_str("1 / (1 + exp(−x))"),
            Activation::Tanh => f.write_str("tanh(x)"),
        }
    }
}
