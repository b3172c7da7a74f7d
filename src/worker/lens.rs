//! What each layer of a trained network makes of an image, and where one of its numbers comes from.

use super::serve::Studio;
use crate::arch::{TracedLayer, Unit};
use crate::data::{Normalisation, PIXELS};
use crate::engine::{Batch, EngineError, Model};
use crate::protocol::{Event, RequestId, RunId, Trouble};
use crate::train::Session;
use crate::web::{clock, worker_scope};

/// Images in a batch, where the device can hold so many.
const BATCH: usize = 128;

/// Why a look inside shows nothing.
#[derive(Debug, thiserror::Error)]
enum LensError {
    #[error("the trainer no longer has what the network had learned")]
    Gone,
    #[error("the network has no such unit")]
    NoSuchUnit,
    #[error("{0}")]
    Engine(#[from] EngineError),
}

impl Studio {
    /// Answers a [`crate::protocol::Command::Lens`].
    pub async fn look_into(
        &self,
        request: RequestId,
        run: RunId,
        pixels: &[u8],
        unit: Option<Unit>,
        current: Option<(RunId, &Session)>,
    ) {
        let look = async |model: &Model, normalisation| look(model, normalisation, pixels, unit).await;
        let (reply, bulk) = told(self.ask(run, current, look).await);
        worker_scope::post(&Event::Lens { request, reply }, bulk);
    }

    /// Answers a [`crate::protocol::Command::LayerWeights`].
    pub async fn layer_weights(
        &self,
        request: RequestId,
        run: RunId,
        layer: u32,
        (images, labels): (&[u8], &[u8]),
        current: Option<(RunId, &Session)>,
    ) {
        let weights = async |model: &Model, normalisation| {
            layer_weights(model, normalisation, layer, images, labels).await
        };
        let (reply, bulk) = told(self.ask(run, current, weights).await);
        worker_scope::post(&Event::LayerWeights { request, reply }, bulk);
    }

    /// Answers a [`crate::protocol::Command::Alive`].
    pub async fn alive(
        &self,
        request: RequestId,
        run: RunId,
        images: &[u8],
        current: Option<(RunId, &Session)>,
    ) {
        let alive = async |model: &Model, normalisation| alive(model, normalisation, images).await;
        let (reply, milliseconds) = timed(self.ask(run, current, alive)).await;
        worker_scope::post(&Event::Alive { request, reply, milliseconds }, Vec::new());
    }

    /// Answers a [`crate::protocol::Command::Logits`].
    pub async fn logits(
        &self,
        request: RequestId,
        run: RunId,
        images: &[u8],
        current: Option<(RunId, &Session)>,
    ) {
        let logits = async |model: &Model, normalisation| logits(model, normalisation, images).await;
        let (reply, milliseconds) = timed(self.ask(run, current, logits)).await;
        worker_scope::post(&Event::Logits { request, reply, milliseconds }, Vec::new());
    }

    /// What a run's network says, given pixels as it wants them.
    async fn ask<T>(
        &self,
        run: RunId,
        current: Option<(RunId, &Session)>,
        question: impl AsyncFnOnce(&Model, Normalisation) -> Result<T, LensError>,
    ) -> Result<T, Trouble> {
        let (model, normalise) = self.learned(run, current).ok_or(LensError::Gone)?;
        Ok(question(model, Normalisation::switched(normalise)).await?)
    }
}

/// What comes of some work, and the milliseconds that it took.
async fn timed<T>(work: impl Future<Output = T>) -> (T, f64) {
    let began = clock::now_ms();
    let outcome = work.await;
    (outcome, clock::now_ms() - began)
}

/// A reply whose content travels beside it.
fn told(answer: Result<Vec<Vec<u8>>, Trouble>) -> (Result<(), Trouble>, Vec<Vec<u8>>) {
    match answer {
        Ok(bulk) => (Ok(()), bulk),
        Err(trouble) => (Err(trouble), Vec::new()),
    }
}

impl From<LensError> for Trouble {
    fn from(error: LensError) -> Self {
        Trouble {
            message: format!("The network could not be looked into: {error}."),
            advice: "Train it again, or choose another run.".into(),
        }
    }
}

/// The weights, and their gradient over these images.
async fn layer_weights(
    model: &Model,
    normalisation: Normalisation,
    layer: u32,
    images: &[u8],
    labels: &[u8],
) -> Result<Vec<Vec<u8>>, LensError> {
    let layer = layer as usize;
    if layer >= model.network().layers.len() {
        return Err(LensError::NoSuchUnit);
    }
    let network = model.on_cpu().await?;
    let mut bulk = vec![bytes(network.layer_weights(layer).await?)];
    if !labels.is_empty() {
        let pixels = &normalised(normalisation, images);
        bulk.push(bytes(network.layer_gradient(layer, &Batch::Pixels { pixels, labels }).await?));
    }
    Ok(bulk)
}

/// The pixels of images of 28 × 28 bytes.
fn normalised(normalisation: Normalisation, images: &[u8]) -> Vec<f32> {
    images.as_chunks::<PIXELS>().0.iter().flat_map(|image| normalisation.image(image)).collect()
}

/// For each ReLU and each of its channels or units, whether it let something through.
async fn alive(
    model: &Model,
    normalisation: Normalisation,
    images: &[u8],
) -> Result<Vec<Vec<bool>>, LensError> {
    Ok(model.on_cpu().await?.relus_alive(&normalised(normalisation, images)).await?)
}

/// `[images, classes]`.
async fn logits(model: &Model, normalisation: Normalisation, images: &[u8]) -> Result<Vec<f32>, LensError> {
    let batch = match model.prepared() {
        0 => model.prepare_up_to(BATCH).await?,
        prepared => prepared.min(BATCH),
    };
    let mut logits = Vec::new();
    for images in images.chunks(batch * PIXELS) {
        let pixels = &normalised(normalisation, images);
        let labels = &vec![0; images.len() / PIXELS];
        logits.extend(model.logits(&Batch::Pixels { pixels, labels }).await?);
    }
    Ok(logits)
}

/// The input and every layer's output; of the unit its gradient and its parameters.
async fn look(
    model: &Model,
    normalisation: Normalisation,
    pixels: &[u8],
    unit: Option<Unit>,
) -> Result<Vec<Vec<u8>>, LensError> {
    let image = normalisation.image(pixels);
    let network = model.on_cpu().await?;
    let outputs = network.layer_outputs(&image).await?;
    let mut bulk = vec![bytes([image.to_vec(), outputs.concat()].concat())];
    if let Some(unit) = unit {
        let trace = model.network().trace().map_err(EngineError::from)?;
        let has_unit = |layer: &&TracedLayer| (unit.element as usize) < layer.output.elements();
        let layer = trace.layers.get(unit.layer as usize).filter(has_unit).ok_or(LensError::NoSuchUnit)?;
        let (height, width) = layer.output.sides();
        bulk.push(bytes(network.unit_gradient(&image, unit).await?));
        bulk.push(bytes(network.unit_parameters(unit, height * width).await?));
    }
    Ok(bulk)
}

fn bytes(numbers: Vec<f32>) -> Vec<u8> {
    numbers.into_iter().flat_map(f32::to_le_bytes).collect()
}
