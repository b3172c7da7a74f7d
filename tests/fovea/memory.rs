//! What does not fit into the memory is refused before anything is allocated, with the largest batch that fits.

use fovea::arch::{Network, Op};
use fovea::engine::memory::{Limits, Need};
use fovea::engine::{EngineError, Place};
use fovea::zoo;
use proptest::prelude::*;

const MIB: u64 = 1 << 20;

fn cnn(filters: [usize; 3]) -> Network {
    zoo::CNN.network().with_filters(&filters)
}

fn need(network: &Network) -> Need {
    Need::of(network).expect("fits together")
}

#[test]
fn a_batch_that_would_break_the_page_is_refused_with_the_largest_that_fits() {
    for (filters, batch) in [([512, 512, 512], 2048), ([512, 1, 1], 2048), ([256, 512, 512], 2048)] {
        let need = need(&cnn(filters));
        let refused = need.admit(batch, &Limits::WASM);
        let Err(EngineError::BatchTooLarge { batch: asked, most, place: Place::Memory }) = refused else {
            panic!("{filters:?}: {refused:?}")
        };
        assert_eq!(asked, batch);
        assert!(most >= 128, "{filters:?}: {most}");
        assert!(need.admit(most, &Limits::WASM).is_ok(), "{filters:?}: {most}");
        assert!(need.admit(most + 1, &Limits::WASM).is_err(), "{filters:?}: {most}");
    }
}

#[test]
fn a_network_that_is_too_large_for_one_image_is_refused_as_such() {
    let refused = need(&cnn([512; 3])).admit(1, &Limits { tensor: MIB, total: 10 * MIB });
    assert!(matches!(refused, Err(EngineError::NetworkTooLarge { place: Place::Memory })), "{refused:?}");
}

#[test]
fn every_source_s_own_batch_fits_into_a_page() {
    for row in zoo::ROWS {
        let config = row.config();
        let admitted = need(&config.network).admit(config.batch, &Limits::WASM);
        assert!(admitted.is_ok(), "{}: {admitted:?}", row.name);
    }
}

#[test]
fn every_image_takes_as_much_as_the_one_before() {
    for row in zoo::ROWS {
        let (name, network) = (row.name, row.network());
        let need = need(&network);
        let grown = |from, to| need.bytes(to) - need.bytes(from);
        assert_eq!(grown(64, 128), grown(1024, 1088), "{name}");
        assert_eq!(2 * grown(64, 128), grown(128, 256), "{name}");
        // No less than what the layers that compute yield, and their gradients; not many times as much.
        let trace = network.trace().expect("fits together");
        let yielded =
            trace.layers.iter().filter(|layer| matches!(layer.op, Op::Conv2d { .. } | Op::Linear { .. }));
        let yielded: usize = yielded.map(|layer| layer.output.dimensions().iter().product::<usize>()).sum();
        let per_image = grown(64, 128) / 64;
        assert!(per_image > 4 * yielded as u64, "{name}: {per_image}");
        assert!(per_image < 4 * 16 * (yielded as u64 + 784), "{name}: {per_image}");
    }
}

#[cfg(feature = "cli")]
#[test]
fn a_model_on_the_cpu_is_not_prepared_for_what_this_machine_cannot_hold() {
    use fovea::engine::{Device, Model};

    use crate::devices::wait;

    let network = zoo::LENET.network();
    let model = wait(Model::new(network, 1, &Device::Cpu)).expect("fits");
    let refused = wait(model.prepare(1 << 40));
    let Err(EngineError::BatchTooLarge { most, .. }) = refused else { panic!("{refused:?}") };
    assert!(most > 0);
    assert_eq!(model.prepared(), 0, "nothing was promised");
    assert!(wait(model.prepare(128)).is_ok());
    assert_eq!(model.prepared(), 128);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_largest_batch_fits_and_one_image_more_does_not(
        filters in prop::array::uniform3(1usize..=512),
        batch in 1usize..=2048,
        total in 64u64..8192,
        tensor in 1u64..4096,
    ) {
        let limits = Limits { tensor: tensor * MIB, total: total * MIB };
        let need = need(&cnn(filters));
        let most = need.largest_batch(&limits);
        prop_assert!(most == 0 || need.fits(most, &limits));
        prop_assert!(!need.fits(most + 1, &limits));
        prop_assert_eq!(need.admit(batch, &limits).is_ok(), batch <= most);
    }
}
