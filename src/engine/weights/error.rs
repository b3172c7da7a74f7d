//! Why weights cannot be read or written, and what to do about it.

use safetensors::SafeTensorError;
use safetensors::tensor::Dtype;
use thiserror::Error;

use super::advice::advice;
use super::lookalike::Lookalike;
use crate::arch::TraceError;

/// Each names the tensor where there is one.
#[derive(Debug, Error)]
pub enum WeightsError {
    /// The layers do not fit together.
    #[error(transparent)]
    Network(#[from] TraceError),
    /// What is to be written is not the state of this network.
    #[error("the weights do not fit into the format: {0}")]
    Unwritable(#[from] SafeTensorError),
    /// A file of another kind, which is known.
    #[error("this is no safetensors file but {0}")]
    Lookalike(Lookalike),
    #[error(
        "this is no safetensors file: it has only {bytes} bytes; choose the file that was saved with \
         safetensors.torch.save_file"
    )]
    TooShort { bytes: usize },
    #[error(
        "its first 8 bytes announce a header of {claimed} bytes, where at most {most} are read: it is \
         damaged or no safetensors file; choose one that was saved with safetensors.torch.save_file"
    )]
    HeaderTooLarge { claimed: u64, most: u64 },
    #[error("it ends within its header, after {found} of {expected} bytes; copy or download it again")]
    HeaderTruncated { found: usize, expected: usize },
    #[error(
        "its header is not that of a safetensors file ({0}); choose one that was saved with \
         safetensors.torch.save_file"
    )]
    Header(#[source] serde_json::Error),
    #[error(
        "it ends within the tensor `{name}`: {found} of {expected} bytes of numbers are there; copy or \
         download it again"
    )]
    Truncated { name: String, found: usize, expected: usize },
    #[error("it goes on for {bytes} bytes after its last tensor; copy or download it again")]
    Trailing { bytes: usize },
    #[error("the tensor `{name}` is missing{}", advice(.name, .stranger.as_deref()))]
    Missing {
        name: String,
        /// A tensor of the file that the network does not have.
        stranger: Option<String>,
    },
    #[error(
        "the tensor `{name}` is none of this network's; choose the network that the weights belong to, or \
         save them without it"
    )]
    Extra { name: String },
    #[error(
        "the tensor `{name}` has the shape {found:?} where this network's has {expected:?}; choose the \
         network, and the filters, that the weights belong to"
    )]
    Shape { name: String, found: Vec<usize>, expected: Vec<usize> },
    #[error(
        "the tensor `{name}` holds numbers of type {found} where F32, F16, BF16 or F64 is expected; convert \
         with .float(), or with .dequantize() what is quantised"
    )]
    Type { name: String, found: Dtype },
    #[error(
        "the tensor `{name}` holds {value:?} at place {place}, which is not finite in F32, and a network with \
         such a weight computes nothing; save the weights of an earlier state"
    )]
    NotFinite { name: String, place: usize, value: f64 },
    #[error(
        "its metadata `{key}` is `{value}` where `true`, `false`, `1` or `0` is understood; save it as one of \
         these, or leave it out"
    )]
    Normalise { key: &'static str, value: String },
    #[error(
        "its metadata say both `normalise`, which is {normalise}, and `normalize`, which is {normalize}; save \
         it with one of them"
    )]
    NormaliseTwice { normalise: bool, normalize: bool },
    #[error(
        "its weights are of the network `{says}`, and not of `{this}`; choose `{says}`: in another network they \
         compute something else, even where their shapes fit"
    )]
    OtherIdentity { says: String, this: String },
    #[error(
        "its weights are of a network with other layers than `{this}` has here; choose the network, and the \
         filters, that they belong to"
    )]
    OtherLayers { this: String },
    #[error("it was written for the network `{says}`, and not for this one: {error}")]
    OtherNetwork { says: String, error: Box<WeightsError> },
}
