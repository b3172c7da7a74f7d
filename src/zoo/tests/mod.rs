//! What is true of the networks.

mod links;
mod parameters;
mod pytorch;
mod trace;

use std::collections::BTreeSet;

use super::*;
use crate::arch::{CLASSES, Shape};
use crate::settings::Position;

#[test]
fn every_network_is_found_by_its_name() {
    for row in ROWS {
        assert_eq!(named(row.name).unwrap().label, row.label);
        assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let message = named("resnet").unwrap_err().to_string();
    assert!(message.contains("`resnet`"), "{message}");
    for row in ROWS {
        assert!(message.contains(row.name), "{message} lacks {}", row.name);
    }
}

#[test]
fn no_two_networks_compute_the_same() {
    let identities: BTreeSet<NetworkId> = ROWS.into_iter().map(Row::id).collect();
    assert_eq!(identities.len(), ROWS.len());
}

#[test]
fn another_name_is_the_same_network_and_other_filters_are_another() {
    let cnn = named("cnn").unwrap().network();
    let renamed = Network { name: "mine".into(), label: "Mine".into(), ..cnn.clone() };
    assert_eq!(renamed.id(), cnn.id());
    assert_ne!(cnn.clone().with_filters(&[16, 32, 65]).id(), cnn.id());
    let mut layers = cnn.clone();
    layers.layers[0].name = "first".into();
    assert_eq!(layers.id(), cnn.id());
}

#[test]
fn every_network_ends_in_ten_classes() {
    for row in ROWS {
        let trace = row.network().trace().unwrap();
        assert_eq!(trace.layers.last().unwrap().output, Shape::Vector { features: CLASSES }, "{}", row.name);
    }
}

#[test]
fn only_session_1_ends_in_a_relu() {
    for row in ROWS {
        assert_eq!(row.network().ends_in_relu(), row.name == "session1-last-relu", "{}", row.name);
    }
}

#[test]
fn the_two_sessions_differ_by_the_last_relu() {
    let [session2, mut session1] =
        ["session2", "session1-last-relu"].map(|name| named(name).unwrap().network().layers);
    let conv7 = session1.iter().position(|layer| layer.name == "conv7").unwrap();
    let extra = session1.remove(conv7 + 1);
    assert_eq!((extra.name.as_str(), extra.op), ("relu7", Op::Relu));
    assert_eq!(session1, session2);
}

#[test]
fn the_strided_cnn_has_the_parameters_of_the_one_with_pools() {
    let parameters = |row: &Row| row.network().parameters().unwrap();
    assert_eq!(parameters(&CNN_STRIDED), parameters(&CNN));
    let is_pool = |layer: &crate::arch::Layer| matches!(layer.op, Op::MaxPool2d { .. });
    assert_eq!(CNN.network().layers.iter().filter(|layer| is_pool(layer)).count(), 3);
    assert!(!CNN_STRIDED.network().layers.iter().any(is_pool));
}

#[test]
fn only_the_three_layer_cnn_takes_filters() {
    for row in ROWS {
        let filters = row.network().filters();
        assert_eq!(filters, if row.name == "cnn" { vec![16, 32, 64] } else { Vec::new() }, "{}", row.name);
        assert_eq!(row.network().with_filters(&filters), row.network());
    }
    let trace = named("cnn").unwrap().network().with_filters(&[3, 4, 5]).trace().unwrap();
    assert_eq!(trace.parameters, (9 + 1) * 3 + (27 + 1) * 4 + (36 + 1) * 5 + (45 + 1) * 128 + 129 * 10);
}

#[test]
fn no_two_networks_look_alike_without_colour() {
    let looks: BTreeSet<(&str, &str)> = ROWS.iter().map(|row| (row.look.dash, row.look.mark)).collect();
    let dashes: BTreeSet<&str> = ROWS.iter().map(|row| row.look.dash).collect();
    let colours: BTreeSet<&str> = ROWS.iter().map(|row| row.look.colour).collect();
    assert_eq!([looks.len(), dashes.len(), colours.len()], [ROWS.len(); 3]);
}

#[test]
fn session6_ends_with_the_learning_rates_of_its_log() {
    let config = named("session6").unwrap().config();
    let at = |epoch| Position { epoch, step: 0, epochs: config.epochs, steps: 469 };
    let rates: Vec<_> = (0..config.epochs)
        .map(|epoch| format!("{:.4e}", config.schedule.learning_rate(config.learning_rate, at(epoch))))
        .collect();
    assert_eq!(rates[..6], ["1.0000e-1"; 6]);
    assert_eq!(rates[6..12], ["1.0000e-2"; 6]);
    assert_eq!(rates[12..18], ["1.0000e-3"; 6]);
    assert_eq!(rates[18..], ["1.0000e-4"; 2]);
}

#[test]
fn a_batch_divides_the_epoch_as_in_the_sources() {
    let steps: Vec<_> = ROWS.iter().map(|row| 60_000_usize.div_ceil(row.config().batch)).collect();
    assert_eq!(steps, [469, 469, 118, 469, 469, 469, 469, 938, 938, 469]);
}
