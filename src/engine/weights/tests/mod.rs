//! Which files of weights are read, and in which words the others are refused.

mod damage;
mod identity;
mod lookalikes;
mod metadata;
mod prefixes;
mod round_trip;
mod types;

use std::collections::HashMap;

use safetensors::tensor::{Dtype, TensorView};

use super::*;
use crate::zoo::{self, Row};

fn state_of(network: &Network) -> State {
    State::fresh(network, 1).unwrap()
}

const NORMALISED: About<'_> = About { normalise: true, data: Some("own files, then MNIST") };
const PLAIN: About<'_> = About { normalise: false, data: None };

/// A file of LeNet's weights.
fn lenet() -> Vec<u8> {
    let network = zoo::LENET.network();
    write(&network, &state_of(&network), &NORMALISED).unwrap()
}

/// The words of the error that these bytes give where LeNet's weights are expected.
fn refusal(bytes: &[u8]) -> String {
    read(&zoo::LENET.network(), bytes).unwrap_err().to_string()
}

/// What these bytes give where LeNet's weights are expected.
fn loaded(bytes: &[u8]) -> Loaded {
    read(&zoo::LENET.network(), bytes).unwrap()
}

fn assert_says(said: &str, expected: &[&str]) {
    for words in expected {
        assert!(said.contains(words), "{said:?} lacks {words:?}");
    }
}

/// A tensor of a file that somebody else wrote.
struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// How many batches a norm has seen, as PyTorch keeps it.
fn batches_counted(name: &str) -> Tensor {
    let bytes = 118u64.to_le_bytes().to_vec();
    Tensor { name: name.to_owned(), dtype: Dtype::I64, shape: Vec::new(), bytes }
}

/// An empty tensor.
fn empty(name: &str) -> Tensor {
    Tensor { name: name.to_owned(), dtype: Dtype::F32, shape: vec![0], bytes: Vec::new() }
}

/// The tensors of a fresh network as somebody else would write them, changed by `change`.
fn written_elsewhere(row: &Row, change: impl Fn(&mut Vec<Tensor>)) -> Vec<u8> {
    let network = row.network();
    let state = state_of(&network);
    let ours = tensors(&network, &state).unwrap().into_iter();
    let mut theirs: Vec<_> = ours
        .map(|(name, view)| Tensor {
            name,
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        })
        .collect();
    change(&mut theirs);
    let views = theirs.iter().map(|tensor| {
        (&tensor.name, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

/// Gives every tensor the name that `rename` makes of its own.
fn renamed(tensors: &mut [Tensor], rename: impl Fn(&str) -> String) {
    for tensor in tensors {
        tensor.name = rename(&tensor.name);
    }
}

/// LeNet's weights with this metadata.
fn lenet_saying(metadata: &[(&str, &str)]) -> Vec<u8> {
    let network = zoo::LENET.network();
    let state = state_of(&network);
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let metadata: HashMap<String, String> = metadata.collect();
    safetensors::serialize(tensors(&network, &state).unwrap(), Some(metadata)).unwrap()
}

fn named<'a>(tensors: &'a mut [Tensor], name: &str) -> &'a mut Tensor {
    tensors.iter_mut().find(|tensor| tensor.name == name).unwrap()
}
