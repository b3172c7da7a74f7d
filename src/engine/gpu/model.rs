//! A network on the GPU.

mod checkpoint;
mod steps;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::ahead::Ahead;
use super::buffer::{Buffer, allocate};
use super::context::{Gpu, Pipeline};
use super::kernel::{Kernel, Slot};
use super::program::Program;
use super::read::read;
use super::state::StateOnGpu;
use super::step::Step;
use super::workspace::{Resources, Workspace};
use crate::arch::Network;
use crate::engine::checkpoint::Checkpoints;
use crate::engine::error::{EngineError, Place};
use crate::engine::metrics::{METRICS_KEPT, Metrics};
use crate::engine::state::State;

/// A network on the GPU. A step is the same list of recorded dispatches every time, with other numbers
/// in its uniform: nothing is allocated, compiled or traced between steps.
#[derive(Debug)]
pub(in crate::engine) struct GpuModel {
    gpu: Gpu,
    program: Program,
    pipelines: HashMap<String, Pipeline>,
    state: StateOnGpu,
    checkpoints: Checkpoints<StateOnGpu>,
    /// Memory for the next checkpoint: that of one which nobody goes back to any more.
    spare: Option<StateOnGpu>,
    /// The uniforms of the steps that are recorded ahead.
    numbers: Buffer,
    ahead: RefCell<Ahead>,
    metrics: Buffer,
    /// Metrics that nobody has read yet.
    unread: Cell<usize>,
    /// Why a batch was not run, until the next reading tells.
    failure: RefCell<Option<EngineError>>,
    workspace: RefCell<Option<Workspace>>,
}

/// Where there is no memory for a network's state.
const NO_MEMORY: EngineError = EngineError::NetworkTooLarge { place: Place::GpuMemory };

impl GpuModel {
    /// Compiles what the network needs and uploads its state.
    ///
    /// # Errors
    /// [`EngineError::Network`] when the layers do not fit together, [`EngineError::NetworkTooLarge`] when
    /// there is no memory for its state, [`EngineError::Device`] when a shader is refused.
    pub async fn new(gpu: &Gpu, network: &Network, state: &State) -> Result<Self, EngineError> {
        let program = Program::new(network, gpu.budget())?;
        let kernels: Vec<&Kernel> = program.kernels().collect();
        let compiled = gpu.compile(&kernels).await?;
        let pipelines = kernels.iter().map(|kernel| kernel.code()).zip(compiled).collect();
        let buffers = allocate(gpu, |allocator| {
            let numbers = allocator.uniform("numbers", Step::STRIDE * Step::AHEAD as u64);
            (StateOnGpu::upload(allocator, state), numbers, allocator.zeros("metrics", 2 * METRICS_KEPT))
        });
        let (state, numbers, metrics) = buffers.await?.ok_or(NO_MEMORY)?;
        Ok(GpuModel {
            state,
            checkpoints: Checkpoints::default(),
            spare: None,
            numbers,
            ahead: RefCell::default(),
            metrics,
            unread: Cell::new(0),
            failure: RefCell::new(None),
            workspace: RefCell::new(None),
            gpu: gpu.clone(),
            program,
            pipelines,
        })
    }

    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// The metrics of the batches since the last call, oldest first.
    pub async fn read_metrics(&self) -> Result<Vec<Metrics>, EngineError> {
        self.ahead.borrow_mut().drain(&self.gpu);
        let unread = self.unread.take();
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let numbers = read(&self.gpu, &self.metrics, 2 * unread).await?;
        Ok(Metrics::of_pairs(&numbers))
    }

    /// Reads everything back.
    pub async fn state(&self) -> Result<State, EngineError> {
        self.submit();
        self.state.download(&self.gpu).await
    }

    /// See [`crate::engine::Model::prepare`].
    ///
    /// # Errors
    /// As [`Workspace::ensure`].
    pub async fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        self.submit();
        Workspace::ensure(&self.workspace, &self.resources(), batch).await
    }

    /// See [`crate::engine::Model::prepared`].
    pub fn prepared(&self) -> usize {
        self.workspace.borrow().as_ref().map_or(0, |workspace| workspace.lanes)
    }

    /// Fills every buffer of the workspace with NaN, so that a kernel that leaves out an element shows.
    #[cfg(test)]
    pub fn poison(&self) {
        self.submit();
        if let Some(workspace) = &*self.workspace.borrow() {
            workspace.poison(&self.gpu);
        }
    }

    /// Lets the steps go that are recorded, before anything else uses their buffers.
    fn submit(&self) {
        self.ahead.borrow_mut().submit(&self.gpu);
    }

    fn resources(&self) -> Resources<'_> {
        let StateOnGpu { parameters, first, second, running, .. } = &self.state;
        let lasting = [
            (Slot::Parameters, parameters),
            (Slot::FirstMoments, first),
            (Slot::SecondMoments, second),
            (Slot::Running, running),
            (Slot::Metrics, &self.metrics),
        ];
        Resources {
            gpu: &self.gpu,
            program: &self.program,
            pipelines: &self.pipelines,
            numbers: &self.numbers,
            lasting: lasting.into(),
        }
    }
}
