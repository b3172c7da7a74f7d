//! The test after each epoch: loss and accuracy over all test images, and stuck outputs where a network
//! can have them.

use super::evaluate::evaluate_images;
use super::{Host, Session, Signal, TrainConfig, TrainError};
use crate::engine::Images;

/// Images in a batch at least: smaller ones would only be slower.
const SMALLEST_BATCH: usize = 32;

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

/// Images in a batch of the test.
pub(super) fn batch(config: &TrainConfig) -> usize {
    config.batch.max(SMALLEST_BATCH)
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
    let batch = batch(&session.config);
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
    let chunks = indices.chunks(batch(&session.config));
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
