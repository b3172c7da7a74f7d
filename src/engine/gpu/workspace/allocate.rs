//! Memory for a step, allocated before it is needed.

use std::cell::RefCell;

use super::{Resources, Workspace};
use crate::engine::error::{EngineError, Place};
use crate::engine::gpu::buffer::allocate;
use crate::engine::gpu::kernel::lanes;

impl Workspace {
    /// Sees to it that `place` has a workspace for batches of up to so many images. This is the only way to one:
    /// nothing is allocated past the device's limits, and where its memory runs out that is noticed.
    ///
    /// # Errors
    /// [`EngineError::BatchTooLarge`] or [`EngineError::NetworkTooLarge`] when the GPU does not give it,
    /// [`EngineError::Incomplete`] when a kernel binds what nobody provides.
    pub async fn ensure(
        place: &RefCell<Option<Self>>,
        resources: &Resources<'_>,
        batch: usize,
    ) -> Result<(), EngineError> {
        if place.borrow().as_ref().is_some_and(|workspace| workspace.lanes >= lanes(batch)) {
            return Ok(());
        }
        let (most, limit) = resources.program.largest_batch(&resources.gpu.room());
        if batch > most {
            return Err(EngineError::too_large(batch, most, limit));
        }
        // The smaller one goes first: there may not be memory for both.
        place.take();
        if let Some(workspace) = Self::allocate(resources, batch).await? {
            place.replace(Some(workspace));
            return Ok(());
        }
        let mut most = batch / 2;
        while most > 0 && Self::allocate(resources, most).await?.is_none() {
            most /= 2;
        }
        Err(EngineError::too_large(batch, most, Place::GpuMemory))
    }

    /// None when the GPU has no memory left for it.
    async fn allocate(resources: &Resources<'_>, batch: usize) -> Result<Option<Self>, EngineError> {
        let (gpu, lanes) = (resources.gpu, lanes(batch));
        let sizes = resources.program.sizes(lanes as u64);
        #[cfg(test)]
        if gpu.faults().exhausted(sizes.iter().map(|(_, bytes)| bytes).sum()) {
            return Ok(None);
        }
        let workspace = allocate(gpu, |allocator| {
            let buffers = sizes.into_iter();
            let buffers = buffers.map(|(slot, bytes)| (slot, allocator.storage(&format!("{slot:?}"), bytes)));
            Workspace::record(resources, buffers.collect(), lanes)
        });
        workspace.await?.transpose()
    }
}
