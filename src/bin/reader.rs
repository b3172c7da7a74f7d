//! The reader's wasm: hands control to [`fovea::reader`].

fn main() {
    fovea::reader::start();
}
