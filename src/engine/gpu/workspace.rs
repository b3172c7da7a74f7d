//! The buffers of a step and its recorded dispatches, for batches up to a size. [`allocate`] makes them.

mod allocate;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::buffer::Buffer;
use super::context::{Gpu, Pipeline};
use super::grid::Grid;
use super::images::ImagesOnGpu;
use super::kernel::{Kernel, Slot};
use super::program::Program;
use super::step::Step;
use crate::engine::error::EngineError;

/// A compiled kernel with what it binds.
#[derive(Debug)]
pub(super) struct Pass {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    grid: Grid,
}

impl Pass {
    /// Adds the dispatch for a batch of so many quads, with the numbers in this place.
    pub fn encode(&self, pass: &mut wgpu::ComputePass<'_>, place: usize, quads: u32) {
        let [x, y, z] = self.grid.dispatch(quads);
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bindings, &[Step::STRIDE as u32 * place as u32]);
        pass.dispatch_workgroups(x, y, z);
    }
}

/// What a workspace needs of the model that it belongs to.
pub(super) struct Resources<'a> {
    pub gpu: &'a Gpu,
    pub program: &'a Program,
    pub pipelines: &'a HashMap<String, Pipeline>,
    /// The uniforms of the steps that are recorded ahead.
    pub numbers: &'a Buffer,
    /// Buffers that outlive the workspace.
    pub lasting: HashMap<Slot, &'a Buffer>,
}

#[derive(Debug)]
pub(super) struct Workspace {
    /// Images in a batch at most, a multiple of four.
    pub lanes: usize,
    pub forward: Vec<Pass>,
    pub frozen_forward: Vec<Pass>,
    pub loss: Vec<Pass>,
    pub backward: Vec<Pass>,
    pub update: Vec<Pass>,
    /// For each data set, by its number, and whether its images are moved.
    gathers: HashMap<(u64, bool), Pass>,
    buffers: HashMap<Slot, Buffer>,
}

impl Workspace {
    /// Records the dispatches over these buffers, which are for batches of up to `lanes` images.
    ///
    /// # Errors
    /// [`EngineError::Incomplete`] when a kernel binds what nobody provides.
    fn record(
        resources: &Resources<'_>,
        buffers: HashMap<Slot, Buffer>,
        lanes: usize,
    ) -> Result<Self, EngineError> {
        let record = |kernels: &[Kernel]| -> Result<Vec<Pass>, EngineError> {
            kernels.iter().map(|kernel| resources.pass(kernel, &buffers, None)).collect()
        };
        let Program { forward, frozen_forward, loss, backward, update, .. } = resources.program;
        Ok(Workspace {
            lanes,
            forward: record(forward)?,
            frozen_forward: record(frozen_forward)?,
            loss: record(std::slice::from_ref(loss))?,
            backward: record(backward)?,
            update: record(std::slice::from_ref(update))?,
            gathers: HashMap::new(),
            buffers,
        })
    }

    #[cfg(test)]
    pub fn poison(&self, gpu: &Gpu) {
        for buffer in self.buffers.values() {
            buffer.write(gpu, &vec![0xff; buffer.raw().size() as usize]);
        }
    }

    /// One of the workspace's own buffers.
    ///
    /// # Errors
    /// [`EngineError::Incomplete`] when there is none for `slot`.
    pub fn buffer(&self, slot: Slot) -> Result<&Buffer, EngineError> {
        self.buffers.get(&slot).ok_or_else(|| missing_buffer(slot))
    }

    /// Records the dispatch that gathers a batch out of `images`, if it is not there yet.
    ///
    /// # Errors
    /// [`EngineError::Incomplete`] when it binds what nobody provides.
    pub fn record_gather<'a>(
        &mut self,
        resources: impl FnOnce() -> Resources<'a>,
        images: &ImagesOnGpu,
        moved: bool,
    ) -> Result<(), EngineError> {
        if let Entry::Vacant(unknown) = self.gathers.entry((images.number, moved)) {
            let resources = resources();
            let program = resources.program;
            let kernel = if moved { &program.gather_moved } else { &program.gather };
            unknown.insert(resources.pass(kernel, &self.buffers, Some(images))?);
        }
        Ok(())
    }

    /// That dispatch.
    pub fn gather(&self, images: &ImagesOnGpu, moved: bool) -> Option<&Pass> {
        self.gathers.get(&(images.number, moved))
    }
}

impl Resources<'_> {
    fn pass(
        &self,
        kernel: &Kernel,
        buffers: &HashMap<Slot, Buffer>,
        images: Option<&ImagesOnGpu>,
    ) -> Result<Pass, EngineError> {
        let find = |slot: &Slot| {
            let found = match slot {
                Slot::Images => images.map(|images| &images.pixels),
                Slot::Digits => images.map(|images| &images.digits),
                slot => self.lasting.get(slot).copied().or_else(|| buffers.get(&slot.buffer())),
            };
            found.ok_or_else(|| missing_buffer(*slot))
        };
        let bound = kernel.bindings.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let numbers = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: self.numbers.raw(),
            offset: 0,
            size: wgpu::BufferSize::new(Step::BYTES),
        });
        let bound = bound.into_iter().map(|buffer| buffer.raw().as_entire_binding());
        let entries: Vec<_> = [numbers]
            .into_iter()
            .chain(bound)
            .zip(0..)
            .map(|(resource, binding)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let pipeline = self
            .pipelines
            .get(&kernel.code())
            .ok_or_else(|| EngineError::Incomplete { what: format!("the shader {}", kernel.name) })?;
        let bindings = self.gpu.device().create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(kernel.name),
            layout: &pipeline.layout,
            entries: &entries,
        });
        Ok(Pass { pipeline: pipeline.compute.clone(), bindings, grid: kernel.grid.clone() })
    }
}

fn missing_buffer(slot: Slot) -> EngineError {
    EngineError::Incomplete { what: format!("the buffer {slot:?}") }
}
