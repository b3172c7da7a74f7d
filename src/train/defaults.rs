//! How each network's source trains it.

use super::{DataChoice, DeviceChoice, Schedule, TrainConfig};
use crate::arch::{NetworkChoice, NetworkId};

impl TrainConfig {
    /// The settings of the network's source, on MNIST, with seed 1.
    pub fn for_network(id: NetworkId) -> Self {
        let exercise = Self {
            network: NetworkChoice::new(id),
            epochs: 5,
            batch: 128,
            learning_rate: 0.1,
            momentum: 0.0,
            weight_decay: 0.0,
            schedule: Schedule::Constant,
            seed: 1,
            shuffle: false,
            normalise: false,
            augment: false,
            device: DeviceChoice::Auto,
            data: DataChoice::Mnist,
        };
        let augmented = Self {
            momentum: 0.9,
            schedule: Schedule::Step { every: 6, gamma: 0.1 },
            shuffle: true,
            normalise: true,
            augment: true,
            ..exercise.clone()
        };
        match id {
            NetworkId::Mlp | NetworkId::Lenet | NetworkId::Cnn => exercise,
            NetworkId::Nn2 | NetworkId::Cnn2 => Self { epochs: 10, batch: 64, ..exercise },
            NetworkId::Session2 | NetworkId::Session1LastRelu => Self {
                epochs: 1,
                learning_rate: 0.01,
                momentum: 0.9,
                shuffle: true,
                normalise: true,
                ..exercise
            },
            NetworkId::Session6 => Self { epochs: 20, batch: 512, ..augmented },
            NetworkId::Tiny => Self { epochs: 15, ..augmented },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn session6_ends_with_the_learning_rates_of_its_log() {
        let config = TrainConfig::for_network(NetworkId::Session6);
        let rates: Vec<_> = (0..config.epochs)
            .map(|epoch| format!("{:.4e}", config.schedule.learning_rate(config.learning_rate, epoch)))
            .collect();
        assert_eq!(rates[..6], ["1.0000e-1"; 6]);
        assert_eq!(rates[6..12], ["1.0000e-2"; 6]);
        assert_eq!(rates[12..18], ["1.0000e-3"; 6]);
        assert_eq!(rates[18..], ["1.0000e-4"; 2]);
    }

    #[test]
    fn a_batch_divides_the_epoch_as_in_the_sources() {
        let steps = |id| 60_000_usize.div_ceil(TrainConfig::for_network(id).batch);
        assert_eq!(NetworkId::ALL.map(steps), [469, 469, 118, 469, 469, 469, 938, 938, 469]);
    }
}
