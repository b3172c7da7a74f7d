//! What a network has learned, on the GPU.

use super::buffer::{Allocator, Buffer};
use super::context::Gpu;
use super::read::read;
use crate::engine::error::EngineError;
use crate::engine::optimiser::{OptimiserState, Rule};
use crate::engine::state::State;

/// Parameters, their velocities and the running statistics, flat.
#[derive(Debug)]
pub(super) struct StateOnGpu {
    pub parameters: Buffer,
    /// Velocities or first moments.
    pub first: Buffer,
    pub second: Buffer,
    pub running: Buffer,
    /// Numbers in `parameters` and `running`.
    lengths: [usize; 2],
    /// Which of the moments mean something.
    optimiser: OptimiserState<()>,
}

impl StateOnGpu {
    pub fn upload(allocator: &Allocator<'_>, state: &State) -> Self {
        let gpu = allocator.gpu();
        let on_gpu = Self::zeros(allocator, [state.weights.len(), state.running.len()]);
        on_gpu.parameters.write(gpu, bytemuck::cast_slice(&state.weights));
        on_gpu.running.write(gpu, bytemuck::cast_slice(&state.running));
        for (buffer, numbers) in [&on_gpu.first, &on_gpu.second].into_iter().zip(state.optimiser.parts()) {
            buffer.write(gpu, bytemuck::cast_slice(numbers));
        }
        StateOnGpu { optimiser: state.optimiser.map(|_| ()), ..on_gpu }
    }

    /// Zeros in the same places.
    pub fn like(&self, allocator: &Allocator<'_>) -> Self {
        Self::zeros(allocator, self.lengths)
    }

    fn zeros(allocator: &Allocator<'_>, lengths: [usize; 2]) -> Self {
        let [parameters, running] = lengths;
        StateOnGpu {
            parameters: allocator.zeros("parameters", parameters),
            first: allocator.zeros("first moments", parameters),
            second: allocator.zeros("second moments", parameters),
            running: allocator.zeros("running", running),
            lengths,
            optimiser: OptimiserState::Rest,
        }
    }

    /// Whether moments of another optimiser are in the way of a step by this rule.
    pub fn must_rest(&self, rule: Rule) -> bool {
        self.optimiser != OptimiserState::Rest && !self.optimiser.is_of(rule)
    }

    /// Forgets the moments.
    pub fn rest(&mut self, gpu: &Gpu) {
        let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for moments in [&self.first, &self.second] {
            encoder.clear_buffer(moments.raw(), 0, None);
        }
        gpu.queue().submit([encoder.finish()]);
        self.optimiser = OptimiserState::Rest;
    }

    /// Counts a step by this rule; gives its number among those with these moments.
    pub fn count(&mut self, rule: Rule) -> u32 {
        let steps = self.optimiser.steps() + 1;
        self.optimiser = match rule {
            Rule::Sgd { momentum: 0.0, .. } => OptimiserState::Rest,
            Rule::Sgd { .. } => OptimiserState::Velocity(()),
            Rule::Adam { .. } => OptimiserState::Moments { first: (), second: (), steps },
        };
        steps
    }

    /// Takes over another state of the same network.
    pub fn copy_from(&mut self, other: &StateOnGpu, gpu: &Gpu) {
        let mut encoder = gpu.device().create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut copied = vec![
            (&other.parameters, &self.parameters),
            (&other.first, &self.first),
            (&other.running, &self.running),
        ];
        // Of SGD they mean nothing.
        if other.optimiser.steps() > 0 {
            copied.push((&other.second, &self.second));
        }
        for (from, to) in copied {
            encoder.copy_buffer_to_buffer(from.raw(), 0, to.raw(), 0, from.raw().size());
        }
        gpu.queue().submit([encoder.finish()]);
        self.optimiser = other.optimiser.clone();
    }

    /// # Errors
    /// [`EngineError::Device`] when the device was lost.
    pub async fn download(&self, gpu: &Gpu) -> Result<State, EngineError> {
        let [parameters, running] = self.lengths;
        let mut remembered = Vec::new();
        for (buffer, ()) in [&self.first, &self.second].into_iter().zip(self.optimiser.parts()) {
            remembered.push(read(gpu, buffer, parameters).await?);
        }
        Ok(State {
            weights: read(gpu, &self.parameters, parameters).await?,
            optimiser: self.optimiser.with(remembered),
            running: read(gpu, &self.running, running).await?,
        })
    }
}
