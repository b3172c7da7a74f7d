//! SIMD128.

use core::arch::wasm32::*;
use std::ops::{Add, Div, Mul};

/// Four values.
#[derive(Clone, Copy)]
pub(crate) struct F32x4(v128);

impl F32x4 {
    #[inline]
    pub fn load(values: &[f32; 4]) -> Self {
        Self(bytemuck::cast(*values))
    }

    #[inline]
    pub fn store(self) -> [f32; 4] {
        bytemuck::cast(self.0)
    }

    #[inline]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline]
    pub fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }

    /// The larger of each two; the first where they are equal or the second is not a number.
    #[inline]
    pub fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    /// These values where those are above 0 or not numbers, else 0.
    #[inline]
    pub fn where_positive(self, those: Self) -> Self {
        Self(v128_andnot(self.0, f32x4_le(those.0, f32x4_splat(0.0))))
    }

    /// These values where the first of a pair is larger or equal, else 0; and the other way round.
    #[inline]
    pub fn to_larger(self, first: Self, second: Self) -> (Self, Self) {
        let is_second = f32x4_gt(second.0, first.0);
        (Self(v128_andnot(self.0, is_second)), Self(v128_and(self.0, is_second)))
    }

    /// The values at even and at odd places of eight.
    #[inline]
    pub fn unzip(low: Self, high: Self) -> (Self, Self) {
        (Self(i32x4_shuffle::<0, 2, 4, 6>(low.0, high.0)), Self(i32x4_shuffle::<1, 3, 5, 7>(low.0, high.0)))
    }

    /// The inverse of [`F32x4::unzip`].
    #[inline]
    pub fn zip(even: Self, odd: Self) -> (Self, Self) {
        (Self(i32x4_shuffle::<0, 4, 1, 5>(even.0, odd.0)), Self(i32x4_shuffle::<2, 6, 3, 7>(even.0, odd.0)))
    }
}

impl Add for F32x4 {
    type Output = Self;

    #[inline]
    fn add(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }
}

impl Mul for F32x4 {
    type Output = Self;

    #[inline]
    fn mul(self, other: Self) -> Self {
        Self(f32x4_mul(self.0, other.0))
    }
}

impl Div for F32x4 {
    type Output = Self;

    #[inline]
    fn div(self, other: Self) -> Self {
        Self(f32x4_div(self.0, other.0))
    }
}
