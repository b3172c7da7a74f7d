//! Weights that wait for their test.

use crate::protocol::{Event, RequestId, RunId, WeightsNews};
use crate::settings::TrainConfig;
use crate::web::worker_scope;

/// Weights that are still to be tested.
pub(super) struct Untested {
    /// The request that asks for the test.
    pub request: RequestId,
    /// Their run.
    pub run: RunId,
    /// What they are to be tested with: network, data, device.
    pub config: TrainConfig,
}

impl Untested {
    pub fn tell(&self, news: WeightsNews) {
        worker_scope::post(&Event::Weights { request: self.request, news }, Vec::new());
    }
}
