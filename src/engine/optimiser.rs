//! What moves the weights in a step of training, and what it remembers from step to step.

use fovea_cpu_kernels::Update;

/// PyTorch's default for how much of its second moments Adam keeps.
const SECOND_BETA: f64 = 0.999;

/// PyTorch's default for what Adam adds to a root before it divides by it.
const EPSILON: f64 = 1e-8;

/// An optimiser of PyTorch's, with the learning rate of the moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optimiser {
    pub rule: Rule,
    pub learning_rate: f64,
    /// Added to the gradient as `weight_decay · w`; AdamW shrinks the weights by it instead.
    pub weight_decay: f64,
}

/// How a gradient moves a weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// `optim.SGD` without dampening.
    Sgd { momentum: f64, nesterov: bool },
    /// `optim.Adam`; of its betas only the first ever changes. With `decoupled` weight decay it is `optim.AdamW`.
    Adam { beta: f64, decoupled: bool },
}

impl Rule {
    /// PyTorch's default for Adam's first beta.
    pub const BETA: f64 = 0.9;
}

impl Optimiser {
    /// Changes nothing.
    pub(super) const REST: Self = Self::sgd(0.0, 0.0, 0.0);

    /// Changes no weight, and leaves the gradient as the velocity of a network that has none yet:
    /// v = 1 · 0 + g, and w −= 0 · v.
    pub(super) const DIFFERENTIATE: Self = Self::sgd(0.0, 1.0, 0.0);

    /// SGD.
    pub const fn sgd(learning_rate: f64, momentum: f64, weight_decay: f64) -> Self {
        Self { rule: Rule::Sgd { momentum, nesterov: false }, learning_rate, weight_decay }
    }

    /// The numbers of its step number `step` with what it remembers, counted from 1.
    pub(super) fn update(&self, step: u32) -> Update {
        let Self { rule, learning_rate, weight_decay } = *self;
        let single = |number: f64| number as f32;
        match rule {
            Rule::Sgd { momentum, nesterov } => Update {
                rate: single(learning_rate),
                momentum: single(momentum),
                share: 1.0,
                decay: single(weight_decay),
                keep: 1.0,
                nesterov: if nesterov { single(momentum) } else { 0.0 },
                second_momentum: 0.0,
                second_share: 0.0,
                scale: 0.0,
                epsilon: 0.0,
            },
            Rule::Adam { beta, decoupled } => {
                // Moments begin at zero; what is missing of them in the first steps is made up for.
                let grown = |beta: f64| 1.0 - beta.powi(step.min(1 << 20) as i32);
                let (decay, shrink) = if decoupled { (0.0, weight_decay) } else { (weight_decay, 0.0) };
                Update {
                    rate: single(learning_rate / grown(beta)),
                    momentum: single(beta),
                    share: single(1.0 - beta),
                    decay: single(decay),
                    keep: single(1.0 - learning_rate * shrink),
                    nesterov: 0.0,
                    second_momentum: single(SECOND_BETA),
                    second_share: single(1.0 - SECOND_BETA),
                    scale: single(1.0 / grown(SECOND_BETA).sqrt()),
                    epsilon: single(EPSILON),
                }
            }
        }
    }
}

/// What an optimiser remembers from step to step: numbers for every weight, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum OptimiserState<T> {
    /// Nothing yet, or nothing ever: SGD without momentum.
    #[default]
    Rest,
    /// SGD's velocities.
    Velocity(T),
    /// Adam's, after so many steps.
    Moments { first: T, second: T, steps: u32 },
}

impl<T> OptimiserState<T> {
    /// Whether it is what this rule goes on from.
    pub(super) fn is_of(&self, rule: Rule) -> bool {
        match (self, rule) {
            (Self::Velocity(_), Rule::Sgd { momentum, .. }) => momentum != 0.0,
            (Self::Moments { .. }, Rule::Adam { .. }) => true,
            _ => false,
        }
    }

    /// Steps that were taken with its moments.
    pub(super) fn steps(&self) -> u32 {
        match self {
            Self::Moments { steps, .. } => *steps,
            _ => 0,
        }
    }

    /// The same with these numbers in place of its own, in the order of [`OptimiserState::parts`].
    pub(super) fn with<U: Default>(&self, numbers: Vec<U>) -> OptimiserState<U> {
        let mut numbers = numbers.into_iter();
        self.map(|_| numbers.next().unwrap_or_default())
    }

    /// The same with other numbers, made in the order of [`OptimiserState::parts`].
    pub fn map<U>(&self, mut of: impl FnMut(&T) -> U) -> OptimiserState<U> {
        match self {
            Self::Rest => OptimiserState::Rest,
            Self::Velocity(velocity) => OptimiserState::Velocity(of(velocity)),
            Self::Moments { first, second, steps } => {
                OptimiserState::Moments { first: of(first), second: of(second), steps: *steps }
            }
        }
    }

    /// All that it remembers.
    pub fn parts(&self) -> impl Iterator<Item = &T> {
        let (first, second) = match self {
            Self::Rest => (None, None),
            Self::Velocity(velocity) => (Some(velocity), None),
            Self::Moments { first, second, .. } => (Some(first), Some(second)),
        };
        first.into_iter().chain(second)
    }

    /// SGD's velocities, where it has some.
    pub fn velocity(self) -> Option<T> {
        match self {
            Self::Velocity(velocity) => Some(velocity),
            _ => None,
        }
    }
}
