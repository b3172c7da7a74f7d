//! Assembles the inner loops that are written in WebAssembly text.

use std::path::PathBuf;
use std::{env, fs, io};

const SOURCE: &str = "src/tile/fused.wat";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed={SOURCE}");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let module = wat::parse_file(SOURCE).map_err(io::Error::other)?;
    fs::write(out.join("fused.wasm"), module)
}
