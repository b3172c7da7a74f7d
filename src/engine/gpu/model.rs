//! A network on the GPU, and the steps that it takes there.

mod prepare;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use burn::tensor::wgpu::wgpu;

use super::Gpu;
use super::buffer::Buffer;
use super::context::Pipeline;
use super::kernel::{Kernel, Slot, lanes};
use super::program::Program;
use super::state::StateOnGpu;
use super::workspace::{Pass, Resources, Workspace};
use crate::arch::{CLASSES, Network};
use crate::data::Normalisation;
use crate::engine::{Batch, EngineError, METRICS_KEPT, Metrics, Sgd, State};

/// Numbers in `Step` of step.wgsl.
const NUMBERS: usize = 9;

/// A network on the GPU. A step is the same list of recorded dispatches every time, with other numbers
/// in its uniform: nothing is allocated, compiled or traced between steps.
#[derive(Debug)]
pub(in crate::engine) struct GpuModel {
    gpu: Gpu,
    program: Program,
    pipelines: HashMap<String, Pipeline>,
    state: StateOnGpu,
    /// Set aside, and not trusted yet.
    aside: Option<StateOnGpu>,
    /// What to go back to.
    trusted: Option<StateOnGpu>,
    numbers: Buffer,
    metrics: Buffer,
    /// Metrics that nobody has read yet.
    unread: Cell<usize>,
    /// Why a batch was not run, until the next reading tells.
    failure: RefCell<Option<EngineError>>,
    workspace: RefCell<Option<Workspace>>,
}

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
    /// [`EngineError::Network`] when the layers do not fit together, [`EngineError::Device`] when a
    /// shader is refused.
    pub async fn new(gpu: &Gpu, network: &Network, state: &State) -> Result<Self, EngineError> {
        let program = Program::new(network, gpu.budget())?;
        let kernels: Vec<&Kernel> = program.kernels().collect();
        let compiled = gpu.compile(&kernels).await?;
        let pipelines = kernels.iter().map(|kernel| kernel.code.clone()).zip(compiled).collect();
        Ok(GpuModel {
            state: StateOnGpu::upload(gpu, state),
            aside: None,
            trusted: None,
            numbers: Buffer::uniform(gpu, "numbers", 4 * NUMBERS as u64),
            metrics: Buffer::zeros(gpu, "metrics", 2 * METRICS_KEPT),
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
            Some(workspace) => self.gpu.read(workspace.buffer(self.program.logits())?, CLASSES * lanes),
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
        let numbers = self.gpu.read(&self.metrics, 2 * unread).await?;
        Ok(numbers.chunks_exact(2).map(|of| Metrics { loss: of[0], correct: of[1] }).collect())
    }

    /// Reads everything back.
    pub async fn state(&self) -> Result<State, EngineError> {
        self.state.download(&self.gpu).await
    }

    /// See [`super::Model::keep`].
    pub fn keep(&mut self) {
        let aside = self.aside.get_or_insert_with(|| self.state.like(&self.gpu));
        aside.copy_from(&self.state, &self.gpu);
    }

    /// See [`super::Model::trust`].
    pub fn trust(&mut self) {
        std::mem::swap(&mut self.aside, &mut self.trusted);
    }

    /// See [`super::Model::kept`].
    pub async fn kept(&self) -> Result<State, EngineError> {
        self.trusted.as_ref().unwrap_or(&self.state).download(&self.gpu).await
    }

    /// See [`super::Model::go_back`].
    pub fn go_back(&mut self) {
        if let Some(trusted) = &self.trusted {
            self.state.copy_from(trusted, &self.gpu);
        }
    }

    /// Frees what only training needs; what is asked next allocates anew.
    pub fn rest(&mut self) {
        self.workspace.take();
        self.aside = None;
        self.trusted = None;
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

    /// The numbers that change from step to step, as `Step` of step.wgsl has them.
    fn write_numbers(&self, batch: &Batch<'_>, sgd: &Sgd, dropout_key: u32) {
        let (scale, offset) = match batch {
            Batch::Pixels { .. } => Normalisation::NONE.affine(),
            Batch::Selection(selection) => selection.normalisation.affine(),
        };
        let numbers: [u32; NUMBERS] = [
            batch.len() as u32,
            (lanes(batch.len()) / 4) as u32,
            dropout_key,
            self.unread.get() as u32,
            (sgd.learning_rate as f32).to_bits(),
            (sgd.momentum as f32).to_bits(),
            (sgd.weight_decay as f32).to_bits(),
            scale.to_bits(),
            offset.to_bits(),
        ];
        self.numbers.write(&self.gpu, bytemuck::cast_slice(&numbers));
    }

    /// Brings the batch to the workspace: writes it, or says which dispatch gathers it.
    fn bring<'a>(
        &self,
        batch: &Batch<'_>,
        workspace: &'a mut Workspace,
    ) -> Result<Option<&'a Pass>, EngineError> {
        if let Batch::Selection(selection) = batch
            && let Some(images) = &selection.images.on_gpu
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
