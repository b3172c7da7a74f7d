//! States that a network can go back to, in the GPU's memory.

use super::{GpuModel, NO_MEMORY};
use crate::engine::checkpoint::Checkpoints;
use crate::engine::error::EngineError;
use crate::engine::gpu::buffer::allocate;
use crate::engine::state::State;

impl GpuModel {
    /// See [`crate::engine::Model::checkpoint`].
    pub async fn checkpoint(&mut self) -> Result<(), EngineError> {
        self.submit();
        let memory = self.checkpoints.take_candidate().or_else(|| self.spare.take());
        let mut copy = match memory {
            Some(memory) => memory,
            None => allocate(&self.gpu, |allocator| self.state.like(allocator)).await?.ok_or(NO_MEMORY)?,
        };
        copy.copy_from(&self.state, &self.gpu);
        self.checkpoints.set(copy);
        Ok(())
    }

    /// See [`crate::engine::Model::commit`].
    pub fn commit(&mut self) {
        if let Some(superseded) = self.checkpoints.commit() {
            self.spare = Some(superseded);
        }
    }

    /// See [`crate::engine::Model::committed`].
    pub async fn committed(&self) -> Result<State, EngineError> {
        self.submit();
        self.checkpoints.committed().unwrap_or(&self.state).download(&self.gpu).await
    }

    /// See [`crate::engine::Model::rollback`].
    pub fn rollback(&mut self) {
        self.submit();
        if let Some(committed) = self.checkpoints.rollback() {
            self.state.copy_from(committed, &self.gpu);
        }
    }

    /// See [`crate::engine::Model::end_training`].
    pub fn end_training(&mut self) {
        self.submit();
        self.workspace.take();
        self.checkpoints = Checkpoints::default();
        self.spare = None;
    }
}
