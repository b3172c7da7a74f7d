//! Every network: logits, each gradient, losses of four steps, running statistics.

use fovea::arch::NetworkId;
use fovea::data::batch::{Normalisation, assemble};
use fovea::engine::{Batch, Device, Model, Sgd};
use serde_json::Value;

use super::comparison::{Comparison, named_running, named_weights};
use super::{FIXTURE, first_images, fixture_state, number, numbers, without_dropout};
use crate::devices::{devices, wait};

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

#[test]
fn nn2_computes_what_pytorch_computes() {
    compare(NetworkId::Nn2);
}

#[test]
fn cnn2_computes_what_pytorch_computes() {
    compare(NetworkId::Cnn2);
}

#[test]
fn tiny_computes_what_pytorch_computes() {
    compare(NetworkId::Tiny);
}

fn compare(id: NetworkId) {
    let Some(images) = first_images(id.as_str()) else { return };
    let mut pixels = Vec::new();
    let indices: Vec<u32> = (0..images.len() as u32).collect();
    assemble(&images, &indices, &Normalisation::MNIST, None, &mut pixels);
    let batch = Batch::Pixels { pixels: &pixels, labels: images.labels() };
    for (device_name, device) in devices() {
        let comparison = Comparison { label: format!("{id} on {device_name}") };
        four_steps(&comparison, &FIXTURE["nets"][id.as_str()], id, &batch, &device);
    }
}

fn four_steps(ours: &Comparison, expected: &Value, id: NetworkId, batch: &Batch<'_>, device: &Device) {
    let network = without_dropout(id);
    let state = fixture_state(&network);
    let fresh = || wait(Model::with_state(network.clone(), &state, device)).expect("the device works");
    let mut model = fresh();
    wait(model.prepare(batch.len())).expect("fits");
    // With batch norm in training mode the logits of evaluation are others: see the runs.
    let normalised = !state.running.is_empty();
    if !normalised {
        let logits = wait(model.logits(batch)).expect("logits");
        ours.logits("logits", &logits, &expected["logits_first_two"]);
    }
    let gradients = wait(fresh().differentiate(batch, 0)).expect("gradients");
    ours.tensors("gradient of", &named_weights(&network, &gradients), &expected["gradients"]);

    let sgd = Sgd {
        learning_rate: number(&expected["lr"]),
        momentum: number(&expected["momentum"]),
        weight_decay: 0.0,
    };
    for (step, loss) in numbers(&expected["losses"]).into_iter().enumerate() {
        if step == 3 && !normalised {
            let logits = wait(model.logits(batch)).expect("logits");
            let later = &expected["logits_after_three_steps_first_two"];
            ours.logits("logits after three steps", &logits, later);
        }
        model.train_step(batch, &sgd, 0);
        let metrics = wait(model.read_metrics()).expect("metrics");
        ours.loss(&format!("step {}", step + 1), metrics[0].loss / batch.len() as f32, loss);
    }
    if normalised {
        let learned = wait(model.state()).expect("the state");
        ours.running(&named_running(&network, &learned.running), &expected["running"]);
    }
}
