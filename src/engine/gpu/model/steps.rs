//! The steps that a network takes on the GPU.

use fovea_cpu_kernels::Update;

use super::GpuModel;
use crate::arch::CLASSES;
use crate::data::Normalisation;
use crate::engine::batch;
use crate::engine::error::EngineError;
use crate::engine::gpu::images::ImagesOnGpu;
use crate::engine::gpu::kernel::lanes;
use crate::engine::gpu::read::read;
use crate::engine::gpu::step::Step;
use crate::engine::gpu::workspace::Pass;
use crate::engine::optimiser::Optimiser;

type Batch<'a> = batch::Batch<'a, ImagesOnGpu>;
type Selection<'a> = batch::Selection<'a, ImagesOnGpu>;

/// What a step does after its batch is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Train,
    Evaluate,
    /// Forward alone.
    Ask,
}

impl GpuModel {
    /// Trains on a batch.
    pub fn train_step(&mut self, batch: &Batch<'_>, optimiser: &Optimiser, dropout_key: u32) {
        if self.state.must_rest(optimiser.rule) {
            self.submit();
            self.state.rest(&self.gpu);
        }
        let step = self.state.count(optimiser.rule);
        self.measure(batch, Doing::Train, &optimiser.update(step), dropout_key);
    }

    /// Loss and right answers of a batch in evaluation mode.
    pub fn evaluate(&self, batch: &Batch<'_>) {
        self.measure(batch, Doing::Evaluate, &Optimiser::REST.update(1), 0);
    }

    /// `[batch, classes]` logits in evaluation mode. Prepares for the batch.
    pub async fn logits(&self, batch: &Batch<'_>) -> Result<Vec<f32>, EngineError> {
        self.prepare(batch.len()).await?;
        self.ask(batch)?.await
    }

    /// The same for a batch that it is prepared for. The GPU begins at once.
    pub fn ask(
        &self,
        batch: &Batch<'_>,
    ) -> Result<impl Future<Output = Result<Vec<f32>, EngineError>> + use<>, EngineError> {
        let size = batch.len();
        self.run(batch, Doing::Ask, &Optimiser::REST.update(1), 0)?;
        self.submit();
        let lanes = lanes(size);
        let read = match &*self.workspace.borrow() {
            Some(workspace) => read(&self.gpu, workspace.buffer(self.program.logits())?, CLASSES * lanes),
            None => return Err(EngineError::Incomplete { what: "a workspace".into() }),
        };
        Ok(async move {
            let by_class = read.await?;
            let of_image = |image| (0..CLASSES).map(move |class| class * lanes + image);
            Ok((0..size).flat_map(of_image).map(|at| by_class[at]).collect())
        })
    }

    /// Runs a batch whose metrics wait on the device, and there waits also what went wrong first.
    fn measure(&self, batch: &Batch<'_>, doing: Doing, update: &Update, dropout_key: u32) {
        if let Err(failure) = self.run(batch, doing, update, dropout_key) {
            self.failure.borrow_mut().get_or_insert(failure);
        }
        self.unread.set(self.unread.get() + 1);
    }

    fn run(
        &self,
        batch: &Batch<'_>,
        doing: Doing,
        update: &Update,
        dropout_key: u32,
    ) -> Result<(), EngineError> {
        let lanes = lanes(batch.len());
        let mut workspace = self.workspace.borrow_mut();
        let workspace = match &mut *workspace {
            Some(workspace) if workspace.lanes >= lanes => workspace,
            smaller => {
                let prepared = smaller.as_ref().map_or(0, |workspace| workspace.lanes);
                return Err(EngineError::Unprepared { batch: batch.len(), prepared });
            }
        };
        let resident = resident(batch);
        if resident.is_none() {
            // It is written to where recorded steps gather theirs.
            self.submit();
        }
        let mut ahead = self.ahead.borrow_mut();
        let (place, quads) = (ahead.place(), (lanes / 4) as u32);
        let first = place * workspace.lanes;
        self.write_numbers(batch, place, first, update, dropout_key);
        match resident {
            Some((selection, images)) => {
                workspace.write_selection(&self.gpu, selection, first)?;
                workspace.record_gather(|| self.resources(), images, selection.similarities.is_some())?;
            }
            None => {
                let (pixels, labels) = batch.assemble();
                workspace.write_pixels(&self.gpu, &pixels, &labels)?;
            }
        }
        let gather = resident
            .and_then(|(selection, images)| workspace.gather(images, selection.similarities.is_some()));
        let dispatches: &[&[Pass]] = match doing {
            Doing::Train => &[&workspace.forward, &workspace.loss, &workspace.backward, &workspace.update],
            Doing::Evaluate => &[&workspace.frozen_forward, &workspace.loss],
            Doing::Ask => &[&workspace.frozen_forward],
        };
        ahead.record(&self.gpu, |pass| {
            for dispatch in gather.into_iter().chain(dispatches.iter().copied().flatten()) {
                dispatch.encode(pass, place, quads);
            }
        });
        Ok(())
    }

    /// The numbers that change from step to step, in their `place` among the recorded steps'.
    fn write_numbers(
        &self,
        batch: &Batch<'_>,
        place: usize,
        first: usize,
        update: &Update,
        dropout_key: u32,
    ) {
        let affine = match batch {
            Batch::Pixels { .. } => Normalisation::NONE.affine(),
            Batch::Selection(selection) => selection.normalisation.affine(),
        };
        let step = Step {
            batch: batch.len() as u32,
            quads: (lanes(batch.len()) / 4) as u32,
            dropout_key,
            slot: self.unread.get() as u32,
            first: first as u32,
            update: *update,
            affine,
        };
        let offset = Step::STRIDE * place as u64;
        self.numbers.write_at(&self.gpu, offset, bytemuck::cast_slice(&step.bits()));
    }
}

/// The batch as images of a data set that the GPU has; none where it comes as pixels.
fn resident<'a>(batch: &'a Batch<'a>) -> Option<(&'a Selection<'a>, &'a ImagesOnGpu)> {
    match batch {
        Batch::Selection(selection) => Some((selection, selection.images.resident.as_ref()?)),
        Batch::Pixels { .. } => None,
    }
}
