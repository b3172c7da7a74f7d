//! The test after each epoch, and the short one of what a stop leaves.

use std::ops::Range;

use super::evaluate::evaluate_images;
use super::{Host, Session, TrainError};
use crate::engine::{Images, State};
use crate::reports::Tested;
use crate::settings::TrainConfig;

/// Images in a batch at least: smaller ones would only be slower.
const SMALLEST_BATCH: usize = 32;

/// Images that weights are judged by when a run is stopped, at most.
pub(super) const JUDGED_BY: usize = 32;

/// Images in a batch of the test, where the device can hold so many.
pub(super) fn batch(config: &TrainConfig) -> usize {
    config.batch.max(SMALLEST_BATCH)
}

/// The same where it cannot.
fn batch_that_fits(session: &Session) -> usize {
    batch(&session.config).min(session.model.prepared()).max(1)
}

/// Judges the weights as they are now by some images: a step's loss is measured before its update.
///
/// # Errors
/// [`TrainError::NotFinite`] when the loss or anything that was learned is not finite.
pub(super) async fn judge(
    session: &mut Session,
    images: &Images<'_>,
    indices: &[u32],
) -> Result<(), TrainError> {
    session.evaluate(images, indices);
    let summed: f32 = session.model.read_metrics().await?.iter().map(|metrics| metrics.loss).sum();
    let (step, loss) = (session.state.step, summed / indices.len() as f32);
    if !loss.is_finite() {
        return Err(TrainError::NotFinite { step, loss });
    }
    all_finite(&session.model.state().await?, step)
}

/// Whether all that was learned up to `step` is finite. A finite loss does not say so: a ReLU makes a zero of
/// a NaN.
///
/// # Errors
/// [`TrainError::NotFinite`].
pub(super) fn all_finite(learned: &State, step: u32) -> Result<(), TrainError> {
    let State { weights, optimiser, running } = learned;
    let mut numbers = weights.iter().chain(optimiser.parts().flatten()).chain(running);
    match numbers.all(|number| number.is_finite()) {
        true => Ok(()),
        false => Err(TrainError::NotFinite { step, loss: f32::NAN }),
    }
}

/// Tests the session's model on these images; None when the host said stop.
pub(super) async fn test(
    session: &Session,
    images: &Images<'_>,
    indices: Range<u32>,
    host: &mut impl Host,
) -> Result<Option<Tested>, TrainError> {
    let ask = async |_| host.between_steps(session).await;
    let batch = batch_that_fits(session);
    Ok(evaluate_images(&session.model, images, indices, session.normalisation(), batch, ask).await?)
}
