//! Nothing is allocated but what was asked for beforehand, and what there is no room for is refused with the
//! largest batch that there is room for.

use super::*;
use crate::engine::Place;

const KIB: u64 = 1 << 10;

fn lenet(gpu: &Gpu) -> (Network, State, GpuModel) {
    let network = zoo::LENET.network();
    let state = State::fresh(&network, 1).unwrap();
    let model = block_on(GpuModel::new(gpu, &network, &state)).unwrap();
    (network, state, model)
}

#[test]
fn a_step_that_nothing_was_prepared_for_changes_nothing_and_is_told() {
    let Some(gpu) = gpus().pop() else { return };
    let (_, state, mut model) = lenet(&gpu);
    let (pixels, labels) = batch(5, 1);
    let five = Batch::Pixels { pixels: &pixels, labels: &labels };
    model.train_step(&five, &Optimiser::DIFFERENTIATE, 1);
    let told = block_on(model.read_metrics());
    assert!(matches!(told, Err(EngineError::Unprepared { batch: 5, prepared: 0 })), "{told:?}");

    block_on(model.prepare(3)).unwrap();
    model.evaluate(&five);
    model.evaluate(&Batch::Pixels { pixels: &pixels[..3 * PIXELS], labels: &labels[..3] });
    let told = block_on(model.read_metrics());
    assert!(matches!(told, Err(EngineError::Unprepared { batch: 5, prepared: 4 })), "{told:?}");

    block_on(model.prepare(5)).unwrap();
    model.evaluate(&five);
    assert_eq!(block_on(model.read_metrics()).unwrap().len(), 1, "once told it is over");
    assert_eq!(block_on(model.state()).unwrap().weights, state.weights);
}

#[test]
fn a_question_makes_its_own_room_and_keeps_what_is_larger() {
    let Some(gpu) = gpus().pop() else { return };
    let (network, state, model) = lenet(&gpu);
    let on_cpu = BurnModel::new(Arc::new(network), &state).unwrap();
    for (size, prepared) in [(1, 4), (31, 32), (2, 32)] {
        let (pixels, labels) = batch(size, 2);
        let asked = Batch::Pixels { pixels: &pixels, labels: &labels };
        let (ours, expected) =
            (block_on(model.logits(&asked)).unwrap(), block_on(on_cpu.logits(&asked)).unwrap());
        assert_near("logits", &ours, &expected);
        assert_eq!(model.prepared(), prepared);
    }
}

#[test]
fn a_batch_beyond_the_largest_buffer_is_refused_before_anything_is_allocated() {
    let Some(gpu) = gpus().pop() else { return };
    let (_, _, model) = lenet(&gpu);
    block_on(model.prepare(4)).unwrap();
    let refused = block_on(model.prepare(1 << 30));
    let Err(EngineError::BatchTooLarge { batch, most, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(batch, 1 << 30);
    assert!(most >= 128 && most < batch, "{most}");
    assert_eq!(model.prepared(), 4, "what there was is still there");
}

#[test]
fn where_memory_runs_out_the_largest_batch_that_was_found_to_fit_is_named() {
    let Some(gpu) = gpus().pop() else { return };
    for (memory, asked) in [(4096 * KIB, 1024), (8192 * KIB, 2048), (4096 * KIB, 999)] {
        let (_, _, model) = lenet(&gpu.with_memory(memory));
        let refused = block_on(model.prepare(asked));
        let Err(EngineError::BatchTooLarge { batch, most, place: Place::GpuMemory }) = refused else {
            panic!("{memory} bytes: {refused:?}")
        };
        assert_eq!(batch, asked);
        assert_eq!(model.prepared(), 0);
        block_on(model.prepare(most)).unwrap();
        assert!(model.prepared() >= most, "{memory} bytes: {most}");
    }
}

#[test]
fn where_memory_is_too_little_for_one_image_the_network_is_to_blame() {
    let Some(gpu) = gpus().pop() else { return };
    let (_, _, model) = lenet(&gpu.with_memory(KIB));
    let refused = block_on(model.prepare(128));
    assert!(matches!(refused, Err(EngineError::NetworkTooLarge { place: Place::GpuMemory })), "{refused:?}");
}
