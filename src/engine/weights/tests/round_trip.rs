//! What is written comes back; what belongs to another network does not.

use proptest::prelude::*;

use super::*;
use crate::engine::{OptimiserState, Snapshot, TrainingState};

#[test]
fn every_network_comes_back_as_it_was_written() {
    for row in zoo::ROWS {
        let network = row.network();
        let state = state_of(&network);
        for about in [PLAIN, NORMALISED] {
            let read = read(&network, &write(&network, &state, &about).unwrap()).unwrap();
            let (normalise, data) = (Some(about.normalise), about.data.map(str::to_owned));
            assert_eq!(
                read,
                Loaded { state: state.clone(), normalise, data, remarks: Vec::new() },
                "{}",
                row.name
            );
        }
    }
}

#[test]
fn a_file_of_pytorch_s_says_nothing_of_pixels_and_counts_batches() {
    let bytes = written_elsewhere(&zoo::SESSION6, |tensors| {
        tensors.push(batches_counted("bn1.num_batches_tracked"));
    });
    let session6 = zoo::SESSION6.network();
    let read = read(&session6, &bytes).unwrap();
    assert_eq!(read, Loaded { state: state_of(&session6), normalise: None, data: None, remarks: Vec::new() });
}

#[test]
fn a_checkpoint_is_read_for_its_weights_alone() {
    let network = zoo::LENET.network();
    let fresh = state_of(&network);
    let training = TrainingState { normalise: true, step: 7, ..TrainingState::default() };
    let numbers = |factor: f32| fresh.weights.iter().map(|weight| factor * weight).collect();
    let moments = OptimiserState::Moments { first: numbers(2.0), second: numbers(3.0), steps: 7 };
    for optimiser in [OptimiserState::Velocity(numbers(2.0)), moments] {
        let moving = State { optimiser, ..fresh.clone() };
        let checkpoint = Snapshot::new(&network, &moving, training).unwrap();
        let state = fresh.clone();
        let read = loaded(&checkpoint.0);
        assert_eq!(read, Loaded { state, normalise: Some(true), data: None, remarks: Vec::new() });
        assert_eq!(checkpoint.read(&network).unwrap(), (moving, training), "and as a checkpoint for all");
    }
}

#[test]
fn a_tensor_that_is_missing_or_has_another_shape_is_named_with_what_to_do() {
    let missing = written_elsewhere(&zoo::LENET, |tensors| {
        tensors.retain(|tensor| tensor.name != "fc2.bias");
    });
    assert_says(&refusal(&missing), &["`fc2.bias` is missing; save the whole state_dict of this network"]);
    let shaped = written_elsewhere(&zoo::LENET, |tensors| named(tensors, "fc3.bias").shape = vec![5, 2]);
    assert_says(&refusal(&shaped), &["`fc3.bias`", "[5, 2]", "[10]", "choose the network"]);
}

#[test]
fn a_tensor_too_many_is_named() {
    let mut extra = written_elsewhere(&zoo::LENET, |tensors| tensors.push(empty("fc4.bias")));
    assert_says(&refusal(&extra), &["`fc4.bias` is none of this network's"]);
    extra.extend([0; 4]);
    assert_says(&refusal(&extra), &["4 bytes after its last tensor"]);
}

#[test]
fn a_state_of_another_network_is_not_written() {
    let state = state_of(&zoo::LENET.network());
    assert!(matches!(write(&zoo::MLP.network(), &state, &PLAIN), Err(WeightsError::Unwritable(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_numbers_of_any_filters_come_back(filters in prop::array::uniform3(1usize..5), seed: u64) {
        let network = zoo::CNN.network().with_filters(&filters);
        let state = State::fresh(&network, seed).unwrap();
        let read = read(&network, &write(&network, &state, &PLAIN).unwrap()).unwrap();
        prop_assert_eq!(read.state, state);
    }
}
