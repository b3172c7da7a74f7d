//! The constants of `nn.BatchNorm2d`, for both devices.

/// Its `eps`: what is added to a variance before the root is drawn.
pub(super) const EPSILON: f64 = 1e-5;

/// Its `momentum`: the share of the batch in the running statistics.
pub(super) const RUNNING_SHARE: f32 = 0.1;
