//! What a network has learned, on the GPU.

use super::buffer::{Allocator, Buffer};
use super::context::Gpu;
use super::read::read;
use crate::engine::error::EngineError;
use crate::engine::state::State;

/// Parameters, their velocities and the running statistics, flat.
#[derive(Debug)]
pub(super) struct StateOnGpu {
    pub parameters: Buffer,
    pub velocity: Buffer,
    pub running: Buffer,
    /// Numbers in `parameters` and `running`.
    lengths: [usize; 2],
    /// Whether a step with momentum was taken: without, there is no velocity.
    pub moving: bool,
}

impl StateOnGpu {
    pub fn upload(allocator: &Allocator<'_>, state: &State) -> Self {
        let gpu = allocator.gpu();
        let on_gpu = Self::zeros(allocator, [state.weights.len(), state.running.len()]);
        on_gpu.parameters.write(gpu, bytemuck::cast_slice(&state.weights));
        on_gpu.running.write(gpu, bytemuck::cast_slice(&state.running));
        if let Some(velocity) = &state.velocity {
            on_gpu.velocity.write(gpu, bytemuck::cast_slice(velocity));
        }
        StateOnGpu { moving: state.velocity.is_some(), ..on_gpu }
    }

    /// Zeros in the same places.
    pub fn like(&self, allocator: &Allocator<'_>) -> Self {
        Self::zeros(allocator, self.lengths)
    }

    fn zeros(allocator: &Allocator<'_>, lengths: [usize; 2]) -> Self {
        let [parameters, running] = lengths;
        StateOnGpu {
            parameters: allocator.zeros("parameters", parameters),
            velocity: allocator.zeros("velocity", parameters),
            running: allocator.zeros("running", running),
            lengths,
            moving: false,
        }
    }

    /// Takes over another state of the same network.
    pub fn copy_from(&mut self, other: &StateOnGpu, gpu: &Gpu) {
        let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for (from, to) in [
            (&other.parameters, &self.parameters),
            (&other.velocity, &self.velocity),
            (&other.running, &self.running),
        ] {
            encoder.copy_buffer_to_buffer(from.raw(), 0, to.raw(), 0, from.raw().size());
        }
        gpu.queue().submit([encoder.finish()]);
        self.moving = other.moving;
    }

    /// # Errors
    /// [`EngineError::Device`] when the device was lost.
    pub async fn download(&self, gpu: &Gpu) -> Result<State, EngineError> {
        let [parameters, running] = self.lengths;
        let velocity = match self.moving {
            true => Some(read(gpu, &self.velocity, parameters).await?),
            false => None,
        };
        Ok(State {
            weights: read(gpu, &self.parameters, parameters).await?,
            velocity,
            running: read(gpu, &self.running, running).await?,
        })
    }
}
