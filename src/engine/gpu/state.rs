//! What a network has learned, on the GPU.

use burn::tensor::wgpu::wgpu;

use super::Gpu;
use super::buffer::Buffer;
use crate::engine::{EngineError, State};

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
    pub fn upload(gpu: &Gpu, state: &State) -> Self {
        let on_gpu = Self::zeros(gpu, [state.weights.len(), state.running.len()]);
        on_gpu.parameters.write(gpu, bytemuck::cast_slice(&state.weights));
        on_gpu.running.write(gpu, bytemuck::cast_slice(&state.running));
        if let Some(velocity) = &state.velocity {
            on_gpu.velocity.write(gpu, bytemuck::cast_slice(velocity));
        }
        StateOnGpu { moving: state.velocity.is_some(), ..on_gpu }
    }

    /// Zeros in the same places.
    pub fn like(&self, gpu: &Gpu) -> Self {
        Self::zeros(gpu, self.lengths)
    }

    fn zeros(gpu: &Gpu, lengths: [usize; 2]) -> Self {
        let [parameters, running] = lengths;
        StateOnGpu {
            parameters: Buffer::zeros(gpu, "parameters", parameters),
            velocity: Buffer::zeros(gpu, "velocity", parameters),
            running: Buffer::zeros(gpu, "running", running),
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
            true => Some(gpu.read(&self.velocity, parameters).await?),
            false => None,
        };
        Ok(State {
            weights: gpu.read(&self.parameters, parameters).await?,
            velocity,
            running: gpu.read(&self.running, running).await?,
        })
    }
}
