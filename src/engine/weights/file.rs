//! The safetensors format: a file whose header is checked before anything in it is believed.
//!
//! 8 bytes with the length of the header, the header in JSON, then the numbers of all tensors.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, Metadata, TensorView};

use super::WeightsError;

/// Bytes of a header at most; those of our networks have less than ten thousand.
const LARGEST_HEADER: u64 = 1_000_000;

/// Bytes that tell the length of the header.
const LENGTH: usize = 8;

/// A file whose header is whole and agrees with its length. Nothing of its numbers is copied yet.
pub(in crate::engine) struct TensorFile<'a> {
    header: Metadata,
    numbers: &'a [u8],
}

impl<'a> TensorFile<'a> {
    /// # Errors
    /// Those of [`WeightsError`] that speak of the file and not of a network.
    pub fn open(bytes: &'a [u8]) -> Result<Self, WeightsError> {
        let Some((length, rest)) = bytes.split_first_chunk::<LENGTH>() else {
            return Err(WeightsError::TooShort { bytes: bytes.len() });
        };
        if is_of_torch_save(length, rest) {
            return Err(WeightsError::TorchSave);
        }
        let claimed = u64::from_le_bytes(*length);
        if claimed > LARGEST_HEADER {
            return Err(WeightsError::HeaderTooLarge { claimed, most: LARGEST_HEADER });
        }
        let expected = claimed as usize;
        let Some((header, numbers)) = rest.split_at_checked(expected) else {
            return Err(WeightsError::HeaderTruncated { found: rest.len(), expected });
        };
        let header: Metadata = serde_json::from_slice(header).map_err(WeightsError::Header)?;
        let file = Self { header, numbers };
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

    /// The names of all tensors, in the order of the file.
    pub fn names(&self) -> Vec<String> {
        self.header.offset_keys()
    }

    /// What the file says about itself under `key`.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.header.metadata().as_ref()?.get(key).map(String::as_str)
    }

    /// The numbers of a tensor that must have this shape and be finite.
    ///
    /// # Errors
    /// [`WeightsError::Missing`], [`WeightsError::Shape`], [`WeightsError::Type`] and
    /// [`WeightsError::NotFinite`].
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let missing = || WeightsError::Missing { name: name.to_owned(), stranger: None };
        let info = self.header.info(name).ok_or_else(missing)?;
        if info.shape != shape {
            let (found, expected) = (info.shape.clone(), shape.to_vec());
            return Err(WeightsError::Shape { name: name.to_owned(), found, expected });
        }
        if info.dtype != Dtype::F32 {
            return Err(WeightsError::Type { name: name.to_owned(), found: info.dtype });
        }
        let (start, end) = info.data_offsets;
        let numbers = self.numbers.get(start..end).ok_or_else(missing)?;
        let numbers = numbers.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let numbers: Vec<f32> = numbers.collect();
        match numbers.iter().position(|number| !number.is_finite()) {
            Some(place) => {
                Err(WeightsError::NotFinite { name: name.to_owned(), place, value: numbers[place] })
            }
            None => Ok(numbers),
        }
    }
}

/// Whether these are the first bytes of a zip archive or of a pickle: what `torch.save` writes.
fn is_of_torch_save(length: &[u8; LENGTH], rest: &[u8]) -> bool {
    let header_begins = rest.first() == Some(&b'{');
    !header_begins && (length.starts_with(b"PK\x03\x04") || (length[0] == 0x80 && length[1] <= 5))
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

/// The bytes of a file with these tensors.
///
/// # Errors
/// [`WeightsError::Unwritable`].
pub(in crate::engine) fn bytes<const N: usize>(
    tensors: Vec<Named<'_>>,
    metadata: [(&str, String); N],
) -> Result<Vec<u8>, WeightsError> {
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value));
    Ok(safetensors::serialize(tensors, Some(HashMap::from(metadata)))?)
}
