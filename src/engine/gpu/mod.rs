//! Training on the GPU with kernels of our own. A network becomes a list of WGSL kernels ([`program`]),
//! which are compiled once ([`context`]), bound once to their buffers ([`workspace`]), and from then on
//! only dispatched, step after step ([`model`]).

mod ahead;
mod beside;
mod buffer;
mod context;
mod convolution;
mod elementwise;
#[cfg(test)]
mod faults;
mod feed;
mod grid;
mod images;
mod kernel;
mod model;
mod norm;
mod pool;
mod program;
mod read;
mod shaders;
mod single;
mod size;
mod stage;
mod staging;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod workspace;

pub use context::Gpu;
pub use convolution::Adapter;
pub use images::ImagesOnGpu;
pub(super) use model::GpuModel;
pub use shaders::{Shader, shaders};
