//! Testing: loss and accuracy over all test images.

use super::Session;
use super::run::{Host, Signal, TrainError};
use crate::data::Dataset;
use crate::engine::EngineError;

/// Test images in a batch.
const BATCH: usize = 500;

/// What a test came to.
pub(super) struct Tested {
    /// Mean cross-entropy.
    pub loss: f32,
    pub correct: u32,
}

/// Tests the session's model on every image; None when the host said stop.
pub(super) async fn test(
    session: &Session,
    data: &Dataset,
    host: &mut impl Host,
) -> Result<Option<Tested>, TrainError> {
    let indices: Vec<u32> = (0..data.len() as u32).collect();
    let (mut loss, mut correct) = (0.0, 0.0);
    for chunk in indices.chunks(BATCH) {
        let batch = session.test_batch(data, chunk);
        let sums = session.model.evaluate(&batch).into_data_async().await.map_err(EngineError::from)?;
        let mut sums = sums.iter::<f32>().map(f64::from);
        loss += sums.next().unwrap_or(f64::NAN);
        correct += sums.next().unwrap_or(0.0);
        if host.between_steps(session).await == Signal::Stop {
            return Ok(None);
        }
    }
    let loss = (loss / data.len() as f64) as f32;
    Ok(Some(Tested { loss, correct: correct as u32 }))
}
