//! What the documents print, and what PyTorch gives today with their settings: test accuracies and mean
//! test losses after each epoch.

use super::results::Spread;

/// What a document prints of a network's training.
#[derive(Debug, PartialEq)]
pub struct Published {
    /// Its name.
    pub network: &'static str,
    /// Share of the test images that are classified right, after each epoch.
    pub accuracy: &'static [f64],
    /// Decimals of the accuracy in per cent.
    pub decimals: usize,
    /// Mean cross-entropy over the test images after each epoch; empty where the document does not say.
    pub loss: &'static [f64],
}

/// What PyTorch 2 gives on a CPU with a document's settings: `tests/pytorch/train.py` prints such runs.
#[derive(Debug, PartialEq)]
pub struct PyTorchRuns {
    /// Its name.
    pub network: &'static str,
    /// Test accuracy after each epoch, seed by seed.
    pub accuracy: &'static [&'static [f64]],
    /// Decimals of the accuracy in per cent.
    pub decimals: usize,
}

const PUBLISHED: &[Published] = &[
    Published { network: "session2", accuracy: &[0.9796], decimals: 2, loss: &[0.0655] },
    Published { network: "session1-last-relu", accuracy: &[0.2790], decimals: 2, loss: &[1.9687] },
    Published {
        network: "session6",
        accuracy: &[
            0.9802, 0.9886, 0.9894, 0.9873, 0.9914, 0.9926, 0.9942, 0.9933, 0.9934, 0.9934, 0.9940, 0.9941,
            0.9939, 0.9940, 0.9942, 0.9944, 0.9940, 0.9943, 0.9943, 0.9936,
        ],
        decimals: 2,
        loss: &[
            0.0628, 0.0367, 0.0329, 0.0373, 0.0286, 0.0251, 0.0195, 0.0201, 0.0199, 0.0200, 0.0181, 0.0179,
            0.0179, 0.0185, 0.0180, 0.0178, 0.0181, 0.0177, 0.0178, 0.0182,
        ],
    },
    Published { network: "mlp", accuracy: &[0.89, 0.93, 0.95, 0.96, 0.97], decimals: 0, loss: &[] },
    Published { network: "lenet", accuracy: &[0.89, 0.93, 0.95, 0.97, 0.98], decimals: 0, loss: &[] },
    Published { network: "cnn", accuracy: &[0.93, 0.97, 0.98, 0.98, 0.99], decimals: 0, loss: &[] },
];

const PYTORCH: &[PyTorchRuns] = &[
    PyTorchRuns { network: "session2", accuracy: &[&[0.9834], &[0.9807], &[0.9795]], decimals: 2 },
    PyTorchRuns {
        network: "mlp",
        accuracy: &[&[0.889, 0.926, 0.951, 0.962, 0.968], &[0.888, 0.930, 0.948, 0.962, 0.969]],
        decimals: 1,
    },
    PyTorchRuns {
        network: "lenet",
        accuracy: &[&[0.887, 0.882, 0.966, 0.977, 0.982], &[0.886, 0.802, 0.839, 0.933, 0.951]],
        decimals: 1,
    },
    PyTorchRuns {
        network: "cnn",
        accuracy: &[&[0.926, 0.961, 0.971, 0.982, 0.983], &[0.916, 0.953, 0.968, 0.978, 0.983]],
        decimals: 1,
    },
];

impl Published {
    /// The document's figures of the network with this name, if it prints any.
    pub fn of(network: &str) -> Option<&'static Self> {
        PUBLISHED.iter().find(|published| published.network == network)
    }
}

impl PyTorchRuns {
    /// PyTorch's runs of the network with this name, where there are some.
    pub fn of(network: &str) -> Option<&'static Self> {
        PYTORCH.iter().find(|runs| runs.network == network)
    }

    /// Mean over the seeds after each epoch.
    pub fn mean(&self) -> Vec<f64> {
        let epochs = self.accuracy.iter().map(|seed| seed.len()).min().unwrap_or(0);
        let over_seeds = |epoch| Spread::of(self.accuracy.iter().map(|seed: &&[f64]| seed[epoch]));
        (0..epochs).filter_map(over_seeds).map(|spread| spread.mean).collect()
    }
}
