//! Every network: logits, each gradient, losses of four steps, running statistics.

use fovea::data::batch::{Normalisation, assemble};
use fovea::engine::{Batch, Device, Model, Optimiser};
use fovea::zoo::{self, Row};
use serde_json::Value;

use super::comparison::{Comparison, TOLERANCE, named_running, named_weights};
use super::{FIXTURE, first_images, fixture_state, number, numbers, without_dropout};
use crate::devices::{devices, devices_with_burn, wait};

#[test]
fn session2_computes_what_pytorch_computes() {
    compare(&zoo::SESSION2);
}

#[test]
fn session1_last_relu_computes_what_pytorch_computes() {
    compare(&zoo::SESSION1_LAST_RELU);
}

#[test]
fn session6_computes_what_pytorch_computes() {
    compare(&zoo::SESSION6);
}

#[test]
fn mlp_computes_what_pytorch_computes() {
    compare(&zoo::MLP);
}

#[test]
fn lenet_computes_what_pytorch_computes() {
    compare(&zoo::LENET);
}

#[test]
fn cnn_computes_what_pytorch_computes() {
    compare(&zoo::CNN);
}

#[test]
fn cnn_strided_computes_what_pytorch_computes() {
    compare(&zoo::CNN_STRIDED);
}

#[test]
fn nn2_computes_what_pytorch_computes() {
    compare(&zoo::NN2);
}

#[test]
fn cnn2_computes_what_pytorch_computes() {
    compare(&zoo::CNN2);
}

#[test]
fn tiny_computes_what_pytorch_computes() {
    compare(&zoo::TINY);
}

fn compare(row: &Row) {
    let Some(images) = first_images(row.name) else { return };
    let mut pixels = Vec::new();
    let indices: Vec<u32> = (0..images.len() as u32).collect();
    assemble(&images, &indices, &Normalisation::MNIST, None, &mut pixels);
    let batch = Batch::Pixels { pixels: &pixels, labels: images.labels() };
    // On lavapipe burn's kernels take minutes for a step of the networks with seven wide layers.
    let wide = [&zoo::SESSION2, &zoo::SESSION1_LAST_RELU].map(Row::id).contains(&row.id());
    for (device_name, device) in if wide { devices() } else { devices_with_burn() } {
        let comparison = Comparison { label: format!("{} on {device_name}", row.name), tolerance: TOLERANCE };
        four_steps(&comparison, &FIXTURE["nets"][row.name], row, &batch, &device);
    }
}

fn four_steps(ours: &Comparison, expected: &Value, row: &Row, batch: &Batch<'_>, device: &Device) {
    let network = without_dropout(row);
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

    let sgd = Optimiser::sgd(number(&expected["lr"]), number(&expected["momentum"]), 0.0);
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
