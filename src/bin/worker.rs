//! The worker's wasm: hands control to [`fovea::worker`].

fn main() {
    fovea::worker::start();
}
