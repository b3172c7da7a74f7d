//! The rows of the zoo, in the order of their tabs.

use super::stack::{Declared, Stack};
use super::{Bar, Figures, Published, PyTorchRuns, ReadyTrained, Row};
use crate::arch::CLASSES;
use crate::chart::Look;
use crate::settings::{Goals, Schedule, TrainConfig};

/// All networks.
pub static ROWS: [&Row; 10] =
    [&SESSION2, &SESSION1_LAST_RELU, &SESSION6, &MLP, &LENET, &CNN, &CNN_STRIDED, &NN2, &CNN2, &TINY];

pub static SESSION2: Row = Row {
    name: "session2",
    label: "Session 2 CNN",
    origin: "From the PyTorch notebook of a computer-vision course, session 2.",
    lesson: "Seven 3×3 convolutions shrink the image to one pixel of ten channels, so no linear layer is \
             needed; follow in the table how each layer sees further, until the last one sees the whole \
             digit. One epoch gave its author 97.96 %, at the price of 6.4 million parameters.",
    layers: || seven_convolutions().flatten().log_softmax(),
    adjustable: false,
    train: session,
    look: Look { colour: "1", dash: "", mark: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" },
    figures: Figures {
        published: Some(Published { accuracy: &[0.9796], decimals: 2, loss: &[0.0655] }),
        pytorch: Some(PyTorchRuns { accuracy: &[&[0.9834], &[0.9807], &[0.9795]], decimals: 2 }),
        bars: &[Bar::MeanOfLast(0.9796)],
    },
    ready: None,
};

pub static SESSION1_LAST_RELU: Row = Row {
    name: "session1-last-relu",
    label: "Session 1 CNN, last ReLU kept",
    origin: "From session 1 of the same course: the Session 2 network with one more ReLU at its end.",
    lesson: "The last ReLU turns every negative logit into zero, and where it does so no gradient comes \
             back. An output that is negative for every image is stuck there, and its digit is lost. How \
             many are lost is luck: the author's run got 27.90 %, ours 59 to 89 %, where the same network \
             without that ReLU gets 98 %.",
    layers: || seven_convolutions().relu().flatten().log_softmax(),
    adjustable: false,
    train: session,
    look: Look { colour: "2", dash: "2 4", mark: "m-3-3l6 6m-6 0l6-6" },
    figures: Figures {
        published: Some(Published { accuracy: &[0.2790], decimals: 2, loss: &[1.9687] }),
        ..Figures::NONE
    },
    ready: None,
};

pub static SESSION6: Row = Row {
    name: "session6",
    label: "17k CNN",
    origin: "From session 6 of a computer-vision course, where the task was 99.4 % with fewer than 20,000 \
             parameters in fewer than 20 epochs.",
    lesson: "Batch norm, dropout, average pooling and a 1×1 convolution in place of linear layers do with \
             17,054 parameters what Session 2 does with 6.4 million; the learning rate falls to a tenth \
             every six epochs.",
    layers: nine_small_convolutions,
    adjustable: false,
    train: |config| TrainConfig { epochs: 20, batch: 512, ..augmented(config) },
    look: Look { colour: "3", dash: "10 4", mark: "m0-4l4 4l-4 4l-4-4z" },
    figures: Figures {
        published: Some(Published {
            accuracy: &[
                0.9802, 0.9886, 0.9894, 0.9873, 0.9914, 0.9926, 0.9942, 0.9933, 0.9934, 0.9934, 0.9940,
                0.9941, 0.9939, 0.9940, 0.9942, 0.9944, 0.9940, 0.9943, 0.9943, 0.9936,
            ],
            decimals: 2,
            loss: &[
                0.0628, 0.0367, 0.0329, 0.0373, 0.0286, 0.0251, 0.0195, 0.0201, 0.0199, 0.0200, 0.0181,
                0.0179, 0.0179, 0.0185, 0.0180, 0.0178, 0.0181, 0.0177, 0.0178, 0.0182,
            ],
        }),
        pytorch: None,
        bars: &[
            Bar::BestEpoch { least: 0.9944, epochs: 20 },
            Bar::MeanOfBest { least: 0.9940, epochs: 20 },
            Bar::FewerParameters(20_000),
        ],
    },
    ready: Some(ReadyTrained { seed: 1, correct: 9_939 }),
};

pub static MLP: Row = Row {
    name: "mlp",
    label: "MLP",
    origin: "From part 1 of a course's PyTorch exercise on MNIST.",
    lesson: "It sees the image as a list of 784 numbers and knows nothing of neighbours. It still reaches \
             97 % in five epochs, and is the yardstick for the networks that look at the picture.",
    layers: || {
        let hidden = Stack::new(Declared::Parameters).flatten().linear(512).relu().linear(256).relu();
        hidden.linear(128).relu().linear(CLASSES)
    },
    adjustable: false,
    train: |config| config,
    look: Look { colour: "4", dash: "6 3 1 3", mark: "m-3-3h6v6h-6z" },
    figures: Figures {
        published: Some(Published { accuracy: &[0.89, 0.93, 0.95, 0.96, 0.97], decimals: 0, loss: &[] }),
        pytorch: Some(PyTorchRuns {
            accuracy: &[&[0.889, 0.926, 0.951, 0.962, 0.968], &[0.888, 0.930, 0.948, 0.962, 0.969]],
            decimals: 1,
        }),
        bars: &[Bar::MeanOfLast(0.965), Bar::NearPyTorch(0.02)],
    },
    ready: None,
};

pub static LENET: Row = Row {
    name: "lenet",
    label: "LeNet-5 variant",
    origin: "From part 2 of the same exercise: after LeCun's LeNet-5, with 3×3 kernels and ReLU.",
    lesson: "Two small convolutions before the linear layers beat the MLP with a fifth of its parameters; \
             nearly all that are left sit in the first linear layer.",
    layers: || {
        let convolutions =
            Stack::new(Declared::Parameters).conv(6, 1).relu().pool().conv(16, 1).relu().pool();
        convolutions.flatten().linear(120).relu().linear(84).relu().linear(CLASSES)
    },
    adjustable: false,
    train: |config| config,
    look: Look { colour: "5", dash: "5 3", mark: "m0-4l3.6 6.4h-7.2z" },
    figures: Figures {
        published: Some(Published { accuracy: &[0.89, 0.93, 0.95, 0.97, 0.98], decimals: 0, loss: &[] }),
        pytorch: Some(PyTorchRuns {
            accuracy: &[&[0.887, 0.882, 0.966, 0.977, 0.982], &[0.886, 0.802, 0.839, 0.933, 0.951]],
            decimals: 1,
        }),
        bars: &[Bar::BestSeed(0.975)],
    },
    ready: Some(ReadyTrained { seed: 1, correct: 9_823 }),
};

pub static CNN: Row = Row {
    name: "cnn",
    label: "3-layer CNN",
    origin: "From part 2.2 of the same exercise: three convolutions, two linear layers.",
    lesson: "Change the three numbers of filters and see what it does to parameters, time and accuracy: \
             more convolution and less linear layer learns faster with fewer parameters.",
    layers: || {
        let convolutions = [16, 32, 64]
            .into_iter()
            .fold(Stack::new(Declared::Parameters), |stack, filters| stack.conv(filters, 1).relu().pool());
        convolutions.flatten().linear(128).relu().linear(CLASSES)
    },
    adjustable: true,
    train: |config| config,
    look: Look { colour: "6", dash: "12 3 2 3", mark: "m0 4l3.6-6.4h-7.2z" },
    figures: Figures {
        published: Some(Published { accuracy: &[0.93, 0.97, 0.98, 0.98, 0.99], decimals: 0, loss: &[] }),
        pytorch: Some(PyTorchRuns {
            accuracy: &[&[0.926, 0.961, 0.971, 0.982, 0.983], &[0.916, 0.953, 0.968, 0.978, 0.983]],
            decimals: 1,
        }),
        bars: &[Bar::MeanOfLast(0.980), Bar::NearPyTorch(0.02)],
    },
    ready: None,
};

pub static CNN_STRIDED: Row = Row {
    name: "cnn-strided",
    label: "Strided CNN",
    origin: "Our own: the 3-layer CNN without pools, its convolutions moving two pixels at a time.",
    lesson: "A quiz says that max-pooling makes a network indifferent to small shifts. This one has as many \
             weights in the same shapes and no pool: train both, and let the shift test of Inspect move the \
             digits under them.",
    layers: || {
        let convolutions = [(16, 1), (32, 1), (64, 0)]
            .into_iter()
            .fold(Stack::new(Declared::Parameters), |stack, (filters, padding)| {
                stack.strided_conv(filters, padding).relu()
            });
        convolutions.flatten().linear(128).relu().linear(CLASSES)
    },
    adjustable: false,
    train: |config| config,
    look: Look { colour: "10", dash: "4 6", mark: "m-3.5-4h7l-7 8h7z" },
    figures: Figures::NONE,
    ready: None,
};

pub static NN2: Row = Row {
    name: "nn2",
    label: "2-layer NN",
    origin: "The first question of an exercise sheet, which asks for a network of two linear layers; the \
             128 hidden units are our choice.",
    lesson: "The smallest network here that has something hidden. Train it beside the convolutional one \
             of the next tab and compare the two on the test set.",
    layers: || Stack::new(Declared::Parameters).flatten().linear(128).relu().linear(CLASSES),
    adjustable: false,
    train: sheet,
    look: Look { colour: "7", dash: "1 3", mark: "m-4 0h8m-4-4v8" },
    figures: Figures::NONE,
    ready: None,
};

pub static CNN2: Row = Row {
    name: "cnn2",
    label: "2 conv + 2 linear",
    origin: "The second question of that sheet, which asks for two convolutions and two linear layers; the \
             widths are our choice.",
    lesson: "The counterpart of the 2-layer NN: the same linear layers, but behind two convolutions. What \
             does the test accuracy gain, and what does it cost in time?",
    layers: || {
        let convolutions =
            Stack::new(Declared::Parameters).conv(32, 0).relu().pool().conv(64, 0).relu().pool();
        convolutions.flatten().linear(128).relu().linear(CLASSES)
    },
    adjustable: false,
    train: sheet,
    look: Look { colour: "8", dash: "8 3 2 3 2 3", mark: "m-4-2.5h8v5h-8z" },
    figures: Figures::NONE,
    ready: None,
};

pub static TINY: Row = Row {
    name: "tiny",
    label: "Tiny CNN",
    origin: "Our own: session 6's goal of 99.4 % with fewer than 8,000 parameters, in 15 epochs.",
    lesson: "Two 3×3 convolutions see 5 pixels, a stroke and both its edges, before the pool halves the image. \
             Three more widen that to 18, and the average over 6 × 6 places to 28: each logit sees the whole \
             image and not a pixel beyond it.",
    layers: six_narrow_convolutions,
    adjustable: false,
    train: |config| TrainConfig { epochs: 15, ..augmented(config) },
    look: Look { colour: "9", dash: "3 2", mark: "m-2.5-4h5v8h-5z" },
    figures: Figures {
        bars: &[Bar::MeanOfBest { least: 0.9940, epochs: 15 }, Bar::FewerParameters(8_000)],
        ..Figures::NONE
    },
    ready: Some(ReadyTrained { seed: 1, correct: 9_948 }),
};

/// Sessions 1 and 2 train for one epoch.
fn session(config: TrainConfig) -> TrainConfig {
    TrainConfig { epochs: 1, learning_rate: 0.01, momentum: 0.9, shuffle: true, normalise: true, ..config }
}

/// Session 6, and what we took from it.
fn augmented(config: TrainConfig) -> TrainConfig {
    TrainConfig {
        momentum: 0.9,
        schedule: Schedule::Step { every: 6, gamma: 0.1 },
        shuffle: true,
        normalise: true,
        augment: true,
        goals: Goals { accuracy: 99.4, parameters: 20_000, epochs: 20 },
        ..config
    }
}

/// The exercise sheet.
fn sheet(config: TrainConfig) -> TrainConfig {
    TrainConfig { epochs: 10, batch: 64, ..config }
}

/// Sessions 1 and 2 up to the last convolution.
fn seven_convolutions() -> Stack {
    Stack::new(Declared::ParametersAndPools)
        .conv(32, 1)
        .relu()
        .conv(64, 1)
        .relu()
        .pool()
        .conv(128, 1)
        .relu()
        .conv(256, 1)
        .relu()
        .pool()
        .conv(512, 0)
        .relu()
        .conv(1024, 0)
        .relu()
        .conv(CLASSES, 0)
}

/// Session 6. Its source declares a second pool and never calls it.
fn nine_small_convolutions() -> Stack {
    Stack::new(Declared::Everything)
        .normalised_conv(2, 0)
        .normalised_conv(2, 1)
        .normalised_conv(16, 0)
        .pool()
        .normalised_conv(16, 0)
        .normalised_conv(16, 1)
        .normalised_conv(16, 0)
        .normalised_conv(16, 0)
        .normalised_conv(16, 1)
        .normalised_conv(32, 0)
        .pooled_classes(4)
}

/// Two convolutions at full size, three at half size, and the average over what is left.
fn six_narrow_convolutions() -> Stack {
    Stack::new(Declared::Everything)
        .conv_norm(8, 3)
        .conv_norm(16, 3)
        .pool()
        .conv_norm(8, 1)
        .conv_norm(16, 3)
        .conv_norm(16, 3)
        .conv_norm(16, 3)
        .pooled_classes(6)
}
