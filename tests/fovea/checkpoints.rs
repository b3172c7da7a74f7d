//! Checkpoints mean the same on every device.

use fovea::arch::CLASSES;
use fovea::data::PIXELS;
use fovea::engine::{Batch, Device, Model, Optimiser, OptimiserState, Rule, State};
use fovea::zoo;

use crate::devices::{devices, wait};

const SGD: Optimiser = Optimiser::sgd(0.1, 0.9, 0.0);
const ADAM: Optimiser =
    Optimiser { rule: Rule::Adam { beta: 0.9, decoupled: false }, learning_rate: 0.01, weight_decay: 0.0 };

fn model(device: &Device) -> Model {
    let network = zoo::SESSION6.network();
    let model = wait(Model::new(network, 1, device)).expect("the device works");
    wait(model.prepare(CLASSES)).expect("fits");
    model
}

/// Takes a step and gives the state after it, which is another than before.
fn step(model: &mut Model) -> State {
    step_by(model, &SGD)
}

fn step_by(model: &mut Model, optimiser: &Optimiser) -> State {
    let before = state(model);
    let pixels: Vec<f32> = (0..CLASSES * PIXELS).map(|at| (at % 17) as f32 / 17.0).collect();
    let labels: Vec<u8> = (0..CLASSES as u8).collect();
    model.train_step(&Batch::Pixels { pixels: &pixels, labels: &labels }, optimiser, 7);
    assert_eq!(wait(model.read_metrics()).expect("prepared").len(), 1);
    let after = state(model);
    assert!(after.weights != before.weights && after.running != before.running);
    after
}

fn state(model: &Model) -> State {
    wait(model.state()).expect("the device works")
}

fn committed(model: &Model) -> State {
    wait(model.committed()).expect("the device works")
}

fn checkpoint(model: &mut Model) {
    wait(model.checkpoint()).expect("the device works");
}

#[test]
fn a_rollback_goes_back_to_what_was_committed_and_may_do_so_again() {
    for (name, device) in devices() {
        let mut model = model(&device);
        let good = step(&mut model);
        checkpoint(&mut model);
        model.commit();
        for _ in 0..2 {
            step(&mut model);
            assert_eq!(committed(&model), good, "{name}");
            model.rollback();
            assert_eq!(state(&model), good, "{name}");
        }
    }
}

#[test]
fn a_velocity_that_was_not_there_is_gone_after_a_rollback() {
    for (name, device) in devices() {
        let mut model = model(&device);
        checkpoint(&mut model);
        model.commit();
        assert!(step(&mut model).optimiser.velocity().is_some(), "{name}");
        model.rollback();
        assert_eq!(state(&model).optimiser, OptimiserState::Rest, "{name}");
    }
}

#[test]
fn moments_and_their_count_come_back_with_a_rollback() {
    for (name, device) in devices() {
        let mut model = model(&device);
        step_by(&mut model, &ADAM);
        let good = step_by(&mut model, &ADAM);
        assert!(matches!(good.optimiser, OptimiserState::Moments { steps: 2, .. }), "{name}");
        checkpoint(&mut model);
        model.commit();
        let next = step_by(&mut model, &ADAM);
        model.rollback();
        assert_eq!(state(&model), good, "{name}");
        assert_eq!(step_by(&mut model, &ADAM), next, "{name}: the same step again");
    }
}

#[test]
fn another_optimiser_begins_at_rest() {
    for (name, device) in devices() {
        for (before, after) in [(ADAM, SGD), (SGD, ADAM)] {
            let mut model = model(&device);
            let rested = State { optimiser: OptimiserState::Rest, ..step_by(&mut model, &before) };
            let changed = step_by(&mut model, &after);
            let mut other = wait(Model::with_state(model.network().clone(), &rested, &device)).expect("fits");
            wait(other.prepare(CLASSES)).expect("fits");
            assert_eq!(step_by(&mut other, &after), changed, "{name}");
        }
    }
}

#[test]
fn a_second_commit_without_a_checkpoint_changes_nothing() {
    for (name, device) in devices() {
        let mut model = model(&device);
        let mut good = state(&model);
        for _ in 0..3 {
            checkpoint(&mut model);
            model.commit();
            model.commit();
            assert_eq!(committed(&model), good, "{name}");
            good = step(&mut model);
            model.commit();
            assert_ne!(committed(&model), good, "{name}: of this state there is no checkpoint");
        }
    }
}

#[test]
fn without_a_commit_there_is_nothing_to_go_back_to() {
    for (name, device) in devices() {
        let mut model = model(&device);
        let now = step(&mut model);
        model.commit();
        model.rollback();
        assert_eq!(state(&model), now, "{name}: nothing was ever set aside");
        checkpoint(&mut model);
        let now = step(&mut model);
        assert_eq!(committed(&model), now, "{name}: a checkpoint is not committed by itself");
        model.rollback();
        assert_eq!(state(&model), now, "{name}");
    }
}

#[test]
fn a_rollback_drops_the_checkpoint_that_was_not_committed() {
    for (name, device) in devices() {
        let mut model = model(&device);
        let good = state(&model);
        checkpoint(&mut model);
        model.commit();
        step(&mut model);
        checkpoint(&mut model);
        model.rollback();
        model.commit();
        assert_eq!(committed(&model), good, "{name}");
    }
}

#[test]
fn the_last_of_several_checkpoints_is_committed() {
    for (name, device) in devices() {
        let mut model = model(&device);
        checkpoint(&mut model);
        let good = step(&mut model);
        checkpoint(&mut model);
        step(&mut model);
        model.commit();
        assert_eq!(committed(&model), good, "{name}");
    }
}

#[test]
fn after_training_a_model_holds_what_it_learned_and_no_more() {
    for (name, device) in devices() {
        let mut model = model(&device);
        checkpoint(&mut model);
        model.commit();
        let learned = step(&mut model);
        checkpoint(&mut model);
        let before = wait(model.predict(&[0.5; PIXELS])).expect("the device works");
        model.end_training();
        assert_eq!(model.prepared(), 0, "{name}");
        assert_eq!(state(&model), learned, "{name}");
        // Neither checkpoint is there any more.
        model.commit();
        model.rollback();
        assert_eq!(state(&model), learned, "{name}");
        assert_eq!(committed(&model), learned, "{name}");
        assert_eq!(wait(model.predict(&[0.5; PIXELS])).expect("the device works"), before, "{name}");
        wait(model.prepare(CLASSES)).expect("fits");
        step(&mut model);
    }
}
