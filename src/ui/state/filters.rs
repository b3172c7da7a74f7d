//! The weights of a layer, and their gradient, as the lens shows them beside the layer's output.

use std::rc::Rc;

use super::lens::{learned, numbers};
use super::{Effect, Lens, PageState, View};
use crate::protocol::{Command, RequestId, RunId, Trouble};
use crate::web::Bulk;

/// Test images of a batch whose gradient is shown.
const GRADIENT_IMAGES: u32 = 128;

/// Floating-point operations of the forward pass over that batch: about a second with all that follows.
const GRADIENT_FLOPS: u64 = 2_000_000_000;

/// The weights of a layer that are shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filters {
    request: RequestId,
    layer: u32,
    of: FiltersOf,
    /// Once they are there.
    weights: Option<Rc<LayerWeights>>,
}

/// What decides a layer's weights and their gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FiltersOf {
    run: RunId,
    /// As in a question.
    learned: (usize, bool),
    images: u32,
}

/// The weights of a layer, without bias, in PyTorch's layout.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWeights {
    pub weights: Vec<f32>,
    /// Of the mean loss of the first test images; empty without images.
    pub gradient: Vec<f32>,
    /// How many images.
    pub images: u32,
}

impl Lens {
    /// The layer whose weights are shown, and its weights once they are there.
    pub fn filters(&self) -> Option<(u32, Option<&Rc<LayerWeights>>)> {
        let seen = self.seen.as_ref()?;
        let filters = self.filters.as_ref().filter(|filters| filters.of.run == seen.question.run)?;
        Some((filters.layer, filters.weights.as_ref()))
    }
}

impl PageState {
    pub(super) fn ask_filters(&mut self, layer: Option<u32>) -> Vec<Effect> {
        self.inspect.lens.filters = None;
        let layers = self.inspected().map_or(0, |record| record.config.network.layers.len());
        let layer = layer.filter(|layer| (*layer as usize) < layers);
        let Some((of, layer)) = self.filters_of().zip(layer) else { return Vec::new() };
        let request = self.next_request();
        self.inspect.lens.filters = Some(Filters { request, layer, of, weights: None });
        let images = self.inspect.images.as_ref().and_then(|images| images.first(of.images));
        let (images, labels) = images.unwrap_or_default();
        let run = of.run;
        self.ask_about(run, Command::LayerWeights { request, run, layer, images, labels })
    }

    /// Of what run, weights and images filters can be shown now.
    fn filters_of(&self) -> Option<FiltersOf> {
        let record = self.inspected().filter(|record| record.has_weights())?;
        let images = self.inspect.images.as_ref().map_or(0, |images| images.count());
        let flops = record.config.network.trace().ok()?.flops.max(1);
        let most = (GRADIENT_FLOPS / flops).clamp(1, GRADIENT_IMAGES.into()) as u32;
        Some(FiltersOf { run: record.run, learned: learned(record), images: images.min(most) })
    }

    /// Asks for the weights that are shown again where the run has learned more, or another run is looked into.
    pub(super) fn renew_filters(&mut self) -> Vec<Effect> {
        let shown = self.inspect.lens.filters.as_ref().filter(|_| self.view == View::Inspect);
        let stale = shown.filter(|filters| self.filters_of() != Some(filters.of));
        stale.map(|filters| filters.layer).map(|layer| self.ask_filters(Some(layer))).unwrap_or_default()
    }

    /// Takes in the weights of a layer.
    pub(super) fn take_filters(&mut self, request: RequestId, reply: Result<(), Trouble>, bulk: &[Bulk]) {
        let awaited = self.inspect.lens.filters.as_mut().filter(|filters| filters.request == request);
        match (awaited, reply) {
            (Some(filters), Ok(())) => {
                let [weights, gradient] = [0, 1].map(|at| bulk.get(at).map(numbers).unwrap_or_default());
                filters.weights =
                    Some(Rc::new(LayerWeights { weights, gradient, images: filters.of.images }));
            }
            (Some(_), Err(trouble)) => self.alerts_mut().add(trouble),
            (None, _) => {}
        }
    }
}
