//! Ours beside PyTorch's, number by number.

use fovea::arch::Network;
use serde_json::Value;

use super::{list, number, numbers};

/// Greatest difference of a number after steps of training, as a share of what is typical for the numbers around it.
pub const TOLERANCE: f64 = 1e-3;

/// Greatest difference of a loss, as a share of it.
const LOSS_TOLERANCE: f64 = 1e-4;

/// What is compared, for messages.
pub struct Comparison {
    pub label: String,
    /// Greatest difference of a number, as a share of what is typical for the numbers around it.
    pub tolerance: f64,
}

impl Comparison {
    pub fn loss(&self, of: &str, ours: f32, expected: f64) {
        self.near(&format!("loss of {of}"), ours, expected, LOSS_TOLERANCE * expected.abs());
    }

    /// Rows of logits, as many as are expected.
    pub fn logits(&self, what: &str, logits: &[f32], expected: &Value) {
        let expected: Vec<f64> = list(expected).iter().flat_map(numbers).collect();
        let scale = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        for (index, expected) in expected.into_iter().enumerate() {
            self.near(&format!("{what}[{index}]"), logits[index], expected, self.tolerance * scale);
        }
    }

    /// Norm, sum and first numbers of each tensor.
    pub fn tensors(&self, what: &str, tensors: &[(String, &[f32])], expected: &Value) {
        let expected = list(expected);
        assert_eq!(expected.len(), tensors.len(), "{}: {what}", self.label);
        for (expected, (name, values)) in expected.iter().zip(tensors) {
            assert_eq!(expected["name"], name.as_str());
            self.tensor(&format!("{what} {name}"), values, expected);
        }
    }

    /// Norm, sum and first numbers of a tensor.
    pub fn tensor(&self, what: &str, values: &[f32], expected: &Value) {
        let l2 = values.iter().map(|&value| f64::from(value).powi(2)).sum::<f64>().sqrt();
        let expected_l2 = number(&expected["l2"]);
        self.near(&format!("norm of {what}"), l2 as f32, expected_l2, self.tolerance * expected_l2);
        // The sum may cancel to nothing: its scale is that of the summands.
        let sum = values.iter().map(|&value| f64::from(value)).sum::<f64>();
        let scale = values.iter().map(|&value| f64::from(value).abs()).sum::<f64>();
        let expected_sum = number(&expected["sum"]);
        self.near(&format!("sum of {what}"), sum as f32, expected_sum, self.tolerance * scale);
        let typical = expected_l2 / (values.len() as f64).sqrt();
        for (index, first) in numbers(&expected["first"]).into_iter().enumerate() {
            let tolerance = self.tolerance * first.abs().max(typical);
            self.near(&format!("{what}[{index}]"), values[index], first, tolerance);
        }
    }

    /// The first numbers of those running statistics that are expected.
    pub fn running(&self, statistics: &[(String, &[f32])], expected: &Value) {
        for expected in list(expected) {
            let name = expected["name"].as_str().expect("a name");
            let (_, values) = statistics.iter().find(|(of, _)| of == name).expect("the statistic");
            for (&value, expected) in values.iter().zip(numbers(&expected["values"])) {
                self.near(name, value, expected, self.tolerance * expected.abs());
            }
        }
    }

    pub fn near(&self, what: &str, ours: f32, expected: f64, tolerance: f64) {
        let difference = (f64::from(ours) - expected).abs();
        assert!(
            difference <= tolerance,
            "{}: {what} is {ours}, PyTorch's is {expected} (differs by {difference:e}, allowed {tolerance:e})",
            self.label
        );
    }
}

/// The weights, or what has their shapes, with their names.
pub fn named_weights<'a>(network: &Network, flat: &'a [f32]) -> Vec<(String, &'a [f32])> {
    let parameters = network.parameters().expect("the zoo's networks fit together");
    named(parameters.into_iter().map(|of| (of.elements(), of.name)), flat)
}

/// The running statistics with their names.
pub fn named_running<'a>(network: &Network, flat: &'a [f32]) -> Vec<(String, &'a [f32])> {
    let statistics = network.running_statistics().expect("the zoo's networks fit together");
    named(statistics.into_iter().map(|of| (of.channels, of.name)), flat)
}

fn named(tensors: impl Iterator<Item = (usize, String)>, mut flat: &[f32]) -> Vec<(String, &[f32])> {
    let of_each = tensors.map(|(elements, name)| {
        let (values, rest) = flat.split_at(elements);
        flat = rest;
        (name, values)
    });
    of_each.collect()
}
