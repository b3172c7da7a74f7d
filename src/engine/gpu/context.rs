//! An open GPU: its queue, and the pipelines compiled so far.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::convolution::{Adapter, Budget};
#[cfg(test)]
use super::faults::Faults;
use super::kernel::Kernel;
use super::size::Room;
use super::staging::Stagings;
use crate::engine::error::EngineError;
use crate::engine::memory::Limits;

/// An open GPU. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Gpu(Rc<Context>);

#[derive(Debug)]
struct Context {
    device: wgpu::Device,
    queue: wgpu::Queue,
    /// Whether it is a program that computes on the CPU.
    software: bool,
    budget: Budget,
    /// By shader text.
    pipelines: RefCell<HashMap<String, Pipeline>>,
    stagings: Stagings,
    #[cfg(test)]
    faults: Faults,
}

/// A compiled kernel and the layout of what it binds.
#[derive(Debug, Clone)]
pub(super) struct Pipeline {
    pub compute: wgpu::ComputePipeline,
    pub layout: wgpu::BindGroupLayout,
}

impl Gpu {
    /// Wraps an open device of `adapter`.
    pub fn new(adapter: &wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Self {
        let software = adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        Gpu(Rc::new(Context {
            device,
            queue,
            software,
            budget: Budget::of(if software { Adapter::Software } else { Adapter::Hardware }),
            pipelines: RefCell::default(),
            stagings: Stagings::default(),
            #[cfg(test)]
            faults: Faults::default(),
        }))
    }

    /// The same device with the tiles of a real GPU.
    #[cfg(test)]
    pub(super) fn like_hardware(&self) -> Self {
        self.with(Budget::of(Adapter::Hardware), Faults::default())
    }

    /// The same device, which compiles other shaders than it is given.
    #[cfg(test)]
    pub(super) fn tampered(&self, alter: fn(&str) -> String) -> Self {
        self.with(self.0.budget, Faults { alter: Some(alter), ..Faults::default() })
    }

    /// The same device with memory for so many bytes of a step's buffers.
    #[cfg(test)]
    pub(crate) fn with_memory(&self, bytes: u64) -> Self {
        self.with(self.0.budget, Faults { memory: Some(bytes), ..Faults::default() })
    }

    #[cfg(test)]
    fn with(&self, budget: Budget, faults: Faults) -> Self {
        let Context { device, queue, software, .. } = &*self.0;
        Gpu(Rc::new(Context {
            device: device.clone(),
            queue: queue.clone(),
            software: *software,
            budget,
            pipelines: RefCell::default(),
            stagings: Stagings::default(),
            faults,
        }))
    }

    #[cfg(test)]
    pub(super) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(super) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    pub(super) fn device(&self) -> &wgpu::Device {
        &self.0.device
    }

    pub(super) fn stagings(&self) -> &Stagings {
        &self.0.stagings
    }

    pub(super) fn queue(&self) -> &wgpu::Queue {
        &self.0.queue
    }

    /// Bytes that a buffer may have at most and still be bound as a whole.
    pub(super) fn largest_binding(&self) -> u64 {
        let limits = self.0.device.limits();
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
    }

    /// What a step may take. How much memory there is in all a GPU does not tell; but a native program that
    /// plays one uses the machine's.
    pub(super) fn room(&self) -> Room {
        let shared = self.0.software && cfg!(not(target_arch = "wasm32"));
        Room { binding: self.largest_binding(), total: shared.then(|| Limits::here().total) }
    }

    /// Compiles what was not compiled before, and waits for the driver's verdict.
    ///
    /// # Errors
    /// [`EngineError::Device`] naming the compiler's complaint.
    pub(super) async fn compile(&self, kernels: &[&Kernel]) -> Result<Vec<Pipeline>, EngineError> {
        let scope = self.0.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let pipelines = kernels.iter().map(|kernel| self.pipeline(kernel)).collect();
        match scope.pop().await {
            None => Ok(pipelines),
            Some(error) => {
                self.0.pipelines.borrow_mut().clear();
                Err(EngineError::Device(format!("a shader was refused: {error}")))
            }
        }
    }

    fn pipeline(&self, kernel: &Kernel) -> Pipeline {
        let mut pipelines = self.0.pipelines.borrow_mut();
        let text = kernel.code();
        if let Some(pipeline) = pipelines.get(&text) {
            return pipeline.clone();
        }
        let device = &self.0.device;
        #[cfg(not(test))]
        let code = text.as_str().into();
        #[cfg(test)]
        let code = self.0.faults.text(&text);
        let source = wgpu::ShaderSource::Wgsl(code);
        let module =
            device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some(kernel.name), source });
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some(kernel.name),
            entries: &(0..=kernel.bindings.len())
                .map(|binding| layout_entry(kernel, binding))
                .collect::<Vec<_>>(),
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(kernel.name),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let compute = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.name),
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: None,
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let pipeline = Pipeline { compute, layout };
        pipelines.insert(text, pipeline.clone());
        pipeline
    }
}

fn layout_entry(kernel: &Kernel, binding: usize) -> wgpu::BindGroupLayoutEntry {
    let numbers = binding == 0;
    let ty = match numbers {
        true => wgpu::BufferBindingType::Uniform,
        false => wgpu::BufferBindingType::Storage { read_only: kernel.only_reads(binding) },
    };
    wgpu::BindGroupLayoutEntry {
        binding: binding as u32,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: numbers, min_binding_size: None },
        count: None,
    }
}
