//! A file of weights that a command names, and what it answers to the test images.

use std::path::PathBuf;

use super::interrupt::Interrupt;
use super::{CliError, data, device, network, output};
use crate::data::{Dataset, Normalisation};
use crate::engine::{Model, weights};
use crate::file;
use crate::reports::Tested;
use crate::settings::{Field, TrainConfig};
use crate::train::{Signal, evaluate};

/// Which weights, and what they are tested on.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// A safetensors file with the names of PyTorch's state_dict.
    file: PathBuf,
    /// The network that the weights are of; `fovea nets` lists them.
    #[arg(long)]
    net: String,
    /// Filters of the convolutions, as in 16,32,64; for networks that let them be chosen.
    #[arg(long, value_name = "A,B,C")]
    filters: Option<String>,
    #[command(flatten)]
    data: data::Args,
    /// Decides generated digits [default: 1].
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
    /// Normalise pixels, or not with --normalise=0 [default: what the file says, else the network's source].
    #[arg(long, value_name = "0|1", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    normalise: Option<String>,
    /// Where to compute.
    #[arg(long, value_enum, default_value = "cpu")]
    device: device::Choice,
}

/// A network with the weights of a file, and the images that it is tested on.
pub struct Loaded {
    pub config: TrainConfig,
    pub model: Model,
    /// Whether it is given normalised pixels.
    pub normalise: bool,
    pub data: data::Loaded<Dataset>,
}

impl Args {
    /// Reads weights and test images.
    ///
    /// # Errors
    /// See [`CliError`].
    pub async fn load(&self) -> Result<Loaded, CliError> {
        let mut settings = network::settings(&self.net, self.filters.as_deref())?;
        for (field, text) in [(Field::Seed, &self.seed), (Field::Normalise, &self.normalise)] {
            if let Some(text) = text {
                settings = settings.with(field, text);
            }
        }
        let config = network::valid(&settings)?;
        let network = &config.network;
        let read = weights::read(network, &file::read(&self.file)?)
            .map_err(|source| CliError::Weights { path: self.file.clone(), source })?;
        read.remarks.iter().for_each(output::note);
        // What was said by hand counts more than what the file says.
        let said = self.normalise.as_ref().map(|_| config.normalise);
        let normalise = said.or(read.normalise).unwrap_or(config.normalise);
        let data = self.data.load_test(config.seed)?;
        let device = self.device.open(network, config.engine).await?;
        let model = Model::with_state(network.clone(), &read.state, &device).await?;
        Ok(Loaded { config, model, normalise, data })
    }
}

impl Loaded {
    /// How pixels are given to the network.
    pub fn normalisation(&self) -> Normalisation {
        Normalisation::switched(self.normalise)
    }

    /// Tests the weights on all images, until Ctrl-C.
    ///
    /// # Errors
    /// [`CliError::Interrupted`], and what the device says.
    pub async fn test(&self) -> Result<Tested, CliError> {
        let interrupt = Interrupt::listen()?;
        let go_on = async |_| if interrupt.pressed() { Signal::Stop } else { Signal::Continue };
        let tested = evaluate(&self.model, &self.data.data, self.normalisation(), go_on);
        tested.await?.ok_or(CliError::Interrupted)
    }
}
