//! Gunzips what is gzipped and lets everything else pass.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use flate2::read::MultiGzDecoder;
use thiserror::Error;

/// What every gzip file begins with (RFC 1952).
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// Most bytes that a file may unpack to: MNIST's largest has 47 MB.
pub const LIMIT: u64 = 64 << 20;

/// Why a gzip file could not be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GzipError {
    #[error("the gzip file ends too early, after {found} bytes; download or copy it again")]
    Truncated { found: usize },
    #[error("the gzip file is damaged ({reason}); download or copy it again")]
    Corrupt { reason: String },
    #[error("the gzip file unpacks to more than {limit} bytes, so it is not one of MNIST's kind")]
    TooLarge { limit: u64 },
}

/// Whether bytes are the beginning of a gzip file.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The content of a gzip file; bytes that are no gzip file are returned as they are.
pub fn decompress(bytes: &[u8]) -> Result<Cow<'_, [u8]>, GzipError> {
    decompress_within(bytes, LIMIT)
}

fn decompress_within(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, GzipError> {
    if !is_packed(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut content = Vec::new();
    MultiGzDecoder::new(bytes).take(limit + 1).read_to_end(&mut content).map_err(|error| {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => GzipError::Truncated { found: bytes.len() },
            _ => GzipError::Corrupt { reason: error.to_string() },
        }
    })?;
    if content.len() as u64 > limit {
        return Err(GzipError::TooLarge { limit });
    }
    Ok(Cow::Owned(content))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    pub fn compress(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_follow_each_other() {
        let both = [compress(b"seven "), compress(b"nine")].concat();
        assert_eq!(decompress(&both).unwrap().as_ref(), b"seven nine");
    }

    #[test]
    fn stops_at_the_limit() {
        let packed = compress(&[7; 1000]);
        assert_eq!(decompress_within(&packed, 999), Err(GzipError::TooLarge { limit: 999 }));
        assert_eq!(decompress_within(&packed, 1000).unwrap().len(), 1000);
    }

    #[test]
    fn a_wrong_checksum_is_corrupt() {
        let mut packed = compress(b"eight");
        let crc = packed.len() - 8;
        packed[crc] ^= 1;
        assert!(matches!(decompress(&packed), Err(GzipError::Corrupt { .. })));
    }

    proptest! {
        #[test]
        fn gives_back_what_was_packed(content: Vec<u8>) {
            let packed = compress(&content);
            prop_assert_eq!(decompress(&packed), Ok(Cow::Borrowed(&content[..])));
        }

        #[test]
        fn other_files_pass_unchanged(content: Vec<u8>) {
            prop_assume!(!content.starts_with(&MAGIC));
            prop_assert_eq!(decompress(&content), Ok(Cow::Borrowed(&content[..])));
        }

        #[test]
        fn a_file_cut_anywhere_is_truncated(content: Vec<u8>, cut: prop::sample::Index) {
            let packed = compress(&content);
            let cut = 2 + cut.index(packed.len() - 2);
            prop_assert_eq!(decompress(&packed[..cut]), Err(GzipError::Truncated { found: cut }));
        }

        #[test]
        fn no_bytes_make_it_panic(body: Vec<u8>) {
            let _ = decompress(&[&MAGIC[..], &body].concat());
        }
    }
}
