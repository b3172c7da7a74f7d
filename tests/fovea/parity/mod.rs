//! Our arithmetic against PyTorch's, from weights that a formula rebuilds. The fixture's `about` says how
//! PyTorch was run, tests/pytorch/parity.py runs it again.

mod comparison;
mod dropout;
mod layers;
mod networks;
mod runs;
mod schedule;

use std::sync::LazyLock;

use fovea::arch::{Network, Op, ParameterKind};
use fovea::data::{Data, Dataset, rng::splitmix64};
use fovea::engine::State;
use fovea::zoo::{self, Row};
use serde_json::Value;

use crate::mnist::mnist_files;

static FIXTURE: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../fixtures/torch_parity.json")).expect("the fixture is JSON")
});

/// The first 32 training images of MNIST.
fn first_images(test: &str) -> Option<Dataset> {
    const IMAGES: usize = 32;
    let train = Data::from_files(mnist_files(test)?.into()).expect("MNIST parses").train;
    let pixels = (0..IMAGES).flat_map(|index| *train.image(index)).collect();
    Some(Dataset::new(pixels, train.labels()[..IMAGES].to_vec()).expect("as many labels as images"))
}

/// The network that an entry of the fixture names.
fn row(entry: &Value) -> &'static Row {
    zoo::named(entry["network"].as_str().expect("a name")).expect("a network of the zoo")
}

/// The network without dropout.
fn without_dropout(row: &Row) -> Network {
    let mut network = row.network();
    network.layers.retain(|layer| !matches!(layer.op, Op::Dropout { .. }));
    network
}

/// The fixture's weights.
fn fixture_state(network: &Network) -> State {
    let parameters = network.parameters().expect("the zoo's networks fit together");
    let weights = parameters.iter().zip(0u64..).map(|(parameter, number)| {
        let mut state = number * 1_000_003 + 42;
        let bound = 1.0 / (parameter.fan_in as f64).sqrt();
        let mut draw = || (splitmix64(&mut state) >> 40) as f64 / f64::from(1 << 24);
        let count = parameter.elements();
        match parameter.kind {
            ParameterKind::NormWeight => vec![1.0; count],
            ParameterKind::NormBias => vec![0.0; count],
            _ => (0..count).map(|_| ((2.0 * draw() - 1.0) * bound) as f32).collect(),
        }
    });
    let weights = weights.collect::<Vec<Vec<f32>>>().concat();
    State::with_weights(network, weights).expect("the zoo's networks fit together")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}
