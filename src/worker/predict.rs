//! What trained networks make of a drawing.

use std::collections::BTreeMap;

use super::device::device_lost;
use crate::arch::{NetworkChoice, NetworkId};
use crate::data::PIXELS;
use crate::data::batch::Normalisation;
use crate::engine::{Model, TrainingState};
use crate::protocol::{Event, Prediction};
use crate::train::Session;
use crate::web::worker_scope;

/// A network that has learned something.
pub(super) struct Trained {
    pub network: NetworkChoice,
    pub model: Model,
    pub state: TrainingState,
}

impl From<Session> for Trained {
    /// Keeps no more of the device's memory than predictions need.
    fn from(session: Session) -> Self {
        let Session { config, mut model, state } = session;
        model.end_training();
        Self { network: config.network, model, state }
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
    let mut asked: BTreeMap<NetworkId, (NetworkChoice, &Model, bool)> = trained
        .iter()
        .map(|(&id, trained)| (id, (trained.network, &trained.model, trained.state.normalise)))
        .collect();
    if let Some(Session { config, model, state }) = current {
        asked.insert(config.network.id, (config.network, model, state.normalise));
    }
    let mut rows = Vec::new();
    for (network, model, normalise) in asked.into_values() {
        match model.predict(&normalised(pixels, normalise)).await {
            Ok(probabilities) => rows.push(Prediction { network, probabilities }),
            Err(error) => return device_lost(&error),
        }
    }
    worker_scope::post(&Event::Predictions { request, rows }, Vec::new());
}

/// The image as the network wants it; what is missing of it is background.
fn normalised(pixels: &[u8], normalise: bool) -> [f32; PIXELS] {
    let (scale, offset) = Normalisation::switched(normalise).affine();
    let mut image = [offset; PIXELS];
    for (to, &pixel) in image.iter_mut().zip(pixels) {
        *to = f32::from(pixel) * scale + offset;
    }
    image
}
