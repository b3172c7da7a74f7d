//! The numbers of a tensor as F32, whichever type of floating point the file has.

use std::collections::BTreeSet;

use half::{bf16, f16};
use safetensors::tensor::Dtype;

use super::error::WeightsError;

/// The numbers of the tensor `name`, of this type and little-endian in `bytes`. F64 is rounded.
///
/// # Errors
/// [`WeightsError::Type`] for what is not F16, BF16, F32 or F64; [`WeightsError::NotFinite`] for what is not
/// finite in F32.
pub(super) fn as_f32(name: &str, dtype: Dtype, bytes: &[u8]) -> Result<Vec<f32>, WeightsError> {
    let numbers = match dtype {
        Dtype::F16 => each::<2>(bytes, |number| f16::from_le_bytes(number).to_f64()),
        Dtype::BF16 => each::<2>(bytes, |number| bf16::from_le_bytes(number).to_f64()),
        Dtype::F32 => each::<4>(bytes, |number| f32::from_le_bytes(number).into()),
        Dtype::F64 => each::<8>(bytes, f64::from_le_bytes),
        found => return Err(WeightsError::Type { name: name.to_owned(), found }),
    };
    numbers.map_err(|(place, value)| WeightsError::NotFinite { name: name.to_owned(), place, value })
}

/// F32 numbers, little-endian, rounded to F16.
pub(super) fn as_f16(bytes: &[u8]) -> Vec<u8> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().flat_map(|number| f16::from_f32(f32::from_le_bytes(*number)).to_le_bytes()).collect()
}

/// All numbers, or place and value of the first that is not finite in F32.
fn each<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Result<Vec<f32>, (usize, f64)> {
    let (numbers, _) = bytes.as_chunks::<N>();
    let finite = |(place, bytes): (usize, &[u8; N])| {
        let value = number(*bytes);
        let rounded = value as f32;
        if rounded.is_finite() { Ok(rounded) } else { Err((place, value)) }
    };
    numbers.iter().enumerate().map(finite).collect()
}

/// What is said of tensors with these types; None when all are F32.
pub(super) fn remark(types: &[Dtype]) -> Option<String> {
    let others: BTreeSet<_> = types.iter().filter(|dtype| **dtype != Dtype::F32).collect();
    let others: Vec<String> = others.into_iter().map(Dtype::to_string).collect();
    let which = if types.contains(&Dtype::F32) { "Some of its" } else { "Its" };
    (!others.is_empty())
        .then(|| format!("{which} numbers are {} and were converted to F32.", others.join(" and ")))
}
