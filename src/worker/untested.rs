//! Loaded weights that wait for their test.

use crate::protocol::{Event, RequestId, WeightsNews};
use crate::train::TrainConfig;
use crate::web::worker_scope;

/// Weights that were loaded and are still to be tested.
pub(super) struct Untested {
    /// The request that brought them.
    pub request: RequestId,
    /// What they are to be tested with: network, data, device.
    pub config: TrainConfig,
}

impl Untested {
    pub fn tell(&self, news: WeightsNews) {
        let (request, network) = (self.request, self.config.network);
        worker_scope::post(&Event::Weights { request, network, news }, Vec::new());
    }
}
