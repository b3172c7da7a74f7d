//! A step of an optimiser.

use crate::simd::{self, F32x4};

/// The numbers of a step of PyTorch's `optim.SGD` without dampening, `optim.Adam` or `optim.AdamW`, the same for all
/// weights `w` with their gradients `g`:
///
/// - slope = g + decay · w
/// - first ← momentum · first + share · slope
/// - of SGD the direction is `first`, with Nesterov's momentum slope + momentum · first
/// - of Adam second ← second_momentum · second + second_share · slope², and the direction first / (√second · scale + ε)
/// - w ← keep · w − rate · direction
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the formulas say all")]
pub struct Update {
    pub rate: f32,
    pub momentum: f32,
    pub share: f32,
    pub decay: f32,
    pub keep: f32,
    /// Nesterov's momentum, where that is used; else 0.
    pub nesterov: f32,
    /// 0 for SGD.
    pub second_momentum: f32,
    pub second_share: f32,
    pub scale: f32,
    pub epsilon: f32,
}

/// A step of SGD; `first` are the velocities.
#[inline(never)]
pub fn sgd(weights: &mut [f32], first: &mut [f32], gradients: &[f32], update: &Update) {
    move_first(first, weights, gradients, update);
    let [decay, keep, step] = [update.decay, update.keep, -update.rate].map(F32x4::splat);
    if update.nesterov == 0.0 {
        simd::apply(weights, [first], |w, [v]| keep * w + step * v);
    } else {
        let momentum = F32x4::splat(update.nesterov);
        simd::apply(weights, [first, gradients], |w, [v, g]| {
            keep * w + step * (g + decay * w + momentum * v)
        });
    }
}

/// A step of Adam or AdamW; `first` and `second` are the moments.
#[inline(never)]
pub fn adam(weights: &mut [f32], first: &mut [f32], second: &mut [f32], gradients: &[f32], update: &Update) {
    move_first(first, weights, gradients, update);
    let [decay, keep, step] = [update.decay, update.keep, -update.rate].map(F32x4::splat);
    let [momentum, share] = [update.second_momentum, update.second_share].map(F32x4::splat);
    simd::apply(second, [weights, gradients], |s, [w, g]| {
        let slope = g + decay * w;
        momentum * s + share * (slope * slope)
    });
    let [scale, epsilon] = [update.scale, update.epsilon].map(F32x4::splat);
    simd::apply(weights, [first, second], |w, [v, s]| keep * w + step * (v / (s.sqrt() * scale + epsilon)));
}

fn move_first(first: &mut [f32], weights: &[f32], gradients: &[f32], update: &Update) {
    let [momentum, share, decay] = [update.momentum, update.share, update.decay].map(F32x4::splat);
    simd::apply(first, [weights, gradients], |v, [w, g]| momentum * v + share * (g + decay * w));
}
