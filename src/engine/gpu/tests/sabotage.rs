//! The check before a GPU is trusted: it finds shaders that compute something else, also where the norms stay
//! as they are, and nothing else.

use super::*;
use crate::engine::gpu::grid::PREFIXES;
use crate::engine::{CheckError, Device, check};

type Alter = fn(&str) -> String;

/// What a driver might do to a shader.
const SABOTAGES: [(&str, Alter); 14] = [
    ("the update goes uphill", |code| {
        code.replace("weight - step.rate * direction", "weight + step.rate * direction")
    }),
    ("momentum is ignored", |code| code.replace("step.momentum * first[id] + step.share * slope", "slope")),
    ("weight decay is ignored", |code| code.replace("gradient(id) + step.decay * weight", "gradient(id)")),
    ("every gradient has the other sign", |code| code.replace("slope * share", "-slope * share")),
    ("the taps of a weight's gradient are turned", |code| {
        replace(code, "TAPS", " * TAPS + ", " * TAPS + TAPS - 1u - ")
    }),
    ("the rows of the kernel are not turned for the input's gradient", |code| {
        replace(code, "KERNEL", "(KERNEL - 1u - ky)", "ky")
    }),
    ("images are transposed", |code| {
        code.replace(
            "image * SIDE * SIDE + pixel;",
            "image * SIDE * SIDE + pixel % SIDE * SIDE + pixel / SIDE;",
        )
    }),
    ("a max pool mixes up rows and columns", |code| {
        code.replace("place / KERNEL * WIDTH + place % KERNEL", "place % KERNEL * WIDTH + place / KERNEL")
    }),
    ("batch norm swaps channels", |code| {
        code.replace("normalising(channel, share", "normalising(CHANNELS - 1u - channel, share")
    }),
    ("running means stay where they are", |code| {
        code.replace("running[at] += RUNNING_SHARE * (mean - running[at]);", "")
    }),
    ("the lane without an image counts", |code| code.replace("live(at % step.quads)", "vec4<bool>(true)")),
    ("dropout does not scale", |code| code.replace("vec4f(DROPOUT_SCALE)", "vec4f(1.0)")),
    ("dropout drops the same in every step", |code| {
        code.replace("step.dropout_key ^ DROPOUT_LAYER", "DROPOUT_LAYER")
    }),
    ("wrong answers are counted", |code| code.replace("best == label", "best != label")),
];

/// Replaces in kernels by themselves and in those side by side, whose constants have prefixes.
fn replace(code: &str, constant: &str, from: &str, to: &str) -> String {
    [""].into_iter().chain(PREFIXES).fold(code.to_owned(), |code, prefix| {
        let prefixed = |text: &str| text.replace(constant, &format!("{prefix}{constant}"));
        code.replace(&prefixed(from), &prefixed(to))
    })
}

/// Every kind of layer, each with the neighbours that it is fused with.
fn everything() -> Network {
    with_head(vec![
        convolution(4, 3, 1, 1, true),
        Op::Relu,
        Op::MaxPool2d { kernel: 2, stride: 2 },
        convolution(6, 3, 1, 1, true),
        Op::Relu,
        convolution(5, 5, 2, 2, false),
        Op::BatchNorm2d,
        Op::Relu,
        Op::Dropout { p: 0.25 },
        Op::AvgPool2d { kernel: 2, stride: 2 },
        Op::Flatten,
        Op::Linear { out_features: 12, bias: true },
        Op::Relu,
        Op::Dropout { p: 0.5 },
    ])
}

/// Every kind of layer, each by itself.
fn apart() -> Network {
    with_head(vec![
        convolution(3, 5, 1, 0, true),
        Op::BatchNorm2d,
        Op::MaxPool2d { kernel: 3, stride: 2 },
        Op::Relu,
        Op::Dropout { p: 0.5 },
        convolution(4, 1, 1, 0, false),
        Op::AvgPool2d { kernel: 3, stride: 2 },
    ])
}

#[test]
fn a_gpu_that_computes_what_the_cpu_computes_passes() {
    for gpu in gpus() {
        for network in [everything(), apart()] {
            let checked = block_on(check(&network, &Device::Gpu(gpu.clone())));
            assert!(checked.is_ok(), "{checked:?}");
        }
    }
}

#[test]
fn a_gpu_that_computes_something_else_is_refused() {
    let Some(gpu) = gpus().pop() else { return };
    for (what, alter) in SABOTAGES {
        let tampered = gpu.tampered(alter);
        let checked = block_on(check(&everything(), &Device::Gpu(tampered.clone())));
        assert!(tampered.faults().altered.get(), "{what}: no shader has this text any more");
        assert!(matches!(checked, Err(CheckError::Disagrees { .. })), "{what}: {checked:?}");
    }
}

#[test]
fn turned_taps_are_noticed_with_the_tiles_of_a_real_gpu_too() {
    let Some(gpu) = gpus().into_iter().next() else { return };
    for (what, alter) in SABOTAGES.into_iter().filter(|(what, _)| what.contains("turned")) {
        let tampered = gpu.tampered(alter);
        let checked = block_on(check(&everything(), &Device::Gpu(tampered.clone())));
        assert!(tampered.faults().altered.get(), "{what}: no shader has this text any more");
        assert!(matches!(checked, Err(CheckError::Disagrees { .. })), "{what}: {checked:?}");
    }
}
