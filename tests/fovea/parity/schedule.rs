//! StepLR over twenty epochs, in the training loop itself.

use fovea::data::Data;
use fovea::engine::TrainingState;
use fovea::settings::{Schedule, TrainConfig};
use fovea::train::{Session, run};

use super::comparison::{Comparison, TOLERANCE, named_weights};
use super::{FIXTURE, first_images, fixture_state, number, numbers, row};
use crate::devices::{devices_with_burn, wait};
use crate::training::Recorder;

#[test]
fn a_run_under_step_lr_is_pytorchs() {
    let Some(images) = first_images("StepLR") else { return };
    let expected = &FIXTURE["step_lr"];
    let (rates, losses) = (numbers(&expected["rates"]), numbers(&expected["losses"]));
    let source = row(expected).config();
    let state = fixture_state(&source.network);
    let config = TrainConfig {
        epochs: rates.len() as u32,
        batch: images.len(),
        learning_rate: number(&expected["lr"]),
        momentum: number(&expected["momentum"]),
        weight_decay: 0.0,
        schedule: Schedule::Step {
            every: number(&expected["every"]) as u32,
            gamma: number(&expected["gamma"]),
        },
        shuffle: false,
        normalise: true,
        augment: false,
        ..source
    };
    let data = Data::new(images.clone(), images);
    for (device_name, device) in devices_with_burn() {
        let ours = Comparison { label: format!("StepLR on {device_name}"), tolerance: TOLERANCE };
        let start = TrainingState::default();
        let mut session =
            wait(Session::resume(config.clone(), &state, start, &device)).expect("the device works");
        let mut recorder = Recorder::default();
        wait(run(&mut session, &data, &mut recorder)).expect("trains");

        let epochs = recorder.epochs();
        assert_eq!(epochs.len(), rates.len());
        for (epoch, &rate) in epochs.iter().zip(&rates) {
            assert!((epoch.learning_rate / rate - 1.0).abs() < 1e-12, "{epoch:?}, PyTorch's rate is {rate}");
        }
        for (epoch, &loss) in epochs.iter().zip(&losses) {
            ours.loss(&format!("epoch {}", epoch.epoch), epoch.train_loss, loss);
        }
        // Without dropout and batch norm, the test after an epoch is the forward pass of the next.
        for (epoch, &loss) in epochs.iter().zip(&losses[1..]) {
            ours.loss(&format!("the test after epoch {}", epoch.epoch), epoch.test_loss, loss);
        }
        let learned = wait(session.model.state()).expect("the state");
        let weights = named_weights(session.model.network(), &learned.weights);
        ours.tensors("weights of", &weights, &expected["weights"]);
    }
}
