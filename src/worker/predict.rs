//! What trained networks make of a drawing.

use std::collections::BTreeMap;

use super::device::device_lost;
use crate::arch::{CLASSES, NetworkChoice, NetworkId};
use crate::data::PIXELS;
use crate::data::batch::Normalisation;
use crate::engine::{self, EngineError, Model, TrainingState};
use crate::protocol::{Event, Prediction};
use crate::train::Session;
use crate::web::worker_scope;

/// A network that has learned something.
#[derive(Clone)]
pub(super) struct Trained {
    pub network: NetworkChoice,
    pub model: Model,
    pub state: TrainingState,
}

impl From<&Session> for Trained {
    fn from(session: &Session) -> Self {
        Self { network: session.config.network, model: session.model.clone(), state: session.state }
    }
}

/// The networks that have learned, one for each tab: other filters make another network of the same name.
pub(super) type TrainedNetworks = BTreeMap<NetworkId, Trained>;

/// Asks every trained network, and the one in training as it is now, and tells the page.
pub(super) async fn predict(
    trained: &TrainedNetworks,
    current: Option<&Session>,
    request: u32,
    pixels: &[u8],
) {
    let mut asked = trained.clone();
    if let Some(session) = current {
        asked.insert(session.config.network.id, session.into());
    }
    let mut rows = Vec::new();
    for trained in asked.into_values() {
        match probabilities(&trained, pixels).await {
            Ok(probabilities) => rows.push(Prediction { network: trained.network, probabilities }),
            Err(error) => return device_lost(&error),
        }
    }
    worker_scope::post(&Event::Predictions { request, rows }, Vec::new());
}

async fn probabilities(trained: &Trained, pixels: &[u8]) -> Result<[f32; CLASSES], EngineError> {
    let (scale, offset) = Normalisation::switched(trained.state.normalise).affine();
    let mut image: Vec<f32> = pixels.iter().map(|&pixel| f32::from(pixel) * scale + offset).collect();
    image.resize(PIXELS, offset);
    engine::predict(&trained.model, &image).await
}
