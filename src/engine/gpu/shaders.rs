//! The kernels of a training step as a GPU's compiler gets them, for those who read what it makes of them.

use super::convolution::{Adapter, Budget};
use super::kernel::{Kernel, Slot, lanes};
use super::program::Program;
use crate::arch::{Network, TraceError};

/// A kernel of a training step. Binding 0 is a uniform; `storage` buffers follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shader {
    pub name: &'static str,
    /// WGSL; its only entry point is `main`.
    pub code: String,
    pub storage: usize,
    /// Along x, y and z.
    pub workgroups: [u32; 3],
    /// Threads in a workgroup.
    pub threads: u32,
    /// Multiply-adds of convolutions and linear layers, as their definition counts them.
    pub multiply_adds: u64,
    /// Bytes that it has to read and to write at least once.
    pub bytes: u64,
    /// The kernels whose work it does, where it is two.
    pub parts: Vec<Shader>,
}

/// Every kernel of a training step on a batch, in the order in which they run.
///
/// # Errors
/// [`TraceError`] when the layers do not fit together.
pub fn shaders(network: &Network, adapter: Adapter, batch: usize) -> Result<Vec<Shader>, TraceError> {
    let program = Program::new(network, &Budget::of(adapter))?;
    let kernels = [&program.gather].into_iter().chain(&program.forward).chain([&program.loss]);
    let kernels = kernels.chain(&program.backward).chain([&program.update]);
    Ok(kernels.map(|kernel| shader(&program, kernel, batch)).collect())
}

fn shader(program: &Program, kernel: &Kernel, batch: usize) -> Shader {
    let lanes = lanes(batch);
    let numbers = |slot: &Slot| match *slot {
        Slot::Activation(index) | Slot::Gradient(index) => program.units[index] * lanes,
        Slot::Winners(index) => program.units[index] * lanes / 4,
        Slot::Parameters | Slot::FirstMoments | Slot::Partials => kernel.work.parameters,
        // SGD leaves them alone.
        Slot::SecondMoments => 0,
        // A byte for each pixel of the batch's images.
        Slot::Images => program.units[0] * lanes / 4,
        Slot::Tally => (program.bytes(*slot, lanes as u64).unwrap_or_default() / 4) as usize,
        Slot::Running | Slot::Statistics(_) | Slot::Labels | Slot::Metrics | Slot::Digits => lanes,
        Slot::Indices | Slot::Similarities => lanes,
    };
    let parts: Vec<Shader> = kernel.parts.iter().map(|part| shader(program, part, batch)).collect();
    let (multiply_adds, bytes) = match parts.as_slice() {
        [] => (
            (kernel.work.multiply_adds * batch) as u64,
            4 * kernel.bindings.iter().map(numbers).sum::<usize>() as u64,
        ),
        parts => {
            (parts.iter().map(|part| part.multiply_adds).sum(), parts.iter().map(|part| part.bytes).sum())
        }
    };
    Shader {
        name: kernel.name,
        code: kernel.code(),
        storage: kernel.bindings.len(),
        workgroups: kernel.grid.dispatch((lanes / 4) as u32),
        threads: kernel.threads(),
        multiply_adds,
        bytes,
        parts,
    }
}
