//! Several steps on changing batches: weight decay with momentum, batch norm's running statistics, and
//! what the network then answers in evaluation mode.

use fovea::data::Dataset;
use fovea::data::batch::Normalisation;
use fovea::engine::{Batch, Device, Images, Model, Optimiser, Selection};
use serde_json::Value;

use super::comparison::{Comparison, TOLERANCE, named_running, named_weights};
use super::{FIXTURE, first_images, fixture_state, number, numbers, row, without_dropout};
use crate::devices::{devices_with_burn, wait};

#[test]
fn batch_norm_in_evaluation_mode_is_pytorchs() {
    compare("batch norm in evaluation");
}

#[test]
fn weight_decay_with_momentum_is_pytorchs() {
    compare("weight decay");
}

#[test]
fn weight_decay_of_batch_norm_is_pytorchs() {
    compare("weight decay of batch norm");
}

fn compare(run: &str) {
    let Some(images) = first_images(run) else { return };
    for (device_name, device) in devices_with_burn() {
        let comparison = Comparison { label: format!("{run} on {device_name}"), tolerance: TOLERANCE };
        several_steps(&comparison, &FIXTURE["runs"][run], &images, &device);
    }
}

fn several_steps(ours: &Comparison, expected: &Value, data: &Dataset, device: &Device) {
    let network = without_dropout(row(expected));
    let state = fixture_state(&network);
    let mut model = wait(Model::with_state(network.clone(), &state, device)).expect("the device works");
    wait(model.prepare(data.len())).expect("fits");
    let images = wait(Images::new(data, device));
    let select = |indices| {
        let normalisation = Normalisation::MNIST;
        Batch::Selection(Selection { images: &images, indices, normalisation, similarities: None })
    };
    let sgd = Optimiser::sgd(
        number(&expected["lr"]),
        number(&expected["momentum"]),
        number(&expected["weight_decay"]),
    );
    let everything: Vec<u32> = (0..data.len() as u32).collect();
    let per_step = number(&expected["images_per_step"]) as usize;
    let mut batches = everything.chunks(per_step).cycle();
    for (step, loss) in numbers(&expected["losses"]).into_iter().enumerate() {
        model.train_step(&select(batches.next().expect("a batch")), &sgd, 0);
        let metrics = wait(model.read_metrics()).expect("metrics");
        ours.loss(&format!("step {}", step + 1), metrics[0].loss / per_step as f32, loss);
    }
    let learned = wait(model.state()).expect("the state");
    ours.tensors("weights of", &named_weights(&network, &learned.weights), &expected["weights"]);
    ours.running(&named_running(&network, &learned.running), &expected["running"]);

    let (evaluation, everything) = (&expected["evaluation"], select(&everything));
    let logits = wait(model.logits(&everything)).expect("logits");
    ours.logits("logits of evaluation", &logits, &evaluation["logits_first_two"]);
    model.evaluate(&everything);
    let metrics = wait(model.read_metrics()).expect("metrics");
    ours.loss("evaluation", metrics[0].loss / data.len() as f32, number(&evaluation["loss"]));
}
