//! Weights between Fovea and PyTorch, there and back, where a Python with torch and safetensors is found.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use fovea::arch::{Network, pytorch};
use fovea::data::{Data, Dataset, Normalisation, PIXELS};
use fovea::engine::weights::{self, About};
use fovea::engine::{Device, Model, State};
use fovea::settings::TrainConfig;
use fovea::train::{Host, Report, Session, Signal, evaluate, run};
use fovea::zoo::{self, Row};

use crate::devices::wait;
use crate::mnist::mnist_files;

/// A network, how many steps it is trained, and how many test images it answers.
struct Case {
    name: &'static str,
    row: &'static Row,
    /// Empty for those of the source.
    filters: &'static [usize],
    steps: u32,
    images: usize,
}

impl Case {
    const fn new(name: &'static str, row: &'static Row, steps: u32, images: usize) -> Self {
        Self { name, row, filters: &[], steps, images }
    }

    fn network(&self) -> Network {
        self.row.network().with_filters(self.filters)
    }
}

static CASES: [Case; 10] = [
    Case::new("lenet", &zoo::LENET, 100, 10_000),
    Case::new("session6", &zoo::SESSION6, 30, 10_000),
    Case::new("mlp", &zoo::MLP, 100, 10_000),
    Case::new("cnn", &zoo::CNN, 30, 10_000),
    Case { name: "cnn_with_other_filters", row: &zoo::CNN, filters: &[5, 11, 7], steps: 60, images: 10_000 },
    Case::new("cnn_strided", &zoo::CNN_STRIDED, 30, 10_000),
    Case::new("nn2", &zoo::NN2, 100, 10_000),
    Case::new("cnn2", &zoo::CNN2, 30, 2_000),
    Case::new("session2", &zoo::SESSION2, 2, 500),
    Case::new("session1_last_relu", &zoo::SESSION1_LAST_RELU, 2, 500),
];

/// What is said of weights of DataParallel in float64.
const WRAPPED: [&str; 2] =
    ["The prefix `module.` was left out of every name.", "Its numbers are F64 and were converted to F32."];

/// Stops after a number of steps.
struct Steps(u32);

impl Host for Steps {
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn report(&mut self, _: Report) {}

    async fn between_steps(&mut self, session: &Session) -> Signal {
        if session.state.step >= self.0 { Signal::Stop } else { Signal::Continue }
    }
}

/// What PyTorch says of a case.
#[derive(serde::Deserialize)]
struct Theirs {
    name: String,
    /// The digit that it takes each image for, with our weights.
    exported: Vec<u8>,
    /// And after it trained on from them.
    trained: Vec<u8>,
}

/// The Python to ask; None, and a word about it, when it lacks what is needed.
pub fn python() -> Option<String> {
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let asked = Command::new(&python).args(["-c", "import torch, safetensors.torch"]).output();
    if asked.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    println!(
        "skipped: {python} lacks torch or safetensors; pip install both, or set PYTHON to one that has them"
    );
    None
}

/// The digit that a network takes each image for.
fn answers(network: Network, state: &State, data: &Dataset, pixels: Normalisation) -> Vec<u8> {
    let model = wait(Model::with_state(network, state, &Device::Cpu)).expect("fits");
    let tested = wait(evaluate(&model, data, pixels, async |_| Signal::Continue)).expect("computes");
    tested.expect("to its end").answers.iter().map(|answer| answer.digit).collect()
}

fn first(data: &Dataset, images: usize) -> Dataset {
    let (pixels, labels) = (&data.images()[..images * PIXELS], &data.labels()[..images]);
    Dataset::new(pixels.to_vec(), labels.to_vec()).expect("as many labels as images")
}

/// Trains the case's network a little, writes its class and its weights, and tells its answers.
fn export(case: &Case, data: &Data, folder: &Path) -> Vec<u8> {
    let network = case.network();
    let config = TrainConfig { network: network.clone(), batch: 64, ..case.row.config() };
    let mut session = wait(Session::fresh(config, &Device::Cpu)).expect("fits");
    wait(run(&mut session, data, &mut Steps(case.steps))).expect("trains");
    let state = wait(session.model.state()).expect("reads");
    let about = About { normalise: session.config.normalise, data: Some("MNIST") };
    let file = weights::write(&network, &state, &about).expect("fits");
    fs::write(folder.join(format!("{}.safetensors", case.name)), file).expect("a writable folder");
    let class = pytorch::source(&network).expect("fits");
    fs::write(folder.join(format!("{}.py", case.name)), class).expect("a writable folder");
    answers(network, &state, &first(&data.test, case.images), session.normalisation())
}

#[test]
fn pytorch_answers_the_same_with_our_weights_and_we_with_its() {
    let Some(python) = python() else { return };
    let Some(files) = mnist_files("the round trip to PyTorch") else { return };
    let data = Data::from_files(files.into()).expect("MNIST");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pytorch");
    fs::create_dir_all(&folder).expect("a writable folder");
    fs::write(folder.join("images.bin"), data.test.images()).expect("a writable folder");
    fs::write(folder.join("labels.bin"), data.test.labels()).expect("a writable folder");
    let cases = CASES.iter().map(|case| serde_json::json!({ "name": case.name, "images": case.images }));
    let cases = serde_json::Value::Array(cases.collect());
    fs::write(folder.join("cases.json"), cases.to_string()).expect("a writable folder");
    let ours: Vec<Vec<u8>> = CASES.iter().map(|case| export(case, &data, &folder)).collect();

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/round_trip.py");
    let output = Command::new(python).arg(script).arg(&folder).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).expect("text");
    let theirs: Vec<Theirs> =
        told.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(theirs.len(), CASES.len());

    for ((case, ours), theirs) in CASES.iter().zip(ours).zip(theirs) {
        let misread = ours.iter().zip(data.test.labels()).filter(|(ours, truth)| ours != truth).count();
        println!("{}: {misread} of {} images misread", case.name, case.images);
        assert_eq!(theirs.name, case.name);
        assert!(theirs.exported == ours, "{}: PyTorch with our weights reads other digits", case.name);
        let file = fs::read(folder.join(format!("{}-trained.safetensors", case.name))).expect("saved");
        let loaded = weights::read(&case.network(), &file).expect("a file of PyTorch's");
        assert_eq!((loaded.normalise, loaded.remarks), (None, Vec::new()));
        let pixels = Normalisation::switched(case.row.config().normalise);
        let ours = answers(case.network(), &loaded.state, &first(&data.test, case.images), pixels);
        assert!(theirs.trained == ours, "{}: we with PyTorch's weights read other digits", case.name);
        let file = fs::read(folder.join(format!("{}-wrapped.safetensors", case.name))).expect("saved");
        let wrapped = weights::read(&case.network(), &file).expect("a file of PyTorch's");
        assert_eq!(wrapped.state, loaded.state, "{}: wrapped and in float64", case.name);
        assert_eq!(wrapped.remarks, WRAPPED, "{}", case.name);
    }
    fs::remove_dir_all(folder).expect("a folder of ours");
}
