//! A text in a link: compressed, in letters that links may have.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

/// Letters that a link may carry: mail and chat programs cut longer ones.
const LETTERS: usize = 8_000;

/// Bytes that a text may have: a few letters can stand for very many.
const BYTES: u64 = 1 << 20;

/// The text of a link cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The link's class is damaged: a part of it is missing or was changed on its way.")]
pub struct Damaged;

/// A text for a link (Deflate, RFC 1951, in base64url, RFC 4648); none where it is too long.
pub fn pack(text: &str) -> Option<String> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).ok()?;
    let letters = URL_SAFE_NO_PAD.encode(packed);
    (letters.len() <= LETTERS).then_some(letters)
}

/// The text that a link carries.
///
/// # Errors
/// [`Damaged`].
pub fn unpack(letters: &str) -> Result<String, Damaged> {
    let packed = URL_SAFE_NO_PAD.decode(letters).map_err(|_| Damaged)?;
    let mut text = Vec::new();
    let length = DeflateDecoder::new(packed.as_slice()).take(BYTES + 1).read_to_end(&mut text);
    match length {
        Ok(length) if length as u64 <= BYTES => String::from_utf8(text).map_err(|_| Damaged),
        _ => Err(Damaged),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_not_packed_and_a_bomb_not_unpacked() {
        // Marsaglia's xorshift: nothing that could be compressed.
        let mut state = 2_463_534_242_u32;
        let noise: String = (0..20_000)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                char::from(32 + (state >> 8) as u8 % 90)
            })
            .collect();
        assert_eq!(pack(&noise), None);
        let bomb = pack(&"0".repeat(2 << 20)).unwrap();
        assert_eq!(unpack(&bomb), Err(Damaged));
        assert_eq!(unpack("%%%"), Err(Damaged));
    }

    proptest! {
        #[test]
        fn packed_texts_come_back(text in any::<String>()) {
            prop_assert_eq!(unpack(&pack(&text).unwrap()), Ok(text));
        }
    }
}
