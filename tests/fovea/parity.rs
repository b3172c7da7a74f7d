//! Our arithmetic against PyTorch's: logits, losses of four steps, gradients and running statistics
//! from weights that a formula rebuilds. The fixture's `about` says how PyTorch was run.

use std::sync::LazyLock;

use fovea::arch::{Network, NetworkChoice, NetworkId, Op, ParameterKind};
use fovea::data::batch::{Normalisation, assemble, labels};
use fovea::data::{Data, rng::splitmix64};
use fovea::engine::{Batch, Device, Model, Sgd, Snapshot, State, TrainingState};
use safetensors::SafeTensors;
use serde_json::Value;

use crate::devices::{devices, wait};
use crate::mnist::mnist_files;

static FIXTURE: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../fixtures/torch_parity.json")).expect("the fixture is JSON")
});

#[test]
fn session2_computes_what_pytorch_computes() {
    compare(NetworkId::Session2);
}

#[test]
fn session1_last_relu_computes_what_pytorch_computes() {
    compare(NetworkId::Session1LastRelu);
}

#[test]
fn session6_computes_what_pytorch_computes() {
    compare(NetworkId::Session6);
}

#[test]
fn mlp_computes_what_pytorch_computes() {
    compare(NetworkId::Mlp);
}

#[test]
fn lenet_computes_what_pytorch_computes() {
    compare(NetworkId::Lenet);
}

#[test]
fn cnn_computes_what_pytorch_computes() {
    compare(NetworkId::Cnn);
}

fn compare(id: NetworkId) {
    let Some((pixels, labels)) = first_images(id.as_str()) else { return };
    let batch = Batch::Pixels { pixels: &pixels, labels: &labels };
    for (device_name, device) in devices() {
        let label = format!("{id} on {device_name}");
        Comparison { expected: &FIXTURE["nets"][id.as_str()], label }.run(id, &batch, &device);
    }
}

/// The first 32 training images of MNIST, normalised.
fn first_images(test: &str) -> Option<(Vec<f32>, Vec<u8>)> {
    let data = Data::from_files(mnist_files(test)?.into()).expect("MNIST parses");
    let indices: Vec<u32> = (0..32).collect();
    let mut pixels = Vec::new();
    assemble(&data.train, &indices, &Normalisation::MNIST, None, &mut pixels);
    Some((pixels, labels(&data.train, &indices)))
}

/// The network without dropout, with the fixture's weights.
fn fixture_model(id: NetworkId, device: &Device) -> Model {
    let mut network: Network = NetworkChoice::new(id).network();
    network.layers.retain(|layer| !matches!(layer.op, Op::Dropout { .. }));
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
    let state = State::with_weights(&network, weights).expect("the zoo's networks fit together");
    wait(Model::with_state(network, &state, device)).expect("the device works")
}

struct Comparison<'a> {
    expected: &'a Value,
    label: String,
}

impl Comparison<'_> {
    fn run(&self, id: NetworkId, batch: &Batch<'_>, device: &Device) {
        let mut model = fixture_model(id, device);
        // With batch norm in training mode the logits of evaluation are others.
        let normalised = !model.network().running_statistics().expect("fits").is_empty();
        if !normalised {
            self.logits("logits_first_two", &model, batch);
        }
        let gradients = wait(fixture_model(id, device).differentiate(batch, 0)).expect("gradients");
        self.gradients(&model, &gradients);

        let number = |key: &str| self.expected[key].as_f64().expect("a number");
        let sgd = Sgd { learning_rate: number("lr"), momentum: number("momentum"), weight_decay: 0.0 };
        for (step, expected) in numbers(&self.expected["losses"]).into_iter().enumerate() {
            if step == 3 && !normalised {
                self.logits("logits_after_three_steps_first_two", &model, batch);
            }
            model.train_step(batch, &sgd, 0);
            let loss = wait(model.read_metrics()).expect("metrics")[0].loss / batch.len() as f32;
            self.near(&format!("loss of step {}", step + 1), loss, expected, 1e-4 * expected.abs());
        }
        if normalised {
            self.running_statistics(&model);
        }
    }

    fn logits(&self, key: &str, model: &Model, batch: &Batch<'_>) {
        let logits = wait(model.logits(batch)).expect("logits");
        let expected: Vec<f64> =
            self.expected[key].as_array().expect("rows").iter().flat_map(numbers).collect();
        let scale = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        for (index, expected) in expected.into_iter().enumerate() {
            self.near(&format!("{key}[{index}]"), logits[index], expected, 1e-3 * scale);
        }
    }

    fn gradients(&self, model: &Model, mut gradients: &[f32]) {
        let expected = self.expected["gradients"].as_array().expect("gradients");
        let parameters = model.network().parameters().expect("fits");
        assert_eq!(expected.len(), parameters.len(), "{}", self.label);
        for (expected, parameter) in expected.iter().zip(parameters) {
            let name = &parameter.name;
            assert_eq!(expected["name"], name.as_str());
            let (values, rest) = gradients.split_at(parameter.elements());
            gradients = rest;
            let number = |key: &str| expected[key].as_f64().expect("a number");
            let l2 = values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
            self.near(&format!("norm of {name}"), l2 as f32, number("l2"), 1e-3 * number("l2"));
            // The sum may cancel to nothing: its scale is that of the summands.
            let sum = values.iter().map(|&value| f64::from(value)).sum::<f64>();
            let scale = values.iter().map(|&value| f64::from(value).abs()).sum::<f64>();
            self.near(&format!("sum of {name}"), sum as f32, number("sum"), 1e-3 * scale);
            let typical = number("l2") / (values.len() as f64).sqrt();
            for (index, first) in numbers(&expected["first"]).into_iter().enumerate() {
                let tolerance = 1e-3 * first.abs().max(typical);
                self.near(&format!("{name}[{index}]"), values[index], first, tolerance);
            }
        }
    }

    fn running_statistics(&self, model: &Model) {
        let learned = wait(model.state()).expect("the state");
        let snapshot = Snapshot::new(model.network(), &learned, TrainingState::default()).expect("fits");
        let file = SafeTensors::deserialize(&snapshot.0).expect("a safetensors file");
        for expected in self.expected["running"].as_array().expect("statistics") {
            let name = expected["name"].as_str().expect("a name");
            let tensor = file.tensor(name).expect("the statistic");
            let values = tensor.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
            for (value, expected) in values.zip(numbers(&expected["values"])) {
                self.near(name, value, expected, 1e-3 * expected.abs());
            }
        }
    }

    fn near(&self, what: &str, ours: f32, expected: f64, tolerance: f64) {
        let difference = (f64::from(ours) - expected).abs();
        assert!(
            difference <= tolerance,
            "{}: {what} is {ours}, PyTorch's is {expected} (differs by {difference:e}, allowed {tolerance:e})",
            self.label
        );
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("numbers").iter().map(|value| value.as_f64().expect("a number")).collect()
}
