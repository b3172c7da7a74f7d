//! Where the files of a worker's program are.

use crate::protocol::{BUILD, Program};

/// The files of a program. On a second try the addresses of its scripts are others, so that no bad copy in the
/// browser's cache is taken for them.
#[derive(Debug, Clone, Copy)]
pub struct Files {
    pub program: Program,
    pub second_try: bool,
}

impl Files {
    /// The script that every program is started by.
    pub fn loader(self) -> String {
        format!("worker-loader.js?v={}", self.version())
    }

    /// What wasm-bindgen made, as the loader imports it.
    pub fn script(self) -> String {
        format!("./{}.js?v={}", self.name(), self.version())
    }

    pub fn wasm(self) -> String {
        format!("{}_bg.wasm?v={BUILD}", self.name())
    }

    fn name(self) -> &'static str {
        match self.program {
            Program::Fovea => "worker",
            Program::Burn => "worker-burn",
            Program::Reader => "reader",
        }
    }

    fn version(self) -> String {
        if self.second_try { format!("{BUILD}&again") } else { BUILD.to_owned() }
    }
}
