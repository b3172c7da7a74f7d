//! A network on the GPU, and the steps that it takes there.

mod checkpoint;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use burn::tensor::wgpu::wgpu;

use super::buffer::{Buffer, allocate};
use super::context::Gpu;
use super::context::Pipeline;
use super::images::ImagesOnGpu;
use super::kernel::{Kernel, Slot, lanes};
use super::program::Program;
use super::read::read;
use super::state::StateOnGpu;
use super::step::Step;
use super::workspace::{Pass, Resources, Workspace};
use crate::arch::{CLASSES, Network};
use crate::data::Normalisation;
use crate::engine::batch;
use crate::engine::checkpoint::Checkpoints;
use crate::engine::error::{EngineError, Place};
use crate::engine::metrics::{METRICS_KEPT, Metrics};
use crate::engine::sgd::Sgd;
use crate::engine::state::State;

type Batch<'a> = batch::Batch<'a, ImagesOnGpu>;

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
    numbers: Buffer,
    metrics: Buffer,
    /// Metrics that nobody has read yet.
    unread: Cell<usize>,
    /// Why a batch was not run, until the next reading tells.
    failure: RefCell<Option<EngineError>>,
    workspace: RefCell<Option<Workspace>>,
}

/// Where there is no memory for a network's state.
const NO_MEMORY: EngineError = EngineError::NetworkTooLarge { place: Place::GpuMemory };

/// What a step does after its batch is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Train,
    Evaluate,
    /// Forward alone.
    Ask,
}

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
        let pipelines = kernels.iter().map(|kernel| kernel.code.clone()).zip(compiled).collect();
        let buffers = allocate(gpu, |allocator| {
            let numbers = allocator.uniform("numbers", Step::BYTES);
            (StateOnGpu::upload(allocator, state), numbers, allocator.zeros("metrics", 2 * METRICS_KEPT))
        });
        let (state, numbers, metrics) = buffers.await?.ok_or(NO_MEMORY)?;
        Ok(GpuModel {
            state,
            checkpoints: Checkpoints::default(),
            spare: None,
            numbers,
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

    /// Trains on a batch.
    pub fn train_step(&mut self, batch: &Batch<'_>, sgd: &Sgd, dropout_key: u32) {
        self.state.moving |= sgd.momentum != 0.0;
        self.measure(batch, Doing::Train, sgd, dropout_key);
    }

    /// Loss and right answers of a batch in evaluation mode.
    pub fn evaluate(&self, batch: &Batch<'_>) {
        self.measure(batch, Doing::Evaluate, &Sgd::REST, 0);
    }

    /// `[batch, classes]` logits in evaluation mode. Prepares for the batch.
    pub async fn logits(&self, batch: &Batch<'_>) -> Result<Vec<f32>, EngineError> {
        let size = batch.len();
        self.prepare(size).await?;
        self.run(batch, Doing::Ask, &Sgd::REST, 0)?;
        let lanes = lanes(size);
        let read = match &*self.workspace.borrow() {
            Some(workspace) => read(&self.gpu, workspace.buffer(self.program.logits())?, CLASSES * lanes),
            None => return Err(EngineError::Incomplete { what: "a workspace".into() }),
        };
        let by_class = read.await?;
        let of_image = |image| (0..CLASSES).map(move |class| class * lanes + image);
        Ok((0..size).flat_map(of_image).map(|at| by_class[at]).collect())
    }

    /// The metrics of the batches since the last call, oldest first.
    pub async fn read_metrics(&self) -> Result<Vec<Metrics>, EngineError> {
        let unread = self.unread.take();
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let numbers = read(&self.gpu, &self.metrics, 2 * unread).await?;
        Ok(Metrics::of_pairs(&numbers))
    }

    /// Reads everything back.
    pub async fn state(&self) -> Result<State, EngineError> {
        self.state.download(&self.gpu).await
    }

    /// See [`crate::engine::Model::prepare`].
    ///
    /// # Errors
    /// As [`Workspace::ensure`].
    pub async fn prepare(&self, batch: usize) -> Result<(), EngineError> {
        Workspace::ensure(&self.workspace, &self.resources(), batch).await
    }

    /// See [`crate::engine::Model::prepared`].
    pub fn prepared(&self) -> usize {
        self.workspace.borrow().as_ref().map_or(0, |workspace| workspace.lanes)
    }

    /// Fills every buffer of the workspace with NaN, so that a kernel that leaves out an element shows.
    #[cfg(test)]
    pub fn poison(&self) {
        if let Some(workspace) = &*self.workspace.borrow() {
            workspace.poison(&self.gpu);
        }
    }

    /// Runs a batch whose metrics wait on the device, and there waits also what went wrong first.
    fn measure(&self, batch: &Batch<'_>, doing: Doing, sgd: &Sgd, dropout_key: u32) {
        if let Err(failure) = self.run(batch, doing, sgd, dropout_key) {
            self.failure.borrow_mut().get_or_insert(failure);
        }
        self.unread.set(self.unread.get() + 1);
    }

    fn run(&self, batch: &Batch<'_>, doing: Doing, sgd: &Sgd, dropout_key: u32) -> Result<(), EngineError> {
        let lanes = lanes(batch.len());
        let mut workspace = self.workspace.borrow_mut();
        let workspace = match &mut *workspace {
            Some(workspace) if workspace.lanes >= lanes => workspace,
            smaller => {
                let prepared = smaller.as_ref().map_or(0, |workspace| workspace.lanes);
                return Err(EngineError::Unprepared { batch: batch.len(), prepared });
            }
        };
        let quads = (lanes / 4) as u32;
        self.write_numbers(batch, sgd, dropout_key);

        let device = self.gpu.device();
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            if let Some(gather) = self.bring(batch, workspace)? {
                gather.encode(&mut pass, quads);
            }
            let then: &[&[Pass]] = match doing {
                Doing::Train => {
                    &[&workspace.forward, &workspace.loss, &workspace.backward, &workspace.update]
                }
                Doing::Evaluate => &[&workspace.frozen_forward, &workspace.loss],
                Doing::Ask => &[&workspace.frozen_forward],
            };
            for dispatch in then.iter().copied().flatten() {
                dispatch.encode(&mut pass, quads);
            }
        }
        self.gpu.queue().submit([encoder.finish()]);
        Ok(())
    }

    /// The numbers that change from step to step.
    fn write_numbers(&self, batch: &Batch<'_>, sgd: &Sgd, dropout_key: u32) {
        let affine = match batch {
            Batch::Pixels { .. } => Normalisation::NONE.affine(),
            Batch::Selection(selection) => selection.normalisation.affine(),
        };
        let step = Step {
            batch: batch.len() as u32,
            quads: (lanes(batch.len()) / 4) as u32,
            dropout_key,
            slot: self.unread.get() as u32,
            sgd: *sgd,
            affine,
        };
        self.numbers.write(&self.gpu, bytemuck::cast_slice(&step.bits()));
    }

    /// Brings the batch to the workspace: writes it, or says which dispatch gathers it.
    fn bring<'a>(
        &self,
        batch: &Batch<'_>,
        workspace: &'a mut Workspace,
    ) -> Result<Option<&'a Pass>, EngineError> {
        if let Batch::Selection(selection) = batch
            && let Some(images) = &selection.images.resident
        {
            workspace.write_selection(&self.gpu, selection)?;
            let gather = workspace.gather(|| self.resources(), images, selection.similarities.is_some())?;
            return Ok(Some(gather));
        }
        let (pixels, labels) = batch.assemble();
        workspace.write_pixels(&self.gpu, &pixels, &labels)?;
        Ok(None)
    }

    fn resources(&self) -> Resources<'_> {
        let StateOnGpu { parameters, velocity, running, .. } = &self.state;
        let lasting = [
            (Slot::Parameters, parameters),
            (Slot::Velocity, velocity),
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
