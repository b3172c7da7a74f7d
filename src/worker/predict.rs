//! What trained networks make of a drawing.

use std::collections::BTreeMap;

use super::device::device_lost;
use crate::data::batch::Normalisation;
use crate::engine::{Model, TrainingState};
use crate::protocol::{Event, Prediction, RequestId, RunId};
use crate::train::Session;
use crate::web::worker_scope;

/// What a run has learned.
pub(super) struct Trained {
    pub model: Model,
    pub state: TrainingState,
}

impl From<Session> for Trained {
    /// Keeps no more of the device's memory than predictions need.
    fn from(session: Session) -> Self {
        let Session { mut model, state, .. } = session;
        model.end_training();
        Self { model, state }
    }
}

/// The runs that have learned: of each network one, its newest or what the page has asked for since.
#[derive(Default)]
pub(super) struct TrainedRuns(BTreeMap<RunId, Trained>);

impl TrainedRuns {
    pub fn get(&self, run: RunId) -> Option<&Trained> {
        self.0.get(&run)
    }

    pub fn has(&self, run: RunId) -> bool {
        self.0.contains_key(&run)
    }

    /// Keeps a run in place of the one of the same network. The page has the checkpoint of that.
    pub fn insert(&mut self, run: RunId, trained: Trained) {
        let network = trained.model.network().id();
        self.0.retain(|_, other| other.model.network().id() != network);
        self.0.insert(run, trained);
    }
}

/// Asks every trained network, and the one of the run in training as it is now, and tells the page.
pub(super) async fn predict(
    trained: &TrainedRuns,
    current: Option<(RunId, &Session)>,
    request: RequestId,
    pixels: &[u8],
) {
    let mut asked: BTreeMap<RunId, (&Model, bool)> =
        trained.0.iter().map(|(&run, trained)| (run, (&trained.model, trained.state.normalise))).collect();
    if let Some((run, Session { model, state, .. })) = current {
        asked.insert(run, (model, state.normalise));
    }
    let mut rows = Vec::new();
    for (run, (model, normalise)) in asked {
        match model.predict(&Normalisation::switched(normalise).image(pixels)).await {
            Ok(probabilities) => rows.push(Prediction { run, probabilities }),
            Err(error) => return device_lost(&error),
        }
    }
    worker_scope::post(&Event::Predictions { request, rows }, Vec::new());
}
