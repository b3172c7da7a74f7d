//! Testing through the logits, and the outputs that a last ReLU leaves stuck at zero.

use fovea::arch::{CLASSES, Layer, Network, Op};
use fovea::data::digits::generate;
use fovea::data::{Data, Dataset, Normalisation, PIXELS, Split};
use fovea::engine::{Batch, Device, Images, Model, OptimiserState, Selection, State, TrainingState};
use fovea::reports::{EpochReport, Evaluation};
use fovea::settings::{DataChoice, DeviceChoice, TrainConfig};
use fovea::train::{Ending, Host, Report, Session, Signal, evaluate, run};
use fovea::zoo::{self, Row};

use crate::devices::{devices, wait};

/// Keeps the epochs.
#[derive(Default)]
struct Epochs(Vec<EpochReport>);

impl Host for Epochs {
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn report(&mut self, report: Report) {
        if let Report::EpochEnd(report, _) = report {
            self.0.push(report);
        }
    }

    async fn between_steps(&mut self, _: &Session) -> Signal {
        Signal::Continue
    }
}

fn digits(train: u32, test: u32) -> Data {
    Data::new(generate(train, 1, Split::Train, |_| {}), generate(test, 1, Split::Test, |_| {}))
}

fn config(row: &Row) -> TrainConfig {
    TrainConfig {
        epochs: 1,
        batch: 32,
        device: DeviceChoice::Cpu,
        data: DataChoice::Generated,
        ..row.config()
    }
}

/// A linear layer with a ReLU behind it. Outputs 2, 5 and 8 begin at −1 and the others at 1, for every image.
fn three_stuck() -> (Network, State) {
    let layers = [
        ("flatten", Op::Flatten),
        ("fc1", Op::Linear { out_features: CLASSES, bias: true }),
        ("relu1", Op::Relu),
        ("log_softmax", Op::LogSoftmax),
    ];
    let layers = layers.map(|(name, op)| Layer { name: name.into(), op, module: true }).into();
    let biases = (0..CLASSES).map(|output| if [2, 5, 8].contains(&output) { -1.0 } else { 1.0 });
    let weights = vec![0.0; CLASSES * PIXELS].into_iter().chain(biases).collect();
    let network = Network { layers, ..Network::default() };
    (network, State { weights, optimiser: OptimiserState::Rest, running: Vec::new() })
}

fn evaluation(model: &Model, data: &Dataset, normalisation: Normalisation) -> Evaluation {
    let evaluated = wait(evaluate(model, data, normalisation, async |_| Signal::Continue));
    evaluated.expect("evaluates").expect("was not stopped").evaluation
}

#[test]
fn a_last_relu_keeps_stuck_outputs_stuck_and_the_epoch_says_which() {
    let data = digits(96, 40);
    let (network, state) = three_stuck();
    for (name, device) in devices() {
        let model = wait(Model::with_state(network.clone(), &state, &device)).expect("fits together");
        let config = TrainConfig { learning_rate: 0.01, momentum: 0.0, ..config(&zoo::MLP) };
        let mut session = Session { config, model, state: TrainingState::default() };
        let mut epochs = Epochs::default();
        assert_eq!(wait(run(&mut session, &data, &mut epochs)).ok(), Some(Ending::Done), "{name}");
        assert_eq!(epochs.0[0].stuck_outputs.as_deref(), Some([2, 5, 8].as_slice()), "{name}");
        assert_eq!(epochs.0[0].total, 40, "{name}");

        let learned = wait(session.model.state()).expect("a state").weights;
        let moved = |output: usize| {
            let of_output = output * PIXELS..(output + 1) * PIXELS;
            learned[of_output.clone()] != state.weights[of_output]
        };
        let moved: Vec<usize> = (0..CLASSES).filter(|&output| moved(output)).collect();
        assert_eq!(moved, [0, 1, 3, 4, 6, 7, 9], "{name}: no gradient reached the others");
    }
}

#[test]
fn an_evaluation_is_the_test_of_the_epoch() {
    let data = digits(320, 300);
    for (name, device) in devices() {
        for row in [&zoo::LENET, &zoo::SESSION6] {
            let network = row.name;
            let mut session = wait(Session::fresh(config(row), &device)).expect("fits");
            let mut epochs = Epochs::default();
            wait(run(&mut session, &data, &mut epochs)).expect("trains");
            let report = &epochs.0[0];
            assert_eq!(report.stuck_outputs, None, "{name}: {network} does not end in a ReLU");

            let evaluation = evaluation(&session.model, &data.test, session.normalisation());
            assert_eq!((evaluation.correct, evaluation.total), (report.correct, 300), "{name}: {network}");
            assert!(
                (evaluation.loss - report.test_loss).abs() < 1e-4,
                "{name}: {network}: {}",
                evaluation.loss
            );
            let of_digit = |digit: u8| data.test.labels().iter().filter(|&&label| label == digit).count();
            for (score, digit) in evaluation.digits.iter().zip(0..) {
                assert_eq!(score.total as usize, of_digit(digit), "{name}: {network}");
            }
        }
    }
}

#[test]
fn where_outputs_tie_every_way_of_testing_counts_the_same() {
    let data = digits(32, 50);
    let (network, state) = three_stuck();
    for (name, device) in devices() {
        let mut model = wait(Model::with_state(network.clone(), &state, &device)).expect("fits together");
        let evaluation = evaluation(&model, &data.test, Normalisation::NONE);
        let images = wait(Images::new(&data.test, &device));
        let indices: Vec<u32> = (0..50).collect();
        let all = Selection {
            images: &images,
            indices: &indices,
            normalisation: Normalisation::NONE,
            similarities: None,
        };
        model.evaluate(&Batch::Selection(all));
        let metrics = wait(model.read_metrics()).expect("metrics")[0];
        assert_eq!(metrics.correct, evaluation.correct as f32, "{name}");
        assert_eq!(evaluation.correct, evaluation.digits[0].correct, "{name}: the first of equals");
        assert!((metrics.loss / 50.0 - evaluation.loss).abs() < 1e-5, "{name}: {}", evaluation.loss);
    }
}

#[test]
fn an_evaluation_tells_how_far_it_is_and_can_be_stopped() {
    let data = digits(1, 300).test;
    let model = wait(Model::new(zoo::NN2.network(), 1, &Device::Cpu)).expect("fits");
    let mut told = Vec::new();
    let whole = wait(evaluate(&model, &data, Normalisation::NONE, async |done| {
        told.push(done);
        Signal::Continue
    }));
    assert_eq!(whole.expect("evaluates").map(|tested| tested.evaluation.total), Some(300));
    assert!(told.len() > 1 && told.is_sorted() && told.last() == Some(&300), "{told:?}");
    let stopped = wait(evaluate(&model, &data, Normalisation::NONE, async |_| Signal::Stop));
    assert_eq!(stopped.expect("evaluates"), None);
}
