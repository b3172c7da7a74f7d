//! Weights never go into another network, whatever their shapes.

use safetensors::SafeTensors;

use super::*;
use crate::engine::{Snapshot, SnapshotError, TrainingState};

fn file_of(network: &Network) -> Vec<u8> {
    write(network, &state_of(network), &PLAIN).unwrap()
}

fn snapshot_of(network: &Network) -> Snapshot {
    Snapshot::new(network, &state_of(network), TrainingState::default()).unwrap()
}

/// The words in which a file of one network is refused by another.
fn refused(by: &Network, file: &[u8]) -> String {
    read(by, file).unwrap_err().to_string()
}

#[test]
fn files_and_snapshots_say_which_network_they_are_of() {
    let lenet = zoo::LENET.network();
    for bytes in [file_of(&lenet), snapshot_of(&lenet).0] {
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let metadata = header.metadata().clone().unwrap();
        assert_eq!((&metadata["network"], &metadata["identity"]), (&lenet.name, &lenet.id().to_string()));
    }
}

#[test]
fn another_network_s_file_is_refused_even_where_its_shapes_fit() {
    let (ours, other) = (zoo::SESSION1_LAST_RELU.network(), zoo::SESSION2.network());
    let words =
        "its weights are of the network `session2`, and not of `session1-last-relu`; choose `session2`";
    assert_says(&refused(&ours, &file_of(&other)), &[words]);
    assert_says(&refused(&ours, &snapshot_of(&other).0), &[words]);
    let refused = snapshot_of(&other).read(&ours).unwrap_err();
    assert_says(&refused.to_string(), &[words]);
    assert!(snapshot_of(&ours).read(&ours).is_ok());
}

#[test]
fn another_network_s_file_is_called_by_its_name_before_its_tensors() {
    let said = refusal(&file_of(&zoo::MLP.network()));
    assert_says(&said, &["`mlp`, and not of `lenet`; choose `mlp`"]);
}

#[test]
fn a_network_of_the_same_name_is_told_apart() {
    let cnn = zoo::CNN.network();
    let other = cnn.clone().with_filters(&[8, 32, 64]);
    assert_says(&refused(&cnn, &file_of(&other)), &["`conv1.weight`", "[8, 1, 3, 3]", "the filters"]);
    let said = snapshot_of(&other).read(&cnn).unwrap_err().to_string();
    assert_says(&said, &["other layers than `cnn` has here", "the filters, that they belong to"]);

    // The same shapes: nothing but the identity tells.
    let mut leaky = cnn.clone();
    leaky.layers.retain(|layer| layer.name != "relu1");
    let said = refused(&cnn, &file_of(&leaky));
    assert_says(&said, &["other layers than `cnn` has here", "choose the network"]);
}

#[test]
fn another_name_is_no_other_network() {
    let lenet = zoo::LENET.network();
    let renamed = Network { name: "mine".into(), ..lenet.clone() };
    assert_eq!(read(&renamed, &file_of(&lenet)).unwrap().state, state_of(&lenet));
    assert!(snapshot_of(&lenet).read(&renamed).is_ok());
}

#[test]
fn a_file_that_does_not_say_is_read_by_its_names_and_shapes() {
    let session2 = zoo::SESSION2.network();
    let foreign = written_elsewhere(&zoo::SESSION2, |_| ());
    assert_eq!(read(&zoo::SESSION1_LAST_RELU.network(), &foreign).unwrap().state, state_of(&session2));
    // Ours of before that had an identity: its name is told where it does not fit.
    let old = lenet_saying(&[("network", "lenet")]);
    assert_eq!(loaded(&old).state, state_of(&zoo::LENET.network()));
    assert_says(&refused(&zoo::MLP.network(), &old), &["for the network `lenet`", "`fc1.weight`"]);
}

#[test]
fn a_snapshot_says_which_network_it_is_of() {
    let refused = Snapshot(lenet_saying(&[("network", "lenet")])).read(&zoo::LENET.network());
    assert!(matches!(refused, Err(SnapshotError::Metadata("identity"))), "{refused:?}");
}
