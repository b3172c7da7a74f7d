//! Optimisers and schedules over twenty steps, in the training loop itself, against PyTorch's, where a Python with torch
//! and safetensors is found.

use std::fs;
use std::path::Path;
use std::process::Command;

use fovea::arch::{Activation, CLASSES, Layer, Network, Op, pytorch};
use fovea::data::digits::generate;
use fovea::data::{Data, Dataset, Split};
use fovea::engine::weights::{self, About};
use fovea::engine::{State, TrainingState};
use fovea::settings::{OptimiserChoice, Schedule, TrainConfig};
use fovea::train::{Session, run};
use serde_json::json;

use crate::devices::{devices_with_burn, wait};
use crate::pytorch::python as interpreter;
use crate::training::Recorder;

const EPOCHS: u32 = 4;
const BATCH: usize = 16;
const STEPS: usize = 5;

/// Of a loss, and of all weights' distance in how far they were moved.
const TOLERANCE: f64 = 1e-4;

/// LeNet-5 as it was first written. It bends nowhere: at a ReLU's corner the sign of a rounding error decides, and Adam
/// makes a whole step of the smallest gradient.
fn lenet5() -> Network {
    let convolution = |out_channels, padding| Op::conv2d(out_channels, 5, 1, padding, true);
    let tanh = Op::Activation(Activation::Tanh);
    let pool = Op::AvgPool2d { kernel: 2, stride: 2 };
    let linear = |out_features| Op::Linear { out_features, bias: true };
    let maps = [convolution(6, 2), tanh, pool, convolution(16, 0), tanh, pool, Op::Flatten];
    let ops = maps.into_iter().chain([linear(120), tanh, linear(84), tanh, linear(CLASSES)]);
    let layers =
        (0..).zip(ops).map(|(at, op)| Layer { name: format!("layer{at}"), op, module: true }).collect();
    Network { name: "lenet5".to_owned(), layers, ..Network::default() }
}

/// What is trained with, and PyTorch's words for it.
fn runs() -> Vec<(TrainConfig, &'static str, Option<&'static str>)> {
    let with = |optimiser, learning_rate, momentum, weight_decay, schedule| TrainConfig {
        epochs: EPOCHS,
        batch: BATCH,
        optimiser,
        learning_rate,
        momentum,
        weight_decay,
        schedule,
        shuffle: false,
        normalise: false,
        ..TrainConfig::new(lenet5())
    };
    use OptimiserChoice::{Adam, AdamW, Nesterov, Sgd};
    use Schedule::{Constant, Cosine, OneCycle, Step};
    let step = Step { every: 2, gamma: 0.5 };
    let one_cycle = "OneCycleLR(o, max_lr=0.05, epochs=4, steps_per_epoch=steps)";
    vec![
        (with(Sgd, 0.1, 0.9, 5e-4, Constant), "SGD(p, 0.1, momentum=0.9, weight_decay=5e-4)", None),
        (
            with(Nesterov, 0.05, 0.9, 5e-4, Cosine),
            "SGD(p, 0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)",
            Some("CosineAnnealingLR(o, T_max=4)"),
        ),
        (with(Adam, 1e-3, 0.0, 0.0, Constant), "Adam(p)", None),
        (
            with(Adam, 2e-3, 0.0, 0.01, step),
            "Adam(p, 2e-3, weight_decay=0.01)",
            Some("StepLR(o, step_size=2, gamma=0.5)"),
        ),
        (
            with(AdamW, 2e-3, 0.0, 0.1, Cosine),
            "AdamW(p, 2e-3, weight_decay=0.1)",
            Some("CosineAnnealingLR(o, T_max=4)"),
        ),
        (with(Sgd, 0.05, 0.5, 0.0, OneCycle), "SGD(p, 0.05, momentum=0.5)", Some(one_cycle)),
        (
            with(AdamW, 0.005, 0.0, 0.01, OneCycle),
            "AdamW(p)",
            Some("OneCycleLR(o, max_lr=0.005, epochs=4, steps_per_epoch=steps)"),
        ),
    ]
}

/// What PyTorch comes to.
#[derive(serde::Deserialize)]
struct Theirs {
    rates: Vec<f64>,
    losses: Vec<f64>,
    weights: Vec<f32>,
}

fn pytorchs(python: impl AsRef<std::ffi::OsStr>, images: &Dataset, state: &State) -> Vec<Theirs> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("optimisers");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a writable folder");
    let write = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).expect("a writable folder");
    let network = lenet5();
    write("network.py", pytorch::source(&network).expect("fits").into_bytes());
    write("network.txt", b"Lenet5".to_vec());
    let about = About { normalise: false, data: None };
    write("weights.safetensors", weights::write(&network, state, &about).expect("fits"));
    let pixels =
        (0..images.len()).flat_map(|at| images.image(at).iter().map(|byte| f32::from(*byte) / 255.0));
    write("pixels.bin", pixels.flat_map(f32::to_le_bytes).collect());
    write("labels.bin", images.labels().to_vec());
    let spec = |(config, optimiser, schedule): (TrainConfig, _, Option<_>)| {
        let per_step = config.schedule == Schedule::OneCycle;
        json!({"optimiser": optimiser, "schedule": schedule, "per_step": per_step, "batch": BATCH, "epochs": EPOCHS})
    };
    write("runs.json", json!(runs().into_iter().map(spec).collect::<Vec<_>>()).to_string().into_bytes());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/optimisers.py");
    let output = Command::new(python).arg(script).arg(&folder).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("text");
    fs::remove_dir_all(&folder).expect("a folder of ours");
    told.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn norm(numbers: impl Iterator<Item = f32>) -> f64 {
    numbers.map(|number| f64::from(number).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn every_optimiser_under_every_schedule_trains_as_pytorchs() {
    let Some(python) = interpreter() else { return };
    let images = generate((BATCH * STEPS) as u32, 3, Split::Train, |_| {});
    let state = State::fresh(&lenet5(), 5).expect("fits");
    let theirs = pytorchs(python, &images, &state);
    let data = Data::new(images.clone(), images);
    for ((config, optimiser, schedule), theirs) in runs().into_iter().zip(theirs) {
        for (device_name, device) in devices_with_burn() {
            let what = format!("{optimiser} under {schedule:?} on {device_name}");
            let start = TrainingState::default();
            let mut session =
                wait(Session::resume(config.clone(), &state, start, &device)).expect("the device works");
            let mut recorder = Recorder::default();
            wait(run(&mut session, &data, &mut recorder)).expect("trains");
            for (step, (ours, loss)) in recorder.losses().iter().zip(&theirs.losses).enumerate() {
                assert!(
                    (f64::from(*ours) - loss).abs() <= TOLERANCE * (1.0 + loss),
                    "{what}, step {step}: {ours}, {loss}"
                );
            }
            assert_eq!(recorder.losses().len(), theirs.losses.len());
            for (epoch, rate) in recorder.epochs().iter().zip(theirs.rates.chunks(STEPS)) {
                let (ours, rate) = (epoch.learning_rate, rate[STEPS - 1]);
                assert!(
                    (ours - rate).abs() <= 1e-9 * rate.abs() + 1e-15,
                    "{what}: rate {ours}, PyTorch's is {rate}"
                );
            }
            let learned = wait(session.model.state()).expect("the state").weights;
            let moved = norm(theirs.weights.iter().zip(&state.weights).map(|(after, before)| after - before));
            let apart = norm(theirs.weights.iter().zip(&learned).map(|(theirs, ours)| theirs - ours));
            assert!(apart <= TOLERANCE * moved, "{what}: weights are {apart} apart after a way of {moved}");
        }
    }
}
