//! The types of numbers that IDX files are made of.

/// A type of number, by its code in the magic number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    U8,
    I8,
    I16,
    I32,
    F32,
    F64,
}

impl Element {
    pub fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0x08 => Element::U8,
            0x09 => Element::I8,
            0x0B => Element::I16,
            0x0C => Element::I32,
            0x0D => Element::F32,
            0x0E => Element::F64,
            _ => return None,
        })
    }

    /// Bytes of one number.
    pub fn size(self) -> usize {
        match self {
            Element::U8 | Element::I8 => 1,
            Element::I16 => 2,
            Element::I32 | Element::F32 => 4,
            Element::F64 => 8,
        }
    }

    /// Whether it holds fractions.
    pub fn is_float(self) -> bool {
        matches!(self, Element::F32 | Element::F64)
    }

    /// The numbers, each as it is: an f64 holds those of every type exactly.
    pub fn numbers(self, payload: &[u8]) -> Box<dyn Iterator<Item = f64> + '_> {
        match self {
            Element::U8 => Box::new(payload.iter().map(|&byte| f64::from(byte))),
            Element::I8 => Box::new(chunks(payload, |bytes| f64::from(i8::from_be_bytes(bytes)))),
            Element::I16 => Box::new(chunks(payload, |bytes| f64::from(i16::from_be_bytes(bytes)))),
            Element::I32 => Box::new(chunks(payload, |bytes| f64::from(i32::from_be_bytes(bytes)))),
            Element::F32 => Box::new(chunks(payload, |bytes| f64::from(f32::from_be_bytes(bytes)))),
            Element::F64 => Box::new(chunks(payload, f64::from_be_bytes)),
        }
    }
}

/// What `number` makes of every `N` bytes.
fn chunks<const N: usize>(payload: &[u8], number: fn([u8; N]) -> f64) -> impl Iterator<Item = f64> + '_ {
    payload.as_chunks::<N>().0.iter().map(move |&bytes| number(bytes))
}
