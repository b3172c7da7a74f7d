//! Batch norms, of which convolutions around them tally what they need to know.

use super::*;

#[test]
fn batch_norms_among_convolutions_compute_what_burn_computes() {
    let gpus = gpus();
    let pool = |kernel, stride| Op::MaxPool2d { kernel, stride };
    // Behind ReLU and before it, with dropout, with what is no neighbour of theirs, and on maps of one pixel.
    let network = with_head(vec![
        convolution(5, 3, 1, 0, false),
        Op::Relu,
        Op::BatchNorm2d,
        Op::Dropout { p: 0.25 },
        pool(3, 1),
        convolution(4, 1, 1, 0, false),
        Op::BatchNorm2d,
        Op::AvgPool2d { kernel: 2, stride: 1 },
        convolution(5, 3, 1, 1, false),
        Op::BatchNorm2d,
        convolution(9, 3, 1, 1, true),
        Op::BatchNorm2d,
        Op::Relu,
        convolution(3, 5, 2, 2, true),
        Op::BatchNorm2d,
        convolution(2, 1, 1, 0, true),
        Op::BatchNorm2d,
        Op::BatchNorm2d,
        Op::Relu,
        pool(2, 2),
        Op::BatchNorm2d,
        Op::Relu,
        Op::Dropout { p: 0.5 },
        convolution(17, 6, 1, 0, true),
        Op::BatchNorm2d,
        convolution(4, 1, 1, 0, true),
        Op::BatchNorm2d,
    ]);
    for (size, seed) in [(2, 1), (5, 2), (30, 3), (128, 4)] {
        for gpu in &gpus {
            compare(gpu, &network, size, seed);
        }
    }
}

#[test]
fn a_batch_norm_of_numbers_far_from_zero_loses_none_of_their_differences() {
    let network =
        with_head(vec![convolution(6, 3, 1, 0, true), Op::BatchNorm2d, convolution(4, 3, 1, 0, true)]);
    let mut state = State::fresh(&network, 1).unwrap();
    let weights = 6 * 3 * 3;
    state.weights[weights..weights + 6].fill(300.0);
    for gpu in gpus() {
        compare_from(&state, &gpu, &network, 31, 1);
    }
}
