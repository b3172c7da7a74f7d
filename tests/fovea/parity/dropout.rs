//! Dropout against `torch.nn.functional.dropout` in distribution: our masks come from our own generator.
//! They are read out of gradients, so that they are those of training, on every device.

use fovea::arch::{CLASSES, Layer, Network, Op};
use fovea::data::{PIXELS, rng::hash32};
use fovea::engine::{Batch, Device, Model, State};
use serde_json::Value;

use super::comparison::named_weights;
use super::{FIXTURE, list, number, numbers};
use crate::devices::{devices_with_burn, wait};

const CHANNELS: usize = 4;
const FEATURES: usize = CHANNELS * PIXELS;
/// One image of each digit but the last: that one tells the others apart, see [`mask`].
const IMAGES: usize = CLASSES - 1;
/// Standard deviations that two honest samples may differ by.
const DEVIATIONS: f64 = 5.0;

#[test]
fn masks_are_distributed_as_pytorchs() {
    for_every_place(|place, network, dropout, device| {
        let shape: Vec<usize> =
            numbers(&dropout["shape"]).into_iter().map(|length| length as usize).collect();
        assert_eq!(shape[1..], [IMAGES, CHANNELS, 28, 28]);
        let masks: Vec<f32> = (0..shape[0] as u32).flat_map(|step| mask(network, step, device)).collect();
        compare(place, &masks, &shape, dropout);
    });
}

#[test]
fn what_was_dropped_gets_no_gradient_and_nothing_is_dropped_in_evaluation() {
    for_every_place(|place, network, _, device| {
        let gradients = differentiate(network, slope, 1, device);
        let named = named_weights(network, &gradients);
        let (of_classes, before) = (named[named.len() - 2].1, named[named.len() - 3].1);
        assert_eq!(before.len(), CHANNELS, "{place}: the bias before dropout");
        // Both sum mask · (gradient that arrives at it), over the mask of the way there and of the way back.
        for (channel, &back) in before.iter().enumerate() {
            let there = (0..CLASSES).flat_map(|class| {
                let row = &of_classes[class * FEATURES..][channel * PIXELS..][..PIXELS];
                row.iter().map(move |&gradient| f64::from(slope(class) * gradient))
            });
            let there: Vec<f64> = there.collect();
            let (sum, scale) = (there.iter().sum::<f64>(), there.iter().map(|part| part.abs()).sum::<f64>());
            assert!((sum - f64::from(back)).abs() < 1e-5 * scale, "{place}: {back}, not {sum} of {scale}");
        }
        let model = wait(Model::with_state(network.clone(), &ones(network, slope), device)).expect("works");
        let logits = wait(model.logits(&blank(&[0.0; PIXELS], &[0]))).expect("logits");
        for (class, logit) in logits.into_iter().enumerate() {
            let expected = FEATURES as f32 * slope(class);
            assert!((logit - expected).abs() < 1e-4, "{place}: {logit}, not {expected}");
        }
    });
}

/// Every probability of the fixture, on every device, after a ReLU and after batch norm.
fn for_every_place(check: impl Fn(&str, &Network, &Value, &Device)) {
    for dropout in list(&FIXTURE["dropout"]) {
        let p = number(&dropout["p"]) as f32;
        for (device_name, device) in devices_with_burn() {
            for (before, norm) in [("ReLU", None), ("batch norm", Some(Op::BatchNorm2d))] {
                let network = network(norm, p);
                check(&format!("p = {p} after {before} on {device_name}"), &network, dropout, &device);
            }
        }
    }
}

fn network(norm: Option<Op>, p: f32) -> Network {
    let conv = Op::conv2d(CHANNELS, 3, 1, 1, true);
    let head = [Op::Dropout { p }, Op::Flatten, Op::Linear { out_features: CLASSES, bias: true }];
    let ops = [conv, Op::Relu].into_iter().chain(norm).chain(head).enumerate();
    let layers = ops.map(|(index, op)| Layer { name: format!("layer{index}"), op, module: true }).collect();
    Network { layers, ..Network::default() }
}

/// Weights with which dropout is given ones and nothing else; class `c` sums them with weight `slope(c)`.
fn ones(network: &Network, slope: impl Fn(usize) -> f32) -> State {
    let parameters = network.parameters().expect("fits");
    let (body, _) = parameters.split_at(parameters.len() - 2);
    let mut weights: Vec<f32> = body
        .iter()
        .flat_map(|of| vec![if of.name.ends_with("bias") { 1.0 } else { 0.0 }; of.elements()])
        .collect();
    weights.extend((0..CLASSES).flat_map(|class| vec![slope(class); FEATURES]));
    weights.extend([0.0; CLASSES]);
    State::with_weights(network, weights).expect("fits")
}

/// Weights of the classes that tell the images apart.
fn slope(class: usize) -> f32 {
    class as f32 * 1e-4
}

fn blank<'a>(pixels: &'a [f32], labels: &'a [u8]) -> Batch<'a> {
    Batch::Pixels { pixels, labels }
}

/// All gradients of a training step on images of the digits 0 to 8.
fn differentiate(network: &Network, slope: impl Fn(usize) -> f32, step: u32, device: &Device) -> Vec<f32> {
    let state = ones(network, slope);
    let mut model = wait(Model::with_state(network.clone(), &state, device)).expect("the device works");
    let labels: Vec<u8> = (0..IMAGES as u8).collect();
    let batch = blank(&[0.0; IMAGES * PIXELS], &labels);
    wait(model.differentiate(&batch, hash32(step))).expect("gradients")
}

/// The mask of a step, `[image, channel, row, column]`. With all classes equally likely, the gradient of
/// the weight from an element to class c is (Σ mask / 10 − mask of the image of a c) / images: without the
/// mask for the digit of which there is no image.
fn mask(network: &Network, step: u32, device: &Device) -> Vec<f32> {
    let gradients = differentiate(network, |_| 0.0, step, device);
    let named = named_weights(network, &gradients);
    let (images, rest) = named[named.len() - 2].1.split_at(IMAGES * FEATURES);
    images.iter().zip(rest.iter().cycle()).map(|(image, nobody)| IMAGES as f32 * (nobody - image)).collect()
}

fn compare(place: &str, masks: &[f32], shape: &[usize], pytorch: &Value) {
    let (p, scale) = (number(&pytorch["p"]), number(&pytorch["scale"]));
    let kept: Vec<bool> = masks.iter().map(|&value| value > 0.5).collect();
    for (&value, &kept) in masks.iter().zip(&kept) {
        let expected = if kept { scale } else { 0.0 };
        assert!((f64::from(value) - expected).abs() < 1e-4, "{place}: {value}, not 0 or {scale}");
    }
    let near = |what: &str, ours: f64, deviation: f64| {
        let (theirs, allowed) = (number(&pytorch[what]), DEVIATIONS * deviation * 2f64.sqrt());
        assert!(
            (ours - theirs).abs() < allowed,
            "{place}: {what} is {ours}, PyTorch's is {theirs} ± {allowed}"
        );
    };
    let elements = masks.len() as f64;
    let share = kept.iter().filter(|&&kept| kept).count() as f64 / elements;
    let mean = masks.iter().map(|&value| f64::from(value)).sum::<f64>() / elements;
    let deviation = (p * (1.0 - p) / elements).sqrt();
    near("kept", share, deviation);
    near("mean", mean, deviation * scale);

    for (dimension, theirs) in numbers(&pytorch["correlation"]).into_iter().enumerate() {
        let (ours, pairs) = correlation(&kept, share, shape, dimension);
        let allowed = DEVIATIONS * (2.0 / pairs).sqrt();
        assert!(
            (ours - theirs).abs() < allowed,
            "{place}: neighbours along dimension {dimension} are correlated by {ours}, PyTorch's by {theirs} \
             ± {allowed}"
        );
    }
}

/// How being kept is correlated between neighbours along a dimension, and of how many pairs that is.
fn correlation(kept: &[bool], share: f64, shape: &[usize], dimension: usize) -> (f64, f64) {
    let stride: usize = shape[dimension + 1..].iter().product();
    let deviation = |index: usize| f64::from(u8::from(kept[index])) - share;
    let firsts = (0..kept.len()).filter(|index| index / stride % shape[dimension] + 1 < shape[dimension]);
    let products: Vec<f64> = firsts.map(|index| deviation(index) * deviation(index + stride)).collect();
    let pairs = products.len() as f64;
    (products.iter().sum::<f64>() / pairs / (share * (1.0 - share)), pairs)
}
