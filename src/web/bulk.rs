//! Bytes outside WebAssembly's memory: files and checkpoints, on their way or kept.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};

/// A buffer of the browser's. Clones are the same buffer, and only the same buffer is equal.
#[derive(Debug, Clone)]
pub struct Bulk {
    buffer: Rc<ArrayBuffer>,
    bytes: u64,
}

impl From<ArrayBuffer> for Bulk {
    fn from(buffer: ArrayBuffer) -> Self {
        Self { bytes: buffer.byte_length().into(), buffer: Rc::new(buffer) }
    }
}

impl PartialEq for Bulk {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.buffer, &other.buffer)
    }
}

impl Bulk {
    /// Its size.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// A copy to be sent: sending gives a buffer away.
    pub fn copy(&self) -> ArrayBuffer {
        self.buffer.slice(0)
    }

    /// The bytes of a part; none where it does not reach so far.
    pub fn part(&self, from: u32, length: u32) -> Option<Vec<u8>> {
        let reaches = u64::from(from) + u64::from(length) <= self.bytes;
        if cfg!(test) {
            return reaches.then(|| vec![0; length as usize]);
        }
        reaches.then(|| Uint8Array::new_with_byte_offset_and_length(&self.buffer, from, length).to_vec())
    }

    /// The buffer itself.
    pub fn buffer(&self) -> &ArrayBuffer {
        &self.buffer
    }

    /// One of this size without a buffer, for where there is no browser: all zeros.
    #[cfg(test)]
    pub fn imagined(bytes: u64) -> Self {
        use wasm_bindgen::{JsCast, JsValue};
        Self { buffer: Rc::new(JsValue::UNDEFINED.unchecked_into()), bytes }
    }
}
