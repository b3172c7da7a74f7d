//! A class in a link: compressed, in letters that links may have.

use std::io::{Read, Write};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::{Deserialize, Serialize};

/// Letters that a link may carry: mail and chat programs cut longer ones.
const LETTERS: usize = 8_000;

/// Bytes that a text may have. Sources are compressed to a fifth or so: what is longer never fits into a link, and need
/// not be tried with each change; and a few letters of a link can stand for very many.
const BYTES: u64 = 20 * LETTERS as u64;

/// The source of a network, and which of its networks is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    pub text: String,
    /// Its name where the source has several and it was chosen.
    pub chosen: Option<String>,
}

/// The class of a link cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The link's class is damaged: a part of it is missing or was changed on its way.")]
pub struct Damaged;

impl Class {
    /// It for a link (Deflate, RFC 1951, in base64url, RFC 4648); none where it is too long.
    pub fn pack(&self) -> Option<String> {
        let text = format!("{}\n{}", self.chosen.as_deref().unwrap_or_default(), self.text);
        if text.len() as u64 > BYTES {
            return None;
        }
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        let packed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).ok()?;
        let letters = URL_SAFE_NO_PAD.encode(packed);
        (letters.len() <= LETTERS).then_some(letters)
    }

    /// What a link carries.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn unpack(letters: &str) -> Result<Self, Damaged> {
        let packed = URL_SAFE_NO_PAD.decode(letters).map_err(|_| Damaged)?;
        let mut text = Vec::new();
        let length = DeflateDecoder::new(packed.as_slice()).take(BYTES + 1).read_to_end(&mut text);
        if length.map_or(true, |length| length as u64 > BYTES) {
            return Err(Damaged);
        }
        let text = String::from_utf8(text).map_err(|_| Damaged)?;
        let (chosen, text) = text.split_once('\n').ok_or(Damaged)?;
        let chosen = (!chosen.is_empty()).then(|| chosen.to_owned());
        Ok(Self { text: text.to_owned(), chosen })
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
        let class = |text: String| Class { text, chosen: None };
        assert_eq!(class(noise).pack(), None);
        assert_eq!(class("0".repeat(200_000)).pack(), None);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&[b'\n'; 2 << 20]).unwrap();
        let bomb = URL_SAFE_NO_PAD.encode(encoder.finish().unwrap());
        assert_eq!(Class::unpack(&bomb), Err(Damaged));
        assert_eq!(Class::unpack("%%%"), Err(Damaged));
    }

    proptest! {
        #[test]
        fn packed_classes_come_back(text in any::<String>(), chosen in proptest::option::of("[A-Za-z_]{1,9}")) {
            let class = Class { text, chosen };
            prop_assert_eq!(Class::unpack(&class.pack().unwrap()), Ok(class));
        }
    }
}
