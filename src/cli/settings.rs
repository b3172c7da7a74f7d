//! The settings of a run as the command line gives them: the page's own, read by the page's own rules.

use super::{CliError, device, network};
use crate::train::{Field, TrainConfig};

/// What may differ from how the network's source trains it.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Filters of the three convolutions, as in 16,32,64; for the network cnn only.
    #[arg(long, value_name = "A,B,C")]
    filters: Option<String>,
    /// Passes over the training images.
    #[arg(long, value_name = "N")]
    epochs: Option<String>,
    /// Images in a batch.
    #[arg(long, value_name = "N")]
    batch: Option<String>,
    /// Learning rate.
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    lr: Option<String>,
    /// SGD's momentum.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    momentum: Option<String>,
    /// Weight decay, as PyTorch's SGD has it.
    #[arg(long, value_name = "W", allow_negative_numbers = true)]
    weight_decay: Option<String>,
    /// `constant`, or `step:6:0.1` for a learning rate that falls to a tenth every 6 epochs.
    #[arg(long, value_name = "SCHEDULE")]
    schedule: Option<String>,
    /// Decides weights, order, dropout, augmentation and generated digits [default: 1].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
    /// Train on the images in another order in each epoch; --shuffle=0 keeps their order.
    #[arg(long, value_name = "0|1", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    shuffle: Option<String>,
    /// Normalise pixels by MNIST's mean and deviation; --normalise=0 leaves them in 0 to 1.
    #[arg(long, value_name = "0|1", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    normalise: Option<String>,
    /// Rotate, shift and scale each training image at random; --augment=0 leaves them as they are.
    #[arg(long, value_name = "0|1", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    augment: Option<String>,
}

impl Args {
    /// The configuration of a run of the network called `net`; what was not given is as its source has it.
    ///
    /// # Errors
    /// [`CliError::Network`] or [`CliError::Settings`].
    pub fn config(&self, net: &str, device: device::Choice) -> Result<TrainConfig, CliError> {
        let given = [
            (Field::Epochs, &self.epochs),
            (Field::Batch, &self.batch),
            (Field::LearningRate, &self.lr),
            (Field::Momentum, &self.momentum),
            (Field::WeightDecay, &self.weight_decay),
            (Field::Schedule, &self.schedule),
            (Field::Seed, &self.seed),
            (Field::Shuffle, &self.shuffle),
            (Field::Normalise, &self.normalise),
            (Field::Augment, &self.augment),
        ];
        let mut settings = network::settings(net, self.filters.as_deref())?;
        for (field, text) in given {
            if let Some(text) = text {
                settings = settings.with(field, text).map_err(CliError::Settings)?;
            }
        }
        settings.device = device.in_config();
        network::valid(&settings)
    }
}
