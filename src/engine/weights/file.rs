//! The safetensors format: a file whose header is checked before anything in it is believed.
//!
//! 8 bytes with the length of the header, the header in JSON, then the numbers of all tensors.

use std::borrow::Cow;
use std::collections::HashMap;

use safetensors::tensor::{Dtype, Metadata, TensorView, View};

use super::error::WeightsError;
use super::lookalike::Lookalike;
use super::numbers;

/// Bytes of a header at most; those of our networks have less than ten thousand.
const LARGEST_HEADER: u64 = 1_000_000;

/// Bytes that tell the length of the header.
const LENGTH: usize = 8;

/// A file whose header is whole and agrees with its length. Nothing of its numbers is copied yet.
pub(in crate::engine) struct TensorFile<'a> {
    header: Metadata,
    numbers: &'a [u8],
    /// Stands before the names that are asked for.
    prefix: String,
}

impl<'a> TensorFile<'a> {
    /// # Errors
    /// Those of [`WeightsError`] that speak of the file and not of a network.
    pub fn open(bytes: &'a [u8]) -> Result<Self, WeightsError> {
        if !begins_as_safetensors(bytes)
            && let Some(lookalike) = Lookalike::of(bytes)
        {
            return Err(WeightsError::Lookalike(lookalike));
        }
        let Some((length, rest)) = bytes.split_first_chunk::<LENGTH>() else {
            return Err(WeightsError::TooShort { bytes: bytes.len() });
        };
        let claimed = u64::from_le_bytes(*length);
        if claimed > LARGEST_HEADER {
            return Err(WeightsError::HeaderTooLarge { claimed, most: LARGEST_HEADER });
        }
        let expected = claimed as usize;
        let Some((header, numbers)) = rest.split_at_checked(expected) else {
            return Err(WeightsError::HeaderTruncated { found: rest.len(), expected });
        };
        let header: Metadata = serde_json::from_slice(header).map_err(WeightsError::Header)?;
        let file = Self { header, numbers, prefix: String::new() };
        file.check_length()?;
        Ok(file)
    }

    fn check_length(&self) -> Result<(), WeightsError> {
        let (found, expected) = (self.numbers.len(), self.header.data_len());
        for name in self.names() {
            let cut = self.header.info(&name).is_some_and(|info| info.data_offsets.1 > found);
            if cut {
                return Err(WeightsError::Truncated { name, found, expected });
            }
        }
        match found.saturating_sub(expected) {
            0 => Ok(()),
            bytes => Err(WeightsError::Trailing { bytes }),
        }
    }

    /// The same file, whose tensors are asked for without these words before every name.
    pub fn behind(self, prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..self }
    }

    /// The names of all tensors as they are in the file, and in its order.
    pub fn names(&self) -> Vec<String> {
        self.header.offset_keys()
    }

    /// What the file says about itself under `key`.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(key).map(String::as_str)
    }

    /// The type of a tensor's numbers; None when there is no such tensor.
    pub fn dtype(&self, name: &str) -> Option<Dtype> {
        Some(self.header.info(&self.name(name))?.dtype)
    }

    /// The numbers, as F32, of a tensor that must have this shape and be finite.
    ///
    /// # Errors
    /// [`WeightsError::Missing`], [`WeightsError::Shape`], [`WeightsError::Type`] and
    /// [`WeightsError::NotFinite`].
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let missing = || WeightsError::Missing { name: name.to_owned(), stranger: None };
        let in_file = self.name(name);
        let info = self.header.info(&in_file).ok_or_else(missing)?;
        if info.shape != shape {
            let (found, expected) = (info.shape.clone(), shape.to_vec());
            return Err(WeightsError::Shape { name: in_file, found, expected });
        }
        let (start, end) = info.data_offsets;
        let bytes = self.numbers.get(start..end).ok_or_else(missing)?;
        numbers::as_f32(&in_file, info.dtype, bytes)
    }

    /// What the file calls the tensor `name`.
    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// Whether a header of a credible length begins after the length.
fn begins_as_safetensors(bytes: &[u8]) -> bool {
    bytes.split_first_chunk::<LENGTH>().is_some_and(|(length, rest)| {
        u64::from_le_bytes(*length) <= LARGEST_HEADER && rest.first() == Some(&b'{')
    })
}

/// A tensor to be written, by name.
pub(in crate::engine) type Named<'a> = (String, TensorView<'a>);

/// Tensors of these names and shapes, one after the other in `numbers`.
///
/// # Errors
/// [`WeightsError::Unwritable`] when there are fewer numbers.
pub(in crate::engine) fn named<'a>(
    shapes: impl IntoIterator<Item = (String, Vec<usize>)>,
    mut numbers: &'a [f32],
) -> Result<Vec<Named<'a>>, WeightsError> {
    let mut views = Vec::new();
    for (name, shape) in shapes {
        let (of_this, rest) =
            numbers.split_at_checked(shape.iter().product()).unwrap_or((numbers, Default::default()));
        numbers = rest;
        views.push((name, TensorView::new(Dtype::F32, shape, bytemuck::cast_slice(of_this))?));
    }
    Ok(views)
}

/// A tensor in half precision, to be written.
pub(super) struct Half {
    shape: Vec<usize>,
    numbers: Vec<u8>,
}

impl From<TensorView<'_>> for Half {
    /// Of one in F32; each number is rounded.
    fn from(tensor: TensorView<'_>) -> Self {
        Self { shape: tensor.shape().to_vec(), numbers: numbers::as_f16(tensor.data()) }
    }
}

impl View for Half {
    fn dtype(&self) -> Dtype {
        Dtype::F16
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.numbers)
    }

    fn data_len(&self) -> usize {
        self.numbers.len()
    }
}

/// The bytes of a file with these tensors.
///
/// # Errors
/// [`WeightsError::Unwritable`].
pub(in crate::engine) fn bytes(
    tensors: Vec<(String, impl View)>,
    metadata: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<Vec<u8>, WeightsError> {
    let metadata: HashMap<_, _> = metadata.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Ok(safetensors::serialize(tensors, Some(metadata))?)
}
