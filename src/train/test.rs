//! The test after each epoch: loss and accuracy over all test images, and stuck outputs where a network
//! can have them. And the short one of what a stop leaves.

use super::evaluate::evaluate_images;
use super::{Host, Session, Signal, TrainError};
use crate::engine::{Images, State};
use crate::settings::TrainConfig;

/// Images in a batch at least: smaller ones would only be slower.
const SMALLEST_BATCH: usize = 32;

/// Images that weights are judged by when a run is stopped, at most.
pub(super) const JUDGED_BY: usize = 32;

/// Batches in flight at most.
const BATCHES_IN_FLIGHT: usize = 8;

/// What a test came to.
pub(super) struct Tested {
    /// Mean cross-entropy.
    pub loss: f32,
    pub correct: u32,
    /// Outputs that are zero for every image; None for a network that does not end in a ReLU.
    pub stuck_outputs: Option<Vec<u8>>,
}

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
    let State { weights, velocity, running } = learned;
    let mut numbers = weights.iter().chain(velocity.iter().flatten()).chain(running);
    match numbers.all(|number| number.is_finite()) {
        true => Ok(()),
        false => Err(TrainError::NotFinite { step, loss: f32::NAN }),
    }
}

/// Tests the session's model on every image; None when the host said stop.
pub(super) async fn test(
    session: &mut Session,
    images: &Images<'_>,
    host: &mut impl Host,
) -> Result<Option<Tested>, TrainError> {
    if session.model.network().ends_in_relu() {
        through_logits(session, images, host).await
    } else {
        by_metrics(session, images, host).await
    }
}

/// Brings all logits from the device, which tell whether an output is ever other than zero.
async fn through_logits(
    session: &Session,
    images: &Images<'_>,
    host: &mut impl Host,
) -> Result<Option<Tested>, TrainError> {
    let batch = batch_that_fits(session);
    let ask = async |_| host.between_steps(session).await;
    let evaluation = evaluate_images(&session.model, images, session.normalisation(), batch, ask).await?;
    Ok(evaluation.map(|evaluation| Tested {
        loss: evaluation.loss,
        correct: evaluation.correct,
        stuck_outputs: Some(evaluation.stuck_outputs),
    }))
}

/// Brings no more from the device than sums over several batches at a time.
async fn by_metrics(
    session: &mut Session,
    images: &Images<'_>,
    host: &mut impl Host,
) -> Result<Option<Tested>, TrainError> {
    let indices: Vec<u32> = (0..images.len() as u32).collect();
    let chunks = indices.chunks(batch_that_fits(session));
    let last = chunks.len();
    let (mut loss, mut correct) = (0.0, 0.0);
    for (chunk, done) in chunks.zip(1..) {
        session.evaluate(images, chunk);
        if done == last || session.model.unread() >= BATCHES_IN_FLIGHT {
            for metrics in session.model.read_metrics().await? {
                loss += f64::from(metrics.loss);
                correct += f64::from(metrics.correct);
            }
        }
        if host.between_steps(session).await == Signal::Stop {
            // What nobody will read must not be taken for the next step's.
            session.model.read_metrics().await?;
            return Ok(None);
        }
    }
    Ok(Some(Tested {
        loss: (loss / images.len() as f64) as f32,
        correct: correct as u32,
        stuck_outputs: None,
    }))
}
