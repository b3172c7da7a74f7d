//! How fast this machine trains, measured in earlier runs, and what an epoch will take.

use crate::arch::{Network, NetworkId};
use crate::protocol::DeviceKind;

/// Training costs about three forward passes: one forward, two backward (for the inputs and for the weights).
const PASSES: f64 = 3.0;

const DEVICES: [DeviceKind; 3] = [DeviceKind::Gpu, DeviceKind::BurnGpu, DeviceKind::Cpu];

/// An epoch longer than this is pointed out, with a smaller network.
pub const LONG_EPOCH_SECONDS: f64 = 300.0;

/// One network's measured speed.
#[derive(Debug, Clone, PartialEq)]
struct Measured {
    device: DeviceKind,
    network: NetworkId,
    /// Floating-point operations of its forward pass, for one image.
    flops: f64,
    /// Floating-point operations a second.
    speed: f64,
}

/// Speeds measured on this machine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    measured: Vec<Measured>,
}

impl Calibration {
    /// Reads what [`Self::to_text`] wrote; lines that make no sense are passed over.
    pub fn from_text(text: &str) -> Self {
        let mut calibration = Self::default();
        for line in text.lines() {
            let mut words = line.split(' ');
            let word = words.next();
            let Some(device) = DEVICES.into_iter().find(|device| Some(device.key()) == word) else {
                continue;
            };
            let network = words.next().and_then(|word| word.parse().ok());
            let [flops, speed] =
                [words.next(), words.next()].map(|word| word.and_then(|word| word.parse().ok()));
            if let (Some(network), Some(flops), Some(speed)) = (network, flops, speed) {
                calibration.set(Measured { device, network, flops, speed });
            }
        }
        calibration
    }

    /// One line for each measurement: device, network, its operations for an image, operations a second.
    pub fn to_text(&self) -> String {
        let line = |Measured { device, network, flops, speed }: &Measured| {
            format!("{} {network} {flops:e} {speed:e}\n", device.key())
        };
        self.measured.iter().map(line).collect()
    }

    /// Takes in that training on `images` images took `seconds`.
    pub fn learn(&mut self, device: DeviceKind, network: &Network, images: f64, seconds: f64) {
        let flops = flops(network);
        let speed = PASSES * flops * images / seconds;
        self.set(Measured { device, network: network.id(), flops, speed });
    }

    /// Seconds that training on `images` images will take, judged by the measured network whose size is
    /// nearest. None when nothing was measured on this device.
    pub fn estimate(&self, device: DeviceKind, network: &Network, images: f64) -> Option<f64> {
        let (id, cost) = (network.id(), flops(network));
        let distance = |measured: &Measured| {
            (measured.flops / cost).ln().abs() + if measured.network == id { 0.0 } else { f64::EPSILON }
        };
        let nearest = self
            .measured
            .iter()
            .filter(|measured| measured.device == device)
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(PASSES * cost * images / nearest.speed).filter(|seconds| seconds.is_finite())
    }

    /// The largest of these networks whose epoch is not long: what to try instead of one that is.
    pub fn quick_network<'a>(
        &self,
        device: DeviceKind,
        networks: impl IntoIterator<Item = &'a Network>,
        images: f64,
    ) -> Option<&'a Network> {
        let seconds = |network: &Network| self.estimate(device, network, images);
        let quick = networks
            .into_iter()
            .filter(|network| seconds(network).is_some_and(|seconds| seconds <= LONG_EPOCH_SECONDS));
        quick.max_by(|a, b| flops(a).total_cmp(&flops(b)))
    }

    fn set(&mut self, new: Measured) {
        let usable = |number: f64| number.is_finite() && number > 0.0;
        if usable(new.speed) && usable(new.flops) {
            self.measured.retain(|old| (old.device, old.network) != (new.device, new.network));
            self.measured.push(new);
        }
    }
}

/// Floating-point operations of one image's forward pass; not a number where the layers do not fit.
fn flops(network: &Network) -> f64 {
    network.trace().map_or(f64::NAN, |trace| trace.flops as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zoo;

    const IMAGES: f64 = 60_000.0;

    #[test]
    fn nothing_is_estimated_before_anything_was_measured() {
        let mut calibration = Calibration::default();
        let lenet = zoo::LENET.network();
        assert_eq!(calibration.estimate(DeviceKind::Cpu, &lenet, IMAGES), None);
        calibration.learn(DeviceKind::Gpu, &lenet, IMAGES, 2.0);
        assert_eq!(calibration.estimate(DeviceKind::Cpu, &lenet, IMAGES), None);
    }

    #[test]
    fn a_measured_network_takes_as_long_as_it_took() {
        let mut calibration = Calibration::default();
        for (row, seconds) in [(&zoo::LENET, 20.0), (&zoo::MLP, 30.0), (&zoo::LENET, 10.0)] {
            calibration.learn(DeviceKind::Cpu, &row.network(), IMAGES, seconds);
        }
        let lenet = calibration.estimate(DeviceKind::Cpu, &zoo::LENET.network(), IMAGES);
        assert!((lenet.unwrap() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_long_epoch_names_a_quicker_network() {
        let mut calibration = Calibration::default();
        calibration.learn(DeviceKind::Cpu, &zoo::LENET.network(), IMAGES, 20.0);
        let large = calibration.estimate(DeviceKind::Cpu, &zoo::SESSION2.network(), IMAGES).unwrap();
        assert!(large > LONG_EPOCH_SECONDS, "{large}");
        let networks: Vec<_> = zoo::ROWS.iter().map(|row| row.network()).collect();
        let quick = calibration.quick_network(DeviceKind::Cpu, &networks, IMAGES).unwrap();
        let seconds = calibration.estimate(DeviceKind::Cpu, quick, IMAGES).unwrap();
        assert!(seconds <= LONG_EPOCH_SECONDS, "{seconds}");
    }

    #[test]
    fn what_is_kept_is_read_again_and_nonsense_is_passed_over() {
        let mut calibration = Calibration::default();
        calibration.learn(DeviceKind::Gpu, &zoo::CNN.network(), IMAGES, 3.0);
        let text = format!("what\ngpu nobody 3\ncpu lenet NaN\n{}", calibration.to_text());
        assert_eq!(Calibration::from_text(&text), calibration);
    }
}
