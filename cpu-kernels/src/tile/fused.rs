//! The inner loops with fused multiply-adds: a small second WebAssembly module that works on the memory
//! of this one. A dedicated worker may compile such a module synchronously.

use js_sys::{Object, Reflect, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::{Block, COLUMNS, ROWS};

/// `fused.wat`, assembled by `build.rs`.
const MODULE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/fused.wasm"));

#[wasm_bindgen]
extern "C" {
    /// What the module exports.
    type Exports;

    /// Addresses and strides in bytes.
    #[wasm_bindgen(method)]
    fn multiply_panels(
        this: &Exports,
        a: usize,
        a_stride: usize,
        a_panels: usize,
        b: usize,
        b_stride: usize,
        b_panels: usize,
        depth: usize,
        c: usize,
        accumulate: bool,
    );
}

thread_local! {
    static EXPORTS: Option<Exports> = instantiate().ok();
}

/// Fails where relaxed SIMD or compiling is not allowed.
fn instantiate() -> Result<Exports, JsValue> {
    let caller = Object::new();
    Reflect::set(&caller, &"memory".into(), &wasm_bindgen::memory())?;
    let imports = Object::new();
    Reflect::set(&imports, &"caller".into(), &caller)?;
    let module = WebAssembly::Module::new(&Uint8Array::from(MODULE))?;
    Ok(WebAssembly::Instance::new(&module, &imports)?.exports().unchecked_into())
}

/// See [`super::multiply`]. False, and nothing done, where there is no such module.
pub(super) fn multiply(block: &Block, c: &mut [f32]) -> bool {
    EXPORTS.with(|exports| {
        let Some(exports) = exports else { return false };
        exports.multiply_panels(
            block.a.as_ptr().expose_provenance(),
            size_of::<[f32; ROWS]>() * block.a_stride,
            block.a_panels,
            block.b.as_ptr().expose_provenance(),
            size_of::<[f32; COLUMNS]>() * block.depth,
            block.b_panels,
            block.depth,
            c.as_mut_ptr().expose_provenance(),
            block.accumulate,
        );
        true
    })
}
