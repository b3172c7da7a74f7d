//! Figures of a network that `reproduce` holds its runs against: test accuracies and mean test losses after each
//! epoch, and what is asked of ours. Accuracies are shares of the test images.

/// What is known of a network's training elsewhere, and what is asked of it here.
#[derive(Debug)]
pub struct Figures {
    /// What its document prints.
    pub published: Option<Published>,
    /// What PyTorch gives today with the document's settings.
    pub pytorch: Option<PyTorchRuns>,
    /// What our runs are to reach.
    pub bars: &'static [Bar],
}

impl Figures {
    /// Of a network that no document trains.
    pub const NONE: Self = Self { published: None, pytorch: None, bars: &[] };
}

/// Weights that come with the page: of a run of `fovea reproduce --weights`, as its source trains the network.
#[derive(Debug)]
pub struct ReadyTrained {
    pub seed: u64,
    /// Of MNIST's 10,000 test images, after the last epoch.
    pub correct: u32,
}

impl ReadyTrained {
    /// Share of MNIST's test images that were classified right.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.correct) / 10_000.0
    }
}

/// What a document prints of a network's training.
#[derive(Debug)]
pub struct Published {
    /// After each epoch.
    pub accuracy: &'static [f64],
    /// Decimals of the accuracy in per cent.
    pub decimals: usize,
    /// Mean cross-entropy after each epoch; empty where the document does not say.
    pub loss: &'static [f64],
}

/// What PyTorch 2 gives on a CPU with a document's settings: `tests/pytorch/train.py` prints such runs.
#[derive(Debug)]
pub struct PyTorchRuns {
    /// After each epoch, seed by seed.
    pub accuracy: &'static [&'static [f64]],
    /// Decimals of the accuracy in per cent.
    pub decimals: usize,
}

/// What is asked of the runs of a network, one for each seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// Of the mean over the seeds after the last epoch.
    MeanOfLast(f64),
    /// Of the mean over the seeds of each seed's best epoch among the first.
    MeanOfBest { least: f64, epochs: u32 },
    /// Of the best seed after the last epoch.
    BestSeed(f64),
    /// Of the best epoch among the first of the best seed.
    BestEpoch { least: f64, epochs: u32 },
    /// Every epoch's mean over the seeds is no further than this from PyTorch's.
    NearPyTorch(f64),
    /// Of the mean over the seeds on MNIST's test images, for networks trained on others.
    MeanOnMnist(f64),
    /// The network has fewer parameters than this.
    FewerParameters(usize),
}
