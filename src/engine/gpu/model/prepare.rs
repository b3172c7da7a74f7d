//! Memory for a step, set aside before it is needed.

use burn::tensor::wgpu::wgpu;

use super::GpuModel;
use crate::engine::gpu::kernel::lanes;
use crate::engine::gpu::workspace::Workspace;
use crate::engine::{EngineError, Place};

impl GpuModel {
    /// Allocates the workspace for batches of up to so many images, if it is not there: the only place that
    /// does, so that nothing is allocated past the device's limits.
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`] when the GPU does not give it.
    pub async fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        if self.workspace.borrow().as_ref().is_some_and(|workspace| workspace.lanes >= lanes(batch)) {
            return Ok(());
        }
        let (most, place) = self.program.largest_batch(&self.gpu.room());
        if batch > most {
            return Err(EngineError::too_large(batch, most, place));
        }
        // The smaller one goes first: there may not be memory for both.
        self.workspace.take();
        if let Some(workspace) = self.allocate(batch).await? {
            self.workspace.replace(Some(workspace));
            return Ok(());
        }
        let mut most = batch / 2;
        while most > 0 && self.allocate(most).await?.is_none() {
            most /= 2;
        }
        Err(EngineError::too_large(batch, most, Place::GpuMemory))
    }

    /// See [`super::Model::prepared`].
    pub fn prepared(&self) -> usize {
        self.workspace.borrow().as_ref().map_or(0, |workspace| workspace.lanes)
    }

    /// A workspace for batches of so many images; None when the GPU has no memory left for it.
    async fn allocate(&self, batch: usize) -> Result<Option<Workspace>, EngineError> {
        #[cfg(test)]
        if self.is_exhausted_by(batch) {
            return Ok(None);
        }
        let device = self.gpu.device();
        // What binds a buffer that was not to be had is invalid: that error is only a consequence.
        let invalid = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let exhausted = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let workspace = Workspace::new(&self.resources(), lanes(batch));
        let (exhausted, invalid) = (exhausted.pop(), invalid.pop());
        match (exhausted.await, invalid.await) {
            (Some(_), _) => Ok(None),
            (None, Some(error)) => Err(EngineError::Device(format!("a buffer was refused: {error}"))),
            (None, None) => workspace.map(Some),
        }
    }

    /// Fills every buffer of the workspace with NaN, so that a kernel that leaves out an element shows.
    #[cfg(test)]
    pub fn poison(&self) {
        if let Some(workspace) = &*self.workspace.borrow() {
            workspace.poison(&self.gpu);
        }
    }

    /// Whether a test wants a batch to find no memory.
    #[cfg(test)]
    fn is_exhausted_by(&self, batch: usize) -> bool {
        let lanes = lanes(batch) as u64;
        let sizes = self.program.slots().into_iter().filter_map(|slot| self.program.bytes(slot, lanes));
        self.gpu.faults().exhausted(sizes.sum())
    }
}
