//! What the tests of this crate share.

/// Reproducible values between −½ and ½.
pub fn values(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9);
    let mut draw = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0 - 0.5
    };
    (0..count).map(|_| draw()).collect()
}

/// Memory in which a value that nobody writes is found.
pub fn poisoned(count: usize) -> Vec<f32> {
    vec![f32::NAN; count]
}

/// Asserts that every value agrees up to the rounding of a sum in `f32`.
#[track_caller]
pub fn assert_close(found: &[f32], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(1.0f64, |scale, value| scale.max(value.abs()));
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((f64::from(*found) - expected).abs() < 2e-5 * scale, "{what}[{at}]: {found}, not {expected}");
    }
}
