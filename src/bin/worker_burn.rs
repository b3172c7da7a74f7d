//! The worker once more, with burn's own kernels for the GPU: see the feature `burn-gpu`.

fn main() {
    fovea::worker::start();
}
