//! The settings of a step of training.

/// Settings of stochastic gradient descent as in PyTorch's `optim.SGD` without dampening:
/// `g += weight_decay · w`, `v = momentum · v + g`, `w −= learning_rate · v`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    pub learning_rate: f64,
    pub momentum: f64,
    pub weight_decay: f64,
}

impl Sgd {
    /// Changes nothing.
    pub(super) const REST: Sgd = Sgd { learning_rate: 0.0, momentum: 0.0, weight_decay: 0.0 };

    /// Changes no weight, and leaves the gradient as the velocity of a network that has none yet:
    /// v = 1 · 0 + g, and w −= 0 · v.
    pub(super) const DIFFERENTIATE: Sgd = Sgd { momentum: 1.0, ..Sgd::REST };
}
