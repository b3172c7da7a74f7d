//! Which files of weights are read, and in which words the others are refused.

use proptest::prelude::*;
use safetensors::tensor::{Dtype, TensorView};

use super::*;
use crate::arch::{NetworkChoice, NetworkId};
use crate::engine::{Snapshot, TrainingState};

fn network(id: NetworkId) -> Network {
    NetworkChoice::new(id).network()
}

fn state_of(network: &Network) -> State {
    State::fresh(network, 1).unwrap()
}

/// A file of LeNet's weights.
fn lenet() -> Vec<u8> {
    let network = network(NetworkId::Lenet);
    write(&network, &state_of(&network), true).unwrap()
}

/// The words of the error that these bytes give where LeNet's weights are expected.
fn refusal(bytes: &[u8]) -> String {
    read(&network(NetworkId::Lenet), bytes).unwrap_err().to_string()
}

/// A tensor of a file that somebody else wrote.
struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// The tensors of a fresh network as somebody else would write them, changed by `change`.
fn written_elsewhere(id: NetworkId, change: impl Fn(&mut Vec<Tensor>)) -> Vec<u8> {
    let network = network(id);
    let state = state_of(&network);
    let ours = tensors(&network, &state).unwrap().into_iter();
    let mut theirs: Vec<_> = ours
        .map(|(name, view)| Tensor {
            name,
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        })
        .collect();
    change(&mut theirs);
    let views = theirs.iter().map(|tensor| {
        (&tensor.name, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

fn named<'a>(tensors: &'a mut [Tensor], name: &str) -> &'a mut Tensor {
    tensors.iter_mut().find(|tensor| tensor.name == name).unwrap()
}

#[test]
fn every_network_comes_back_as_it_was_written() {
    for id in NetworkId::ALL {
        let network = network(id);
        let state = state_of(&network);
        for normalise in [false, true] {
            let loaded = read(&network, &write(&network, &state, normalise).unwrap()).unwrap();
            assert_eq!(loaded, Loaded { state: state.clone(), normalise: Some(normalise) }, "{id}");
        }
    }
}

#[test]
fn a_file_of_pytorch_s_says_nothing_of_pixels_and_counts_batches() {
    let bytes = written_elsewhere(NetworkId::Session6, |tensors| {
        tensors.push(Tensor {
            name: "bn1.num_batches_tracked".into(),
            dtype: Dtype::I64,
            shape: Vec::new(),
            bytes: 118u64.to_le_bytes().to_vec(),
        });
    });
    let session6 = network(NetworkId::Session6);
    let loaded = read(&session6, &bytes).unwrap();
    assert_eq!(loaded, Loaded { state: state_of(&session6), normalise: None });
}

#[test]
fn a_checkpoint_is_read_for_its_weights_alone() {
    let network = network(NetworkId::Lenet);
    let fresh = state_of(&network);
    let moving = State { velocity: Some(fresh.weights.clone()), ..fresh.clone() };
    let training = TrainingState { normalise: true, step: 7, ..TrainingState::default() };
    let checkpoint = Snapshot::new(&network, &moving, training).unwrap();
    let loaded = read(&network, &checkpoint.0).unwrap();
    assert_eq!(loaded, Loaded { state: fresh, normalise: Some(true) });
    assert_eq!(checkpoint.read(&network).unwrap(), (moving, training), "and as a checkpoint for all");
}

#[test]
fn what_does_not_fit_is_named_with_what_to_do() {
    type Change = fn(&mut Vec<Tensor>);
    let wrong: [(Change, &[&str]); 7] = [
        (
            |tensors| tensors.retain(|tensor| tensor.name != "fc2.bias"),
            &["`fc2.bias` is missing", "state_dict"],
        ),
        (
            |tensors| {
                for tensor in tensors {
                    tensor.name = format!("module.{}", tensor.name);
                }
            },
            &["`conv1.weight` is missing", "`module.c"],
        ),
        (|tensors| named(tensors, "fc3.bias").shape = vec![5, 2], &["`fc3.bias`", "[5, 2]", "[10]"]),
        (|tensors| named(tensors, "fc3.bias").dtype = Dtype::I32, &["`fc3.bias`", "I32", ".float()"]),
        (
            |tensors| {
                let bias = named(tensors, "fc3.bias");
                bias.dtype = Dtype::F64;
                bias.bytes = vec![0; 80];
            },
            &["`fc3.bias`", "F64", ".float()"],
        ),
        (
            |tensors| {
                let bias = named(tensors, "fc3.bias");
                bias.dtype = Dtype::F16;
                bias.bytes = vec![0; 20];
            },
            &["`fc3.bias`", "F16", ".float()"],
        ),
        (
            |tensors| named(tensors, "fc3.bias").bytes[8..12].copy_from_slice(&f32::NAN.to_le_bytes()),
            &["`fc3.bias`", "NaN", "place 2"],
        ),
    ];
    for (change, expected) in wrong {
        let said = refusal(&written_elsewhere(NetworkId::Lenet, change));
        for words in expected {
            assert!(said.contains(words), "{said:?} lacks {words:?}");
        }
    }
}

#[test]
fn a_tensor_too_many_is_named() {
    let mut extra = written_elsewhere(NetworkId::Lenet, |tensors| {
        tensors.push(Tensor {
            name: "fc4.bias".into(),
            dtype: Dtype::F32,
            shape: vec![0],
            bytes: Vec::new(),
        });
    });
    assert!(refusal(&extra).contains("`fc4.bias` is none of this network's"), "{}", refusal(&extra));
    extra.extend([0; 4]);
    assert!(refusal(&extra).contains("4 bytes after its last tensor"), "{}", refusal(&extra));
}

#[test]
fn another_network_s_file_is_called_by_its_name() {
    let mlp = network(NetworkId::Mlp);
    let said = refusal(&write(&mlp, &state_of(&mlp), false).unwrap());
    assert!(said.contains("`mlp`") && said.contains("`conv1.weight`"), "{said}");
}

#[test]
fn what_is_no_safetensors_file_is_told_apart() {
    let pickle = [&[0x80, 2, 0x8a, 10][..], b"l\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."].concat();
    for bytes in [&b"PK\x03\x04\x00\x00\x08\x08\x00\x00 and so on"[..], &pickle] {
        assert!(
            refusal(bytes).contains("safetensors.torch.save_file(model.state_dict()"),
            "{}",
            refusal(bytes)
        );
    }
    for bytes in [&b""[..], b"1234567", b"<!DOCTYPE html><html></html>", b"\x02\0\0\0\0\0\0\0[]"] {
        assert!(refusal(bytes).contains("safetensors.torch.save_file"), "{}", refusal(bytes));
    }
}

#[test]
fn a_header_of_2_gb_is_refused_by_its_length_alone() {
    let mut bytes = lenet();
    bytes[..8].copy_from_slice(&(2u64 << 30).to_le_bytes());
    for bytes in [&bytes[..], &bytes[..8]] {
        let said = refusal(bytes);
        assert!(said.contains("2147483648 bytes"), "{said}");
    }
}

#[test]
fn a_wish_for_pixels_that_makes_no_sense_is_refused() {
    let network = network(NetworkId::Lenet);
    let state = state_of(&network);
    let bytes = file::bytes(tensors(&network, &state).unwrap(), [(NORMALISE, "perhaps".to_owned())]).unwrap();
    assert!(refusal(&bytes).contains("`normalise` is `perhaps`"), "{}", refusal(&bytes));
}

#[test]
fn a_state_of_another_network_is_not_written() {
    let state = state_of(&network(NetworkId::Lenet));
    assert!(matches!(write(&network(NetworkId::Mlp), &state, false), Err(WeightsError::Unwritable(_))));
}

/// Where the numbers of a file begin.
fn numbers_begin(bytes: &[u8]) -> usize {
    8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_numbers_of_any_filters_come_back(filters in prop::array::uniform3(1usize..5), seed: u64) {
        let network = NetworkChoice { id: NetworkId::Cnn, filters }.network();
        let state = State::fresh(&network, seed).unwrap();
        let loaded = read(&network, &write(&network, &state, false).unwrap()).unwrap();
        prop_assert_eq!(loaded.state, state);
    }

    #[test]
    fn a_file_cut_anywhere_is_refused_and_names_the_tensor_it_ends_in(share in 0.0..1.0f64) {
        let bytes = lenet();
        let length = (share * bytes.len() as f64) as usize;
        let said = refusal(&bytes[..length]);
        if length >= numbers_begin(&bytes) {
            prop_assert!(said.contains("ends within the tensor `"), "{}", said);
        }
    }

    #[test]
    fn a_changed_byte_of_the_header_never_brings_it_down(place in 0.0..1.0f64, byte: u8) {
        let mut bytes = lenet();
        let place = (place * numbers_begin(&bytes) as f64) as usize;
        bytes[place] = byte;
        // Some changes mean nothing, such as one in the metadata; what is read then is whole.
        if let Ok(loaded) = read(&network(NetworkId::Lenet), &bytes) {
            prop_assert_eq!(loaded.state.weights.len(), 106_154);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&network(NetworkId::Lenet), &bytes).is_err());
    }
}
