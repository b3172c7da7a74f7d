//! Weights as other programs save them, without any Python: what is read answers as the original does.

use fovea::arch::{CLASSES, Network};
use fovea::data::Split;
use fovea::data::digits::generate;
use fovea::engine::weights::{self, About};
use fovea::engine::{Device, Model, State};
use fovea::zoo;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

use crate::devices::wait;

/// How somebody else saves weights.
struct Elsewhere {
    prefix: &'static str,
    dtype: Dtype,
    /// A number as it is stored.
    stored: fn(f32) -> Vec<u8>,
}

const ELSEWHERE: [Elsewhere; 3] = [
    Elsewhere {
        prefix: "module.",
        dtype: Dtype::F64,
        stored: |number| f64::from(number).to_le_bytes().into(),
    },
    // A bfloat16 is the upper half of a float32.
    Elsewhere {
        prefix: "_orig_mod.module.",
        dtype: Dtype::BF16,
        stored: |number| number.to_le_bytes()[2..].into(),
    },
    Elsewhere { prefix: "model.", dtype: Dtype::F32, stored: |number| number.to_le_bytes().into() },
];

/// A fresh state whose numbers are bfloat16's, so that no way of storing them loses anything.
fn coarse(network: &Network, seed: u64) -> State {
    let mut state = State::fresh(network, seed).unwrap();
    for number in &mut state.weights {
        *number = f32::from_bits(number.to_bits() & 0xFFFF_0000);
    }
    state
}

/// A file of ours as it would be saved elsewhere.
fn saved_elsewhere(ours: &[u8], elsewhere: &Elsewhere) -> Vec<u8> {
    let file = SafeTensors::deserialize(ours).unwrap();
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = file
        .iter()
        .map(|(name, tensor)| {
            let numbers = tensor.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            let stored = numbers.flat_map(elsewhere.stored).collect();
            (format!("{}{name}", elsewhere.prefix), tensor.shape().to_vec(), stored)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| (name, TensorView::new(elsewhere.dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, None).unwrap()
}

/// What a network says to some digits.
fn answers(network: Network, state: &State) -> Vec<[f32; CLASSES]> {
    let model = wait(Model::with_state(network, state, &Device::Cpu)).unwrap();
    let digits = generate(3, 1, Split::Test, |_| {});
    let pixels = (0..digits.len()).map(|index| digits.image(index).map(|byte| f32::from(byte) / 255.0));
    pixels.map(|pixels| wait(model.predict(&pixels)).unwrap()).collect()
}

#[test]
fn weights_that_were_wrapped_or_converted_elsewhere_answer_as_the_originals() {
    for row in [&zoo::LENET, &zoo::SESSION6] {
        let network = || row.network();
        let state = coarse(&network(), 1);
        let about = About { normalise: false, data: None };
        let ours = weights::write(&network(), &state, &about).unwrap();
        let expected = answers(network(), &state);
        assert_ne!(expected, answers(network(), &coarse(&network(), 2)), "other weights answer otherwise");
        for elsewhere in &ELSEWHERE {
            let loaded = weights::read(&network(), &saved_elsewhere(&ours, elsewhere)).unwrap();
            assert_eq!(
                answers(network(), &loaded.state),
                expected,
                "{} behind {}",
                row.name,
                elsewhere.prefix
            );
            let told = loaded.remarks.join(" ");
            assert!(told.contains(&format!("`{}`", elsewhere.prefix)), "{told}");
            let converted = elsewhere.dtype != Dtype::F32;
            assert_eq!(
                told.contains(&format!("{} and were converted", elsewhere.dtype)),
                converted,
                "{told}"
            );
        }
    }
}
