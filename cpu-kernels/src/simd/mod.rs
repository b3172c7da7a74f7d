//! Four values at a time, in a SIMD register on wasm. Written out because link-time optimisation at the
//! level of the application, for size, does not vectorise loops.

#[cfg(not(target_arch = "wasm32"))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use portable::F32x4;
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::F32x4;

/// Sets each `out[i]` to `f(out[i], [input[i], …])`, four at a time; the end is filled up with zeros.
#[inline]
pub(crate) fn apply<const N: usize>(
    out: &mut [f32],
    inputs: [&[f32]; N],
    f: impl Fn(F32x4, [F32x4; N]) -> F32x4,
) {
    let (chunks, rest) = out.as_chunks_mut();
    let ends = inputs.map(|input| &input[chunks.len() * 4..]);
    let inputs = inputs.map(|input| &input.as_chunks().0[..chunks.len()]);
    for (index, chunk) in chunks.iter_mut().enumerate() {
        *chunk = f(F32x4::load(chunk), inputs.map(|input| F32x4::load(&input[index]))).store();
    }
    if !rest.is_empty() {
        f(load(rest), ends.map(load)).store_first(rest);
    }
}

/// The sum of `f([input[i], …])`, in four parts: faster than in one, and with less rounding.
#[inline]
pub(crate) fn sum<const N: usize>(inputs: [&[f32]; N], f: impl Fn([F32x4; N]) -> F32x4) -> f32 {
    let whole = inputs[0].len() / 4;
    let chunks = inputs.map(|input| &input.as_chunks().0[..whole]);
    let mut parts = F32x4::splat(0.0);
    for index in 0..whole {
        parts = parts + f(chunks.map(|chunk| F32x4::load(&chunk[index])));
    }
    let rest = (4 * whole..inputs[0].len()).map(|at| {
        let [value, ..] = f(inputs.map(|input| F32x4::splat(input[at]))).store();
        value
    });
    parts.store().into_iter().chain(rest).sum()
}

/// Copies a short row: browsers take longer for a `memory.copy`.
#[inline]
pub(crate) fn copy(from: &[f32], to: &mut [f32]) {
    apply(to, [from], |_, [value]| value);
}

/// The first four values, zeros for those that do not exist.
#[inline]
pub(crate) fn load(values: &[f32]) -> F32x4 {
    F32x4::load(&match *values {
        [a, b, c, d, ..] => [a, b, c, d],
        [a, b, c] => [a, b, c, 0.0],
        [a, b] => [a, b, 0.0, 0.0],
        [a] => [a, 0.0, 0.0, 0.0],
        [] => [0.0; 4],
    })
}

impl F32x4 {
    /// Writes as many values as there is room for.
    #[inline]
    pub fn store_first(self, to: &mut [f32]) {
        let [a, b, c, d] = self.store();
        match to {
            [to_a, to_b, to_c, to_d, ..] => [*to_a, *to_b, *to_c, *to_d] = [a, b, c, d],
            [to_a, to_b, to_c] => [*to_a, *to_b, *to_c] = [a, b, c],
            [to_a, to_b] => [*to_a, *to_b] = [a, b],
            [to_a] => *to_a = a,
            [] => {}
        }
    }
}
