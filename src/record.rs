//! A run as page and command line hand it over: what there is to tell of it, weights left out.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::reports::{Answer, EpochReport, Evaluation, StepMetric};
use crate::settings::TrainConfig;
use crate::study::{Confusion, Listed, Which, listed};

/// Points of a curve that are kept at most.
const POINTS: usize = 1_000;

/// Misread images that are kept at most.
const MISREAD: usize = 40;

/// A run and what there is to tell of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What its owner calls it.
    pub title: String,
    /// With the network as it was trained.
    pub config: TrainConfig,
    /// The PyTorch source of a network of the user's own; the label of the configuration's network names it there.
    pub source: Option<String>,
    /// Where it was computed.
    pub device: String,
    /// What the data are called that it learned from.
    pub data: String,
    pub outcome: Outcome,
    pub epochs: Vec<EpochReport>,
    /// Loss and accuracy of the steps, smoothed, finite and thinned; see [`thinned`].
    pub curve: Vec<StepMetric>,
    /// The test set, looked at once in the end, where validation images were kept apart.
    pub final_test: Option<Evaluation>,
    /// Of the last test on the test set.
    pub confusion: Option<Confusion>,
    /// Images of it that were misread, those of which the network was surest first.
    pub misread: Vec<Misread>,
    /// What the user found, in Markdown.
    pub notes: String,
    /// The address that opens the same settings.
    pub link: String,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Running,
    Done,
    Stopped,
    Failed,
}

impl Outcome {
    /// The word in a hand-in.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Running => "running",
            Outcome::Done => "done",
            Outcome::Stopped => "stopped",
            Outcome::Failed => "failed",
        }
    }
}

/// An image that was misread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Misread {
    /// Its place in the test set.
    pub index: u32,
    pub answer: Answer,
    /// 28 × 28 bytes; in base64 where people may read it.
    #[serde(serialize_with = "write_pixels", deserialize_with = "read_pixels")]
    pub pixels: Vec<u8>,
}

fn write_pixels<S: Serializer>(pixels: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&STANDARD.encode(pixels))
    } else {
        pixels.serialize(serializer)
    }
}

fn read_pixels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    if !deserializer.is_human_readable() {
        return Vec::deserialize(deserializer);
    }
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}

impl Run {
    /// Seconds of training, testing left out.
    pub fn seconds(&self) -> f64 {
        self.epochs.iter().map(|epoch| epoch.train_seconds).sum()
    }
}

/// The images that were misread, the surest answers first, as far as there are `pixels` of them.
pub fn misread(answers: &[Answer], pixels: impl Fn(u32) -> Option<Vec<u8>>) -> Vec<Misread> {
    let pictured = |Listed { index, answer }: Listed| Some(Misread { index, answer, pixels: pixels(index)? });
    listed(answers, Which::default()).into_iter().take(MISREAD).filter_map(pictured).collect()
}

/// At most a thousand of these points, evenly spread, the last among them; what is not finite is left out.
pub fn thinned(points: impl ExactSizeIterator<Item = StepMetric>) -> Vec<StepMetric> {
    let (every, last) = (points.len().div_ceil(POINTS).max(1), points.len().saturating_sub(1));
    let chosen = points.enumerate().filter(|(at, _)| at % every == 0 || *at == last).map(|(_, point)| point);
    chosen.filter(|point| point.loss.is_finite() && point.accuracy.is_finite()).collect()
}
