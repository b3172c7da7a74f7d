//! GPUs that tests make faulty: shaders that do something else than they say, memory that runs out.

use std::borrow::Cow;
use std::cell::Cell;

/// What is wrong with a GPU.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// What becomes of the text of every shader before it is compiled.
    pub alter: Option<fn(&str) -> String>,
    /// Whether that changed any.
    pub altered: Cell<bool>,
    /// Bytes for all buffers of a step, beyond which there is no memory left.
    pub memory: Option<u64>,
}

impl Faults {
    /// The text that is compiled for a shader.
    pub fn text<'a>(&self, code: &'a str) -> Cow<'a, str> {
        let Some(alter) = self.alter else { return code.into() };
        let text = alter(code);
        self.altered.set(self.altered.get() || text != code);
        text.into()
    }

    /// Whether buffers of so many bytes find no memory.
    pub fn exhausted(&self, bytes: u64) -> bool {
        self.memory.is_some_and(|memory| bytes > memory)
    }
}
