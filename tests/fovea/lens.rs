//! A look inside every network: each number against what it is made of, and each unit's gradient against its
//! receptive field.

use fovea::arch::{Activation, CLASSES, Layer, Network, Op, Parameter, Trace, Unit};
use fovea::data::{PIXELS, SIDE};
use fovea::engine::{Batch, Device, Model};
use fovea::study::{Activations, Number, number};
use fovea::zoo;
use futures_lite::future::block_on;

const EPSILON: f32 = 1e-5;

fn image() -> [f32; PIXELS] {
    std::array::from_fn(|at| ((at * 37) % 101) as f32 / 50.0 - 1.0)
}

/// Those of the zoo, and one with every layer that they lack.
fn networks() -> impl Iterator<Item = Network> {
    let convolution = |out_channels, dilation, groups| Op::Conv2d {
        out_channels,
        kernel: 3,
        stride: 1,
        padding: 1,
        dilation,
        groups,
        bias: true,
    };
    let ops = [
        convolution(6, 1, 1),
        Op::Activation(Activation::LeakyRelu { slope: 0.1 }),
        convolution(6, 2, 1),
        Op::Activation(Activation::Elu { alpha: 0.5 }),
        convolution(6, 1, 6),
        Op::Activation(Activation::Gelu),
        convolution(4, 2, 2),
        Op::Dropout2d { p: 0.2 },
        Op::Activation(Activation::Silu),
        Op::MaxPool2d { kernel: 4, stride: 4 },
        Op::Flatten,
        Op::Linear { out_features: 20, bias: false },
        Op::BatchNorm1d,
        Op::Activation(Activation::Tanh),
        Op::Linear { out_features: 20, bias: true },
        Op::Activation(Activation::Sigmoid),
        Op::Linear { out_features: CLASSES, bias: false },
        Op::Softmax,
    ];
    let layers =
        (0..).zip(ops).map(|(at, op)| Layer { name: format!("layer{at}"), op, module: true }).collect();
    let others = Network { name: "others".to_owned(), layers, ..Network::default() };
    zoo::ROWS.iter().map(|row| row.network()).chain([others])
}

fn is_over_classes(op: Op) -> bool {
    matches!(op, Op::Softmax | Op::LogSoftmax)
}

/// A fresh network, which every ReLU of lets something through.
fn model(network: Network) -> Model {
    block_on(Model::new(network, 5, &Device::Cpu)).expect("a network of the zoo fits together")
}

fn activations(model: &Model, trace: &Trace, image: &[f32; PIXELS]) -> Activations {
    let cpu = block_on(model.on_cpu()).unwrap();
    let outputs = block_on(cpu.layer_outputs(image)).unwrap();
    let values = [image.to_vec(), outputs.concat()].concat();
    Activations::new(trace, values).expect("as many numbers as the network has")
}

/// The first unit of a layer, one in the middle, and the last.
fn units(layer: usize, trace: &Trace) -> [Unit; 3] {
    let last = trace.layers[layer].output.elements() - 1;
    [0, last / 2, last].map(|element| Unit { layer: layer as u32, element: element as u32 })
}

/// What the parts of a number come to.
fn value(number: &Number) -> f32 {
    match number {
        Number::Convolution { patches, bias, .. } => {
            bias.unwrap_or(0.0) + patches.iter().map(|patch| patch.sum()).sum::<f32>()
        }
        Number::Pool { window, takes_largest: true, .. } => Number::largest(window),
        Number::Pool { window, .. } => Number::average(window),
        Number::Linear { terms, bias } => {
            bias.unwrap_or(0.0) + terms.iter().map(|term| term.product()).sum::<f32>()
        }
        Number::BatchNorm { input, mean, variance, weight, bias } => {
            (input - mean) / (variance + EPSILON).sqrt() * weight + bias
        }
        Number::Relu { input } => input.max(0.0),
        Number::Passed { input } => *input,
        Number::Activation { activation, input } => computed(*activation, *input),
        Number::Softmax { .. } | Number::LogSoftmax { .. } => f32::NAN,
    }
}

#[test]
fn layers_computed_one_by_one_come_to_the_same_logits() {
    for network in networks() {
        let (name, trace) = (network.name.clone(), network.trace().unwrap());
        let model = model(network);
        let seen = activations(&model, &trace, &image());
        let logits = block_on(model.logits(&Batch::Pixels { pixels: &image(), labels: &[0] })).unwrap();
        for (at, layer) in trace.layers.iter().enumerate() {
            let elements: usize = layer.output.dimensions().iter().product();
            assert_eq!(seen.output_of(at).len(), elements, "{} {}", name, layer.name);
            if layer.op == Op::Relu {
                let before = seen.input_of(at).iter().map(|value| value.max(0.0));
                assert!(seen.output_of(at).iter().copied().eq(before), "{} {}", name, layer.name);
            }
        }
        let last = trace.layers.len() - 1;
        let ends = match trace.layers[last].op {
            Op::LogSoftmax => seen.input_of(last),
            _ => seen.output_of(last),
        };
        let near = logits.iter().zip(ends).all(|(a, b)| (a - b).abs() < 1e-4 * a.abs().max(1.0));
        assert!(near, "{}: {logits:?} {ends:?}", name);
    }
}

#[test]
fn every_number_is_what_its_parts_come_to() {
    for network in networks() {
        let (name, trace) = (network.name.clone(), network.trace().unwrap());
        let model = model(network);
        let seen = activations(&model, &trace, &image());
        let cpu = block_on(model.on_cpu()).unwrap();
        for (at, layer) in trace.layers.iter().enumerate().filter(|(_, layer)| !is_over_classes(layer.op)) {
            let (height, width) = layer.output.sides();
            for unit in units(at, &trace) {
                let taught = block_on(cpu.unit_parameters(unit, height * width)).unwrap();
                let parts = number(&trace, &seen, unit, &taught).expect("a unit of the network");
                let (found, shown) = (value(&parts), seen.output_of(at)[unit.element as usize]);
                let bound = 1e-4 * shown.abs().max(1.0);
                assert!((found - shown).abs() < bound, "{} {}: {found}, {shown}", name, layer.name);
            }
        }
    }
}

/// Pixels outside its window have no gradient, and some inside have one, unless a ReLU before it is closed.
#[test]
fn a_unit_looks_at_its_receptive_field_alone() {
    for network in networks() {
        let (name, trace) = (network.name.clone(), network.trace().unwrap());
        let model = model(network);
        let cpu = block_on(model.on_cpu()).unwrap();
        let mut looking = 0;
        for (at, layer) in trace.layers.iter().enumerate() {
            for unit in units(at, &trace) {
                let gradient = block_on(cpu.unit_gradient(&image(), unit)).unwrap();
                assert_eq!(gradient.len(), PIXELS);
                looking += usize::from(gradient.iter().any(|slope| *slope != 0.0));
                let place = layer.output.place(unit.element as usize).unwrap();
                let Some(window) = layer.window(place.row, place.column) else { continue };
                let inside =
                    |at: usize, first: isize| (0..window.size as isize).contains(&(at as isize - first));
                for (pixel, slope) in gradient.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
                    let seen = inside(pixel / SIDE, window.top) && inside(pixel % SIDE, window.left);
                    assert!(seen, "{} {}: pixel {pixel} has {slope}", name, layer.name);
                }
            }
        }
        assert!(looking > trace.layers.len(), "{}: {looking} units of 3 a layer", name);
    }
}

/// A small step along the gradient changes the unit by what the gradient says.
#[test]
fn the_gradient_is_the_slope() {
    let network = zoo::LENET.network();
    let (model, trace) = (model(network.clone()), network.trace().unwrap());
    let cpu = block_on(model.on_cpu()).unwrap();
    let last = trace.layers.len() - 1;
    let unit = Unit { layer: last as u32, element: 3 };
    let gradient = block_on(cpu.unit_gradient(&image(), unit)).unwrap();
    let steepness: f32 = gradient.iter().map(|slope| slope * slope).sum();
    let moved = |step: f32| {
        let image = image();
        let moved = std::array::from_fn(|at| image[at] + step * gradient[at]);
        activations(&model, &trace, &moved).output_of(last)[3]
    };
    let step = 1e-2;
    let measured = (moved(step) - moved(-step)) / (2.0 * step);
    assert!((measured - steepness).abs() < 0.02 * steepness, "{measured} is not {steepness}");
}

/// A last ReLU lets nothing through where the logits are negative for every image.
#[test]
fn a_relu_is_dead_where_what_it_is_given_is_never_positive() {
    let network = zoo::SESSION1_LAST_RELU.network();
    let (model, trace) = (model(network.clone()), network.trace().unwrap());
    let relu = trace.layers.iter().rposition(|layer| layer.op == Op::Relu).unwrap();
    let images = [image(), image().map(|pixel| -pixel)];
    let cpu = block_on(model.on_cpu()).unwrap();
    let alive = block_on(cpu.relus_alive(images.as_flattened())).unwrap();
    assert_eq!(alive.len(), trace.layers.iter().filter(|layer| layer.op == Op::Relu).count());
    let given = images.map(|image| activations(&model, &trace, &image).input_of(relu).to_vec());
    let expected: Vec<bool> = (0..10).map(|unit| given.iter().any(|given| given[unit] > 0.0)).collect();
    assert_eq!(alive.last(), Some(&expected));
    assert!(expected.contains(&false), "a fresh network has some that are dead for two images");
}

#[test]
fn a_layers_gradient_is_that_of_a_step_and_changes_nothing() {
    let images = [image(), image().map(|pixel| -pixel)].concat();
    let batch = Batch::Pixels { pixels: &images, labels: &[3, 8] };
    for row in [&zoo::LENET, &zoo::SESSION6] {
        let mut model = model(row.network());
        let before = block_on(model.state()).unwrap();
        let cpu = block_on(model.on_cpu()).unwrap();
        let gradient_of = |layer| block_on(cpu.layer_gradient(layer, &batch)).unwrap();
        let gradients: Vec<_> = (0..row.network().layers.len()).map(gradient_of).collect();
        assert_eq!(block_on(model.state()).unwrap(), before);
        let mut step = &block_on(model.differentiate(&batch, 0)).unwrap()[..];
        for Parameter { name, shape, .. } in row.network().parameters().unwrap() {
            let (of_step, rest) = step.split_at(shape.iter().product());
            step = rest;
            let Some(layer) = name.strip_suffix(".weight") else { continue };
            let at = row.network().layers.iter().position(|known| known.name == layer).unwrap();
            assert!(of_step.iter().any(|slope| *slope != 0.0), "{name}");
            assert_eq!(gradients[at], of_step, "{name}");
        }
    }
}

/// The functions as their definitions say, in 64 bits.
fn computed(activation: Activation, x: f32) -> f32 {
    let x = f64::from(x);
    let y = match activation {
        Activation::LeakyRelu { slope } => x.max(0.0) + f64::from(slope) * x.min(0.0),
        Activation::Elu { alpha } => x.max(0.0) + f64::from(alpha) * x.min(0.0).exp_m1(),
        // The integral of the normal distribution, by the trapezoidal rule.
        Activation::Gelu => {
            let density = |z: f64| (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
            let step = x / 1000.0;
            let between: f64 = (0..1000)
                .map(|n| (density(f64::from(n) * step) + density(f64::from(n + 1) * step)) / 2.0 * step)
                .sum();
            x * (0.5 + between)
        }
        Activation::Silu => x / (1.0 + (-x).exp()),
        Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Activation::Tanh => x.tanh(),
    };
    y as f32
}
