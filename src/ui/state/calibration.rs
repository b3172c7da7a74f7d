//! How fast this machine trains, measured in earlier runs, and what an epoch will take.

use crate::arch::{NetworkChoice, NetworkId};
use crate::protocol::DeviceKind;

/// Training costs about three forward passes: one forward, two backward (for the inputs and for the weights).
const PASSES: f64 = 3.0;

/// An epoch longer than this is pointed out, with a smaller network.
pub const LONG_EPOCH_SECONDS: f64 = 300.0;

/// One network's measured speed.
#[derive(Debug, Clone, PartialEq)]
struct Measured {
    device: DeviceKind,
    network: NetworkId,
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
            let device = match words.next() {
                Some("gpu") => DeviceKind::Gpu,
                Some("cpu") => DeviceKind::Cpu,
                _ => continue,
            };
            let network = words.next().and_then(|word| word.parse().ok());
            let speed = words.next().and_then(|word| word.parse().ok());
            if let (Some(network), Some(speed)) = (network, speed) {
                calibration.set(device, network, speed);
            }
        }
        calibration
    }

    /// One line for each measurement: device, network, operations a second.
    pub fn to_text(&self) -> String {
        let line = |Measured { device, network, speed }: &Measured| {
            let device = match device {
                DeviceKind::Gpu => "gpu",
                DeviceKind::Cpu => "cpu",
            };
            format!("{device} {} {speed:e}\n", network.as_str())
        };
        self.measured.iter().map(line).collect()
    }

    /// Takes in that training on `images` images took `seconds`.
    pub fn learn(&mut self, device: DeviceKind, network: NetworkChoice, images: f64, seconds: f64) {
        self.set(device, network.id, PASSES * flops(network) * images / seconds);
    }

    /// Seconds that training on `images` images will take, judged by the measured network whose size is
    /// nearest. None when nothing was measured on this device.
    pub fn estimate(&self, device: DeviceKind, network: NetworkChoice, images: f64) -> Option<f64> {
        let cost = flops(network);
        let distance = |measured: &Measured| {
            (flops(NetworkChoice::new(measured.network)) / cost).ln().abs()
                + if measured.network == network.id { 0.0 } else { f64::EPSILON }
        };
        let nearest = self
            .measured
            .iter()
            .filter(|measured| measured.device == device)
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(PASSES * cost * images / nearest.speed).filter(|seconds| seconds.is_finite())
    }

    /// The largest network whose epoch is not long: what to try instead of one that is.
    pub fn quick_network(&self, device: DeviceKind, images: f64) -> Option<NetworkId> {
        let quick = |id: &&NetworkId| {
            self.estimate(device, NetworkChoice::new(**id), images)
                .is_some_and(|seconds| seconds <= LONG_EPOCH_SECONDS)
        };
        let cost = |id: &&NetworkId| flops(NetworkChoice::new(**id));
        NetworkId::ALL.iter().filter(quick).max_by(|a, b| cost(a).total_cmp(&cost(b))).copied()
    }

    fn set(&mut self, device: DeviceKind, network: NetworkId, speed: f64) {
        if speed.is_finite() && speed > 0.0 {
            self.measured.retain(|measured| (measured.device, measured.network) != (device, network));
            self.measured.push(Measured { device, network, speed });
        }
    }
}

/// Floating-point operations of one image's forward pass; not a number where the layers do not fit.
fn flops(network: NetworkChoice) -> f64 {
    network.network().trace().map_or(f64::NAN, |trace| trace.flops as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMAGES: f64 = 60_000.0;

    #[test]
    fn nothing_is_estimated_before_anything_was_measured() {
        let mut calibration = Calibration::default();
        let lenet = NetworkChoice::new(NetworkId::Lenet);
        assert_eq!(calibration.estimate(DeviceKind::Cpu, lenet, IMAGES), None);
        calibration.learn(DeviceKind::Gpu, lenet, IMAGES, 2.0);
        assert_eq!(calibration.estimate(DeviceKind::Cpu, lenet, IMAGES), None);
    }

    #[test]
    fn a_measured_network_takes_as_long_as_it_took() {
        let mut calibration = Calibration::default();
        for (id, seconds) in [(NetworkId::Lenet, 20.0), (NetworkId::Mlp, 30.0), (NetworkId::Lenet, 10.0)] {
            calibration.learn(DeviceKind::Cpu, NetworkChoice::new(id), IMAGES, seconds);
        }
        let lenet = calibration.estimate(DeviceKind::Cpu, NetworkChoice::new(NetworkId::Lenet), IMAGES);
        assert!((lenet.unwrap() - 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_long_epoch_names_a_quicker_network() {
        let mut calibration = Calibration::default();
        calibration.learn(DeviceKind::Cpu, NetworkChoice::new(NetworkId::Lenet), IMAGES, 20.0);
        let large =
            calibration.estimate(DeviceKind::Cpu, NetworkChoice::new(NetworkId::Session2), IMAGES).unwrap();
        assert!(large > LONG_EPOCH_SECONDS, "{large}");
        let quick = calibration.quick_network(DeviceKind::Cpu, IMAGES).unwrap();
        let seconds = calibration.estimate(DeviceKind::Cpu, NetworkChoice::new(quick), IMAGES).unwrap();
        assert!(seconds <= LONG_EPOCH_SECONDS, "{seconds}");
    }

    #[test]
    fn what_is_kept_is_read_again_and_nonsense_is_passed_over() {
        let mut calibration = Calibration::default();
        calibration.learn(DeviceKind::Gpu, NetworkChoice::new(NetworkId::Cnn), IMAGES, 3.0);
        let text = format!("what\ngpu nobody 3\ncpu lenet NaN\n{}", calibration.to_text());
        assert_eq!(Calibration::from_text(&text), calibration);
    }
}
