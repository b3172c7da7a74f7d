//! The same in arrays, for native targets.

use std::array::from_fn;
use std::ops::{Add, Div, Mul};

/// Four values.
#[derive(Clone, Copy)]
pub(crate) struct F32x4([f32; 4]);

impl F32x4 {
    #[inline]
    pub fn load(values: &[f32; 4]) -> Self {
        Self(*values)
    }

    #[inline]
    pub fn store(self) -> [f32; 4] {
        self.0
    }

    #[inline]
    pub fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline]
    pub fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    /// The larger of each two; the first where they are equal or the second is not a number.
    #[inline]
    pub fn max(self, other: Self) -> Self {
        Self(from_fn(|i| if other.0[i] > self.0[i] { other.0[i] } else { self.0[i] }))
    }

    /// These values where those are above 0 or not numbers, else 0.
    #[inline]
    pub fn where_positive(self, those: Self) -> Self {
        Self(from_fn(|i| if those.0[i] <= 0.0 { 0.0 } else { self.0[i] }))
    }

    /// These values where the first of a pair is larger or equal, else 0; and the other way round.
    #[inline]
    pub fn to_larger(self, first: Self, second: Self) -> (Self, Self) {
        let is_second: [bool; 4] = from_fn(|i| second.0[i] > first.0[i]);
        let keep = |wanted: bool| Self(from_fn(|i| if is_second[i] == wanted { self.0[i] } else { 0.0 }));
        (keep(false), keep(true))
    }

    /// The values at even and at odd places of eight.
    #[inline]
    pub fn unzip(Self([a, b, c, d]): Self, Self([e, f, g, h]): Self) -> (Self, Self) {
        (Self([a, c, e, g]), Self([b, d, f, h]))
    }

    /// The inverse of [`F32x4::unzip`].
    #[inline]
    pub fn zip(Self([a, c, e, g]): Self, Self([b, d, f, h]): Self) -> (Self, Self) {
        (Self([a, b, c, d]), Self([e, f, g, h]))
    }
}

impl Add for F32x4 {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] + other.0[i]))
    }
}

impl Mul for F32x4 {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] * other.0[i]))
    }
}

impl Div for F32x4 {
    type Output = Self;

    #[inline]
    fn div(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] / other.0[i]))
    }
}
