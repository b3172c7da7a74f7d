//! What flows through a network for one image: its input and every layer's output.

use crate::arch::Trace;

/// The numbers that each layer is given and yields, flat, in the shapes of [`Trace`].
#[derive(Debug, Clone, PartialEq)]
pub struct Activations {
    values: Vec<f32>,
    /// Where the input and each layer's output end.
    ends: Vec<usize>,
}

impl Activations {
    /// Cuts the input and the layers' outputs, one after the other, into layers. None where there are more or fewer
    /// numbers than the network has.
    pub fn new(trace: &Trace, values: Vec<f32>) -> Option<Self> {
        let input = trace.layers.first()?.input.elements();
        let sizes = std::iter::once(input).chain(trace.layers.iter().map(|layer| layer.output.elements()));
        let ends: Vec<usize> = sizes
            .scan(0, |end, size| {
                *end += size;
                Some(*end)
            })
            .collect();
        (ends.last() == Some(&values.len())).then_some(Self { values, ends })
    }

    /// How many layers there are.
    pub fn layers(&self) -> usize {
        self.ends.len() - 1
    }

    /// What a layer is given.
    pub fn input_of(&self, layer: usize) -> &[f32] {
        let first = layer.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[first..self.ends[layer]]
    }

    /// What a layer yields.
    pub fn output_of(&self, layer: usize) -> &[f32] {
        self.input_of(layer + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Layer, Network, Op};

    #[test]
    fn a_layer_is_given_what_the_one_before_it_yields() {
        let layer = |name: &str, op| Layer { name: name.into(), op, module: true };
        let network = Network {
            layers: vec![
                layer("pool", Op::MaxPool2d { kernel: 14, stride: 14 }),
                layer("flatten", Op::Flatten),
                layer("fc", Op::Linear { out_features: 10, bias: true }),
            ],
            ..Network::default()
        };
        let trace = network.trace().unwrap();
        let values: Vec<f32> = (0..784 + 4 + 4 + 10).map(|value| value as f32).collect();
        let activations = Activations::new(&trace, values.clone()).unwrap();
        assert_eq!(activations.input_of(0), &values[..784]);
        assert_eq!(activations.output_of(0), activations.input_of(1));
        assert_eq!(activations.output_of(2), &values[792..]);
        assert_eq!(Activations::new(&trace, values[1..].to_vec()), None, "a number is missing");
    }
}
