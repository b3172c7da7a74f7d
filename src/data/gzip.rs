//! Gunzips what is gzipped and lets everything else pass.

use std::{
    borrow::Cow,
    io::{self, Read},
};

use flate2::bufread::GzDecoder;
use thiserror::Error;

use crate::words::megabytes;

/// What every gzip file begins with (RFC 1952).
const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// Why a file could not be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GzipError {
    #[error("the gzip file ends too early, after {found} bytes; download or copy it again")]
    Truncated { found: usize },
    #[error("the gzip file is damaged ({reason}); download or copy it again")]
    Corrupt { reason: String },
    #[error("the file holds more than {}, the most that is read here; choose a smaller one", most(.limit))]
    TooLarge { limit: u64 },
}

fn most(limit: &u64) -> String {
    megabytes(*limit)
}

/// Whether bytes are the beginning of a gzip file.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The content of a gzip file; bytes that are no gzip file are returned as they are. Zeros after the file are
/// passed over: tapes and block devices leave them.
///
/// # Errors
/// [`GzipError`]; also when the content, packed or not, has more than `limit` bytes.
pub fn decompress(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, GzipError> {
    let too_large = |content: &[u8]| content.len() as u64 > limit;
    if !is_packed(bytes) {
        return if too_large(bytes) { Err(GzipError::TooLarge { limit }) } else { Ok(Cow::Borrowed(bytes)) };
    }
    let mut content = Vec::new();
    let mut rest = bytes;
    while rest.iter().any(|&byte| byte != 0) {
        let mut member = GzDecoder::new(rest);
        let room = limit - content.len() as u64;
        let unpacked = member.by_ref().take(room + 1).read_to_end(&mut content);
        unpacked.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => GzipError::Truncated { found: bytes.len() },
            _ => GzipError::Corrupt { reason: error.to_string() },
        })?;
        if too_large(&content) {
            return Err(GzipError::TooLarge { limit });
        }
        rest = member.into_inner();
    }
    Ok(Cow::Owned(content))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    const LIMIT: u64 = 1 << 20;

    pub fn compress(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_follow_each_other() {
        let both = [compress(b"seven "), compress(b"nine")].concat();
        assert_eq!(decompress(&both, LIMIT).unwrap().as_ref(), b"seven nine");
    }

    #[test]
    fn zeros_after_the_last_member_are_passed_over_and_nothing_else_is() {
        let members = [compress(b"seven "), compress(b""), compress(b"nine")].concat();
        for zeros in [1, 511, 10_240] {
            let padded = [&members[..], &vec![0; zeros]].concat();
            assert_eq!(decompress(&padded, LIMIT).unwrap().as_ref(), b"seven nine");
        }
        let garbage: [&[u8]; 4] = [b"x", b"\0\0x", b"garbage", b"\0\x1F\x8B"];
        for after in garbage {
            let spoilt = [&members[..], after].concat();
            assert!(decompress(&spoilt, LIMIT).is_err(), "{after:?}");
        }
    }

    #[test]
    fn stops_at_the_limit_whether_packed_or_not() {
        let packed = compress(&[7; 1000]);
        let members = [compress(&[7; 600]), compress(&[7; 400])].concat();
        for bytes in [&packed[..], &members, &[7; 1000]] {
            assert_eq!(decompress(bytes, 999), Err(GzipError::TooLarge { limit: 999 }));
            assert_eq!(decompress(bytes, 1000).unwrap().len(), 1000);
        }
        let message = GzipError::TooLarge { limit: 1 << 30 }.to_string();
        assert!(message.contains("more than 1073.7 MB"), "{message}");
    }

    #[test]
    fn a_wrong_checksum_is_corrupt() {
        let mut packed = compress(b"eight");
        let crc = packed.len() - 8;
        packed[crc] ^= 1;
        assert!(matches!(decompress(&packed, LIMIT), Err(GzipError::Corrupt { .. })));
    }

    proptest! {
        #[test]
        fn gives_back_what_was_packed(content: Vec<u8>, zeros in 0usize..600) {
            let mut packed = compress(&content);
            packed.resize(packed.len() + zeros, 0);
            prop_assert_eq!(decompress(&packed, LIMIT), Ok(Cow::Borrowed(&content[..])));
        }

        #[test]
        fn other_files_pass_unchanged(content: Vec<u8>) {
            prop_assume!(!content.starts_with(&MAGIC));
            prop_assert_eq!(decompress(&content, LIMIT), Ok(Cow::Borrowed(&content[..])));
        }

        #[test]
        fn a_file_cut_anywhere_is_truncated(content: Vec<u8>, cut: prop::sample::Index) {
            let packed = compress(&content);
            let cut = 2 + cut.index(packed.len() - 2);
            prop_assert_eq!(decompress(&packed[..cut], LIMIT), Err(GzipError::Truncated { found: cut }));
        }

        #[test]
        fn no_bytes_make_it_panic(body: Vec<u8>, limit in 0u64..100) {
            let _ = decompress(&[&MAGIC[..], &body].concat(), limit);
        }
    }
}
