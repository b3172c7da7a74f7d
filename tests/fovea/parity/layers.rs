//! Every layer of every network by itself, and the gradient of one of its numbers with respect to the image.

use fovea::arch::{Op, Unit};
use fovea::data::batch::Normalisation;
use fovea::engine::Model;
use fovea::zoo;

use super::comparison::Comparison;
use super::{FIXTURE, first_images, fixture_state, list, without_dropout};
use crate::devices::{devices_with_burn, wait};

/// Greatest difference of a number, as a share of what is typical for the numbers around it.
const TOLERANCE: f64 = 1e-4;

#[test]
fn every_layer_yields_what_pytorchs_hooks_see() {
    let Some(images) = first_images("the layers' outputs") else { return };
    let image = Normalisation::MNIST.image(images.image(0));
    for (device_name, device) in devices_with_burn() {
        for row in zoo::ROWS {
            let network = without_dropout(row);
            let model = wait(Model::with_state(network.clone(), &fixture_state(&network), &device)).unwrap();
            let lens = wait(model.on_cpu()).unwrap();
            let outputs = wait(lens.layer_outputs(&image)).unwrap();
            let expected = list(&FIXTURE["layers"][row.name]);
            let kept = network.layers.iter().zip(outputs).filter(|(layer, _)| layer.op != Op::LogSoftmax);
            for (at, ((layer, output), expected)) in (0..).zip(kept.zip(expected)) {
                let label = format!("{}, {} on {device_name}", row.name, layer.name);
                let ours = Comparison { label, tolerance: TOLERANCE };
                ours.tensor("output", &output, &expected["output"]);
                let unit = Unit { layer: at, element: (output.len() / 2) as u32 };
                let gradient = wait(lens.unit_gradient(&image, unit)).unwrap();
                ours.tensor("gradient", &gradient, &expected["gradient"]);
            }
            let layers = network.layers.iter().filter(|layer| layer.op != Op::LogSoftmax).count();
            assert_eq!(expected.len(), layers, "{}", row.name);
        }
    }
}
