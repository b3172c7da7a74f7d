//! What a file of weights says about itself in its metadata.

use super::error::WeightsError;
use super::file::TensorFile;
use crate::arch::Network;

/// The metadata that tells what the network is called that the weights are of.
pub(in crate::engine) const NETWORK: &str = "network";
/// The metadata that tells which network that is: its [`NetworkId`](crate::arch::NetworkId).
pub(in crate::engine) const IDENTITY: &str = "identity";
/// The metadata that tells whether it learned from normalised pixels, and must see such.
pub(in crate::engine) const NORMALISE: &str = "normalise";
/// The same in American spelling, as others write it.
const NORMALIZE: &str = "normalize";
/// The metadata that tells what it was trained on. For people: nothing is decided by it.
const DATA: &str = "data";

/// What is written beside the weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// Whether the network learned from normalised pixels, and must see such.
    pub normalise: bool,
    /// The data that it was trained on in a few words, such as `MNIST`; None when nobody knows.
    pub data: Option<&'a str>,
}

impl About<'_> {
    /// The metadata of a file with weights of this network.
    pub(super) fn metadata(&self, network: &Network) -> Vec<(&'static str, String)> {
        let mut metadata = vec![
            (NETWORK, network.name.clone()),
            (IDENTITY, network.id().to_string()),
            (NORMALISE, self.normalise.to_string()),
        ];
        metadata.extend(self.data.map(|data| (DATA, data.to_owned())));
        metadata
    }
}

/// What a file says of the network that its weights are of.
pub(super) enum Origin {
    /// Nothing, but perhaps a name that is not this network's.
    Unknown {
        says: Option<String>,
    },
    This,
    Other(WeightsError),
}

/// Whether the weights of a file are of `network`.
pub(super) fn origin(network: &Network, file: &TensorFile<'_>) -> Origin {
    let says = file.metadata(NETWORK).filter(|says| *says != network.name).map(str::to_owned);
    match file.metadata(IDENTITY) {
        None => Origin::Unknown { says },
        Some(identity) if identity == network.id().to_string() => Origin::This,
        Some(_) => Origin::Other(match says {
            Some(says) => WeightsError::OtherIdentity { says, this: network.name.clone() },
            None => WeightsError::OtherLayers { this: network.name.clone() },
        }),
    }
}

/// Whether the network wants normalised pixels; None when the file does not say.
///
/// # Errors
/// [`WeightsError::Normalise`] and [`WeightsError::NormaliseTwice`].
pub(super) fn normalise(file: &TensorFile<'_>) -> Result<Option<bool>, WeightsError> {
    let said = |key: &'static str| file.metadata(key).map(|value| switch(key, value)).transpose();
    match (said(NORMALISE)?, said(NORMALIZE)?) {
        (Some(normalise), Some(normalize)) if normalise != normalize => {
            Err(WeightsError::NormaliseTwice { normalise, normalize })
        }
        (british, american) => Ok(british.or(american)),
    }
}

/// What a file calls the data that its weights were learned from.
pub(super) fn data(file: &TensorFile<'_>) -> Option<String> {
    file.metadata(DATA).map(str::to_owned)
}

/// `True` is how Python writes it, `1` how a form does.
fn switch(key: &'static str, value: &str) -> Result<bool, WeightsError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(WeightsError::Normalise { key, value: value.to_owned() }),
    }
}
