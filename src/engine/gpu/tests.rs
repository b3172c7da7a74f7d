//! Every kernel against burn on the CPU: random networks of random shapes, forward and every gradient.

mod norms;
mod preparing;
mod random;
mod sabotage;

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use futures_lite::future::block_on;
use proptest::prelude::*;
use random::networks;

use super::buffer::allocate;
use super::program::Program;
use super::step::Step;
use super::workspace::{Resources, Workspace};
use super::{Gpu, GpuModel};
use crate::arch::{CLASSES, Layer, Network, Op, Parameter, ParameterKind};
use crate::data::digits::generate;
use crate::data::{Augmentation, Normalisation, PIXELS, Rng, Split, Stream};
use crate::engine::burn_model::{BurnGpu, BurnModel};
use crate::engine::{Batch, Device, EngineError, Images, Optimiser, Selection, State, open_gpu};
use crate::zoo;

/// The machine's GPU, with WebGPU's default limits, and once more with the tiles of a real one; nothing,
/// with a word, where there is none.
fn gpus() -> Vec<Gpu> {
    let gpu = block_on(open_gpu()).map_err(|error| println!("skipped: {error}")).ok();
    gpu.into_iter().flat_map(|gpu| [gpu.like_hardware(), gpu]).collect()
}

fn network(ops: Vec<Op>) -> Network {
    let named = ops.into_iter().enumerate();
    let layers = named.map(|(index, op)| Layer { name: format!("layer{index}"), op, module: true }).collect();
    Network { layers, ..zoo::MLP.network() }
}

/// Ends as every network does.
fn with_head(mut ops: Vec<Op>) -> Network {
    ops.extend([Op::Flatten, Op::Linear { out_features: CLASSES, bias: true }, Op::LogSoftmax]);
    network(ops)
}

fn convolution(out_channels: usize, kernel: usize, stride: usize, padding: usize, bias: bool) -> Op {
    Op::conv2d(out_channels, kernel, stride, padding, bias)
}

fn batch(size: usize, seed: u64) -> (Vec<f32>, Vec<u8>) {
    let mut rng = Rng::stream(seed, Stream::Sample, size as u64);
    let pixels = (0..size * PIXELS).map(|_| rng.range(-1.0, 1.0)).collect();
    (pixels, (0..size).map(|_| rng.below(CLASSES as u32) as u8).collect())
}

/// Largest share of the difference's norm in the expected norm that rounding may explain.
const TOLERANCE: f32 = 2e-3;

/// Largest share of a gradient that is 0 but for rounding, such as that of a bias before batch norm, in the norm of
/// the whole network's. Up to 6e-5 was seen.
const CANCELLED: f32 = 5e-4;

fn norm(values: impl IntoIterator<Item = f32>) -> f32 {
    values.into_iter().map(|value| value * value).sum::<f32>().sqrt()
}

#[track_caller]
fn assert_near(what: &str, ours: &[f32], expected: &[f32]) {
    assert_eq!(ours.len(), expected.len(), "{what}");
    let difference = norm(ours.iter().zip(expected).map(|(ours, expected)| ours - expected));
    let scale = norm(expected.iter().copied());
    let floor = 1e-6 * (expected.len() as f32).sqrt();
    // Written so that a NaN fails.
    let near = difference <= TOLERANCE * scale + floor;
    assert!(near, "{what}: differs by {difference}, of {scale}");
}

/// A fresh network whose batch norms shift: where a feature is the same in all images, as far out in the padding, what is
/// left of it is rounding, whose sign a ReLU would see.
fn shifted(network: &Network, seed: u64) -> State {
    let mut state = State::fresh(network, seed).unwrap();
    let mut rng = Rng::stream(seed, Stream::Sample, 0);
    let mut first = 0;
    for parameter in network.parameters().unwrap() {
        let end = first + parameter.elements();
        if parameter.kind == ParameterKind::NormBias {
            state.weights[first..end]
                .fill_with(|| rng.range(0.1, 0.3) * if rng.below(2) == 0 { 1.0 } else { -1.0 });
        }
        first = end;
    }
    state
}

/// Compares with the CPU.
fn compare(gpu: &Gpu, network: &Network, size: usize, seed: u64) {
    compare_from(&shifted(network, seed), gpu, network, size, seed);
}

/// The same from given weights.
fn compare_from(state: &State, gpu: &Gpu, network: &Network, size: usize, seed: u64) {
    let judge = |network, state: &State| BurnModel::new(network, state).unwrap();
    compare_with(judge, state, gpu, network, size, seed);
}

/// One training step and one evaluation on the GPU and by a judge, the GPU's buffers poisoned before.
fn compare_with(
    judge: impl FnOnce(Arc<Network>, &State) -> BurnModel,
    state: &State,
    gpu: &Gpu,
    network: &Network,
    size: usize,
    seed: u64,
) {
    let (pixels, labels) = batch(size, seed);
    let batch = Batch::Pixels { pixels: &pixels, labels: &labels };
    let mut ours = block_on(GpuModel::new(gpu, network, state)).unwrap();
    let mut judge = judge(Arc::new(network.clone()), state);
    block_on(ours.prepare(size)).unwrap();
    ours.poison();
    ours.train_step(&batch, &Optimiser::DIFFERENTIATE, 7);
    judge.train_step(&batch, &Optimiser::DIFFERENTIATE, 7);
    let (after, expected) = (block_on(ours.state()).unwrap(), block_on(judge.state()).unwrap());
    assert_near("running statistics", &after.running, &expected.running);
    let (mut gradient, mut expected_gradient) =
        (&after.optimiser.velocity().unwrap()[..], &expected.optimiser.velocity().unwrap()[..]);
    let rounding = CANCELLED * norm(expected_gradient.iter().copied());
    for Parameter { name, shape, .. } in network.parameters().unwrap() {
        let elements = shape.iter().product();
        let (of_this, rest) = gradient.split_at(elements);
        let (expected, expected_rest) = expected_gradient.split_at(elements);
        let is_rounding = |gradient: &[f32]| norm(gradient.iter().copied()) <= rounding;
        if !(is_rounding(of_this) && is_rounding(expected)) {
            assert_near(&format!("gradient of {name} {shape:?}, batch {size}"), of_this, expected);
        }
        (gradient, expected_gradient) = (rest, expected_rest);
    }
    ours.poison();
    ours.evaluate(&batch);
    judge.evaluate(&batch);
    let (metrics, expected) =
        (block_on(ours.read_metrics()).unwrap(), block_on(judge.read_metrics()).unwrap());
    for (metrics, expected) in metrics.iter().zip(&expected) {
        assert_near("loss", &[metrics.loss], &[expected.loss]);
        assert!((metrics.correct - expected.correct).abs() <= 1.0, "{metrics:?}, not {expected:?}");
    }
    assert_eq!(metrics.len(), 2);
    ours.poison();
    let logits = block_on(ours.logits(&batch)).unwrap();
    assert_near("logits", &logits, &block_on(judge.logits(&batch)).unwrap());
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 16, ..ProptestConfig::default() }
}

#[test]
fn random_networks_compute_what_burns_kernels_compute_on_the_same_gpu() {
    // A program opens burn's once, so no other test does.
    let Ok(burn) = block_on(BurnGpu::open()).map_err(|error| println!("skipped: {error}")) else { return };
    let gpus = gpus();
    let sizes = prop::sample::select(vec![1usize, 5, 31]);
    proptest!(cases(6), |(network in networks(), size in sizes, seed in 0u64..1000)| {
        for gpu in &gpus {
            let judge = |network, state: &State| BurnModel::on_gpu(&burn, network, state).unwrap();
            compare_with(judge, &shifted(&network, seed), gpu, &network, size, seed);
        }
    });
}

#[test]
fn random_networks_compute_what_burn_computes() {
    let gpus = gpus();
    let sizes = prop::sample::select(vec![1usize, 2, 5, 31, 128]);
    proptest!(cases(16), |(network in networks(), size in sizes, seed in 0u64..1000)| {
        for gpu in &gpus {
            compare(gpu, &network, size, seed);
        }
    });
}

#[test]
fn wide_layers_and_large_batches_compute_what_burn_computes() {
    let gpus = gpus();
    let pool = |kernel| Op::MaxPool2d { kernel, stride: kernel };
    let wide = with_head(vec![pool(9), convolution(1024, 3, 1, 0, true), Op::Relu]);
    let deep = with_head(vec![pool(7), convolution(130, 1, 1, 0, true), convolution(67, 3, 1, 1, true)]);
    let long = with_head(vec![Op::Flatten, Op::Linear { out_features: 1024, bias: true }, Op::Relu]);
    for (network, size) in [(&wide, 31), (&deep, 512), (&long, 128), (&wide, 1)] {
        for gpu in &gpus {
            compare(gpu, network, size, 3);
        }
    }
}

#[test]
fn a_gradient_that_cancels_is_as_small_as_burns() {
    let gpus = gpus();
    // What a single weight and a bias do, batch norm undoes.
    let network = with_head(vec![convolution(7, 1, 1, 0, true), Op::BatchNorm2d, Op::Relu, Op::BatchNorm2d]);
    for (size, seed) in [(1, 1), (5, 2), (5, 3), (31, 4)] {
        for gpu in &gpus {
            compare(gpu, &network, size, seed);
        }
    }
}

#[test]
fn a_smaller_batch_after_a_larger_one_leaves_nothing_of_it() {
    let network = zoo::SESSION6.network();
    let state = State::fresh(&network, 1).unwrap();
    for gpu in gpus() {
        let mut used = block_on(GpuModel::new(&gpu, &network, &state)).unwrap();
        let (pixels, labels) = batch(64, 1);
        block_on(used.prepare(64)).unwrap();
        used.evaluate(&Batch::Pixels { pixels: &pixels, labels: &labels });
        let (pixels, labels) = batch(30, 2);
        let small = Batch::Pixels { pixels: &pixels, labels: &labels };
        used.train_step(&small, &Optimiser::DIFFERENTIATE, 7);
        let mut fresh = block_on(GpuModel::new(&gpu, &network, &state)).unwrap();
        block_on(fresh.prepare(30)).unwrap();
        fresh.train_step(&small, &Optimiser::DIFFERENTIATE, 7);
        let (used, fresh) = (block_on(used.state()).unwrap(), block_on(fresh.state()).unwrap());
        assert_eq!(used, fresh);
    }
}

#[test]
fn steps_that_are_submitted_together_compute_what_steps_one_by_one_compute() {
    let Some(gpu) = gpus().pop() else { return };
    let data = generate(40, 1, Split::Train, |_| {});
    let images = block_on(Images::new(&data, &Device::Gpu(gpu.clone())));
    let network = zoo::SESSION6.network();
    let state = State::fresh(&network, 1).unwrap();
    let sgd = Optimiser::sgd(0.01, 0.9, 0.0);
    let indices: Vec<u32> = (0..40).collect();
    let trained = |read_each: bool| {
        let mut model = block_on(GpuModel::new(&gpu, &network, &state)).unwrap();
        block_on(model.prepare(12)).unwrap();
        let mut metrics = Vec::new();
        for step in 0..70u32 {
            // Batches of several sizes, every third one moved, and one that is not gathered on the GPU.
            let indices = &indices[step as usize % 28..][..4 + step as usize % 9];
            let moves: Vec<_> = indices.iter().map(|&at| Augmentation::default().draw(1, step, at)).collect();
            let similarities = (step % 3 == 0).then_some(&*moves);
            let normalisation = Normalisation::MNIST;
            let selection = Selection { images: &images, indices, normalisation, similarities };
            let (pixels, labels) = batch(indices.len(), step.into());
            let batch = match step {
                50 => Batch::Pixels { pixels: &pixels, labels: &labels },
                _ => Batch::Selection(selection),
            };
            model.train_step(&batch, &sgd, step);
            if read_each {
                metrics.extend(block_on(model.read_metrics()).unwrap());
            }
        }
        metrics.extend(block_on(model.read_metrics()).unwrap());
        (metrics, block_on(model.state()).unwrap())
    };
    assert_eq!(trained(false), trained(true));
}

#[test]
fn a_kernel_without_its_buffers_is_refused_and_not_left_out() {
    let Some(gpu) = gpus().pop() else { return };
    let program = Program::new(&zoo::NN2.network(), gpu.budget()).unwrap();
    let numbers = block_on(allocate(&gpu, |allocator| allocator.uniform("numbers", Step::BYTES)));
    let (pipelines, numbers) = (HashMap::new(), numbers.unwrap().unwrap());
    let lasting = HashMap::new();
    let resources =
        Resources { gpu: &gpu, program: &program, pipelines: &pipelines, numbers: &numbers, lasting };
    let refused = block_on(Workspace::ensure(&RefCell::new(None), &resources, 4));
    let Err(EngineError::Incomplete { what }) = refused else { panic!("{refused:?}") };
    assert!(what.contains("Parameters"), "{what}");
}
