//! Floating point of other sizes is converted and told; everything else is refused by its name.

use half::{bf16, f16};
use proptest::prelude::*;

use super::*;

/// LeNet whose last bias, of ten numbers, is stored as these bytes.
fn with_bias(dtype: Dtype, bytes: &[u8]) -> Vec<u8> {
    written_elsewhere(&zoo::LENET, |tensors| {
        let bias = named(tensors, "fc3.bias");
        bias.dtype = dtype;
        bias.bytes = bytes.to_vec();
    })
}

/// The last ten weights: the bias that [`with_bias`] stored.
fn bias(loaded: &Loaded) -> &[f32] {
    &loaded.state.weights[loaded.state.weights.len() - 10..]
}

/// Ten halves, whatever they mean.
fn halves(bits: [u16; 10]) -> Vec<u8> {
    bits.iter().flat_map(|bits| bits.to_le_bytes()).collect()
}

/// Ten doubles: this one third, and the others 0.
fn doubles(third: f64) -> Vec<u8> {
    let mut numbers = [0.0; 10];
    numbers[2] = third;
    numbers.iter().flat_map(|number: &f64| number.to_le_bytes()).collect()
}

/// Stores all tensors whose name fits as `dtype`.
fn store(tensors: &mut [Tensor], dtype: Dtype, fits: impl Fn(&str) -> bool) {
    for tensor in tensors.iter_mut().filter(|tensor| fits(&tensor.name)) {
        let numbers = tensor.bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        tensor.bytes = match dtype {
            Dtype::F16 => numbers.flat_map(|number| f16::from_f32(number).to_le_bytes()).collect(),
            Dtype::BF16 => numbers.flat_map(|number| bf16::from_f32(number).to_le_bytes()).collect(),
            _ => numbers.flat_map(|number| f64::from(number).to_le_bytes()).collect(),
        };
        tensor.dtype = dtype;
    }
}

#[test]
fn numbers_of_16_bits_mean_what_ieee_754_and_bfloat16_say() {
    let tiny = 2f32.powi(-24);
    let bits = [0x3C00, 0xC000, 0x3800, 0x7BFF, 0x0400, 0x0001, 0x8000, 0x0000, 0x3C01, 0xFBFF];
    let numbers = [1.0, -2.0, 0.5, 65_504.0, tiny * 1024.0, tiny, -0.0, 0.0, 1.0 + 1.0 / 1024.0, -65_504.0];
    assert_eq!(bias(&loaded(&with_bias(Dtype::F16, &halves(bits)))), numbers);

    let bits = [0x3F80, 0xC000, 0x3F00, 0x4049, 0x4700, 0x3380, 0x8000, 0x0000, 0x3F81, 0xC2C8];
    let numbers = [1.0, -2.0, 0.5, 3.140_625, 32_768.0, tiny, -0.0, 0.0, 1.0 + 1.0 / 128.0, -100.0];
    assert_eq!(bias(&loaded(&with_bias(Dtype::BF16, &halves(bits)))), numbers);
}

#[test]
fn numbers_of_64_bits_are_rounded_to_the_nearest() {
    for (number, rounded) in [
        (0.1, 0.1),
        (f64::from(f32::MAX), f32::MAX),
        (-3.402_823_4e38, -f32::MAX),
        (1e-50, 0.0),
        (1.0 + 1e-12, 1.0),
    ] {
        assert_eq!(bias(&loaded(&with_bias(Dtype::F64, &doubles(number))))[2], rounded, "{number:?}");
    }
}

#[test]
fn what_was_converted_is_told() {
    let of = |file: &[u8]| loaded(file).remarks;
    for (dtype, remark) in [
        (Dtype::F16, "Its numbers are F16 and were converted to F32."),
        (Dtype::BF16, "Its numbers are BF16 and were converted to F32."),
        (Dtype::F64, "Its numbers are F64 and were converted to F32."),
    ] {
        let all = written_elsewhere(&zoo::LENET, |tensors| store(tensors, dtype, |_| true));
        assert_eq!(of(&all), [remark]);
    }
    let some = written_elsewhere(&zoo::LENET, |tensors| {
        store(tensors, Dtype::F16, |name| name.starts_with("conv"));
    });
    assert_eq!(of(&some), ["Some of its numbers are F16 and were converted to F32."]);
    let two = written_elsewhere(&zoo::LENET, |tensors| {
        store(tensors, Dtype::BF16, |name| name.starts_with("conv"));
        store(tensors, Dtype::F64, |name| name.starts_with("fc"));
    });
    assert_eq!(of(&two), ["Its numbers are BF16 and F64 and were converted to F32."]);
    assert!(of(&lenet()).is_empty());
}

#[test]
fn a_prefix_and_a_conversion_are_both_told() {
    let both = written_elsewhere(&zoo::LENET, |tensors| {
        store(tensors, Dtype::F64, |_| true);
        renamed(tensors, |name| format!("module.{name}"));
    });
    let Loaded { state, remarks, .. } = loaded(&both);
    assert_eq!(state, state_of(&zoo::LENET.network()), "F64 holds what F32 does");
    assert_eq!(
        remarks,
        [
            "The prefix `module.` was left out of every name.",
            "Its numbers are F64 and were converted to F32."
        ]
    );
}

#[test]
fn running_statistics_are_converted_and_told_too() {
    let bytes = written_elsewhere(&zoo::SESSION6, |tensors| {
        store(tensors, Dtype::F64, |name| name.contains("running"));
    });
    let session6 = zoo::SESSION6.network();
    let read = read(&session6, &bytes).unwrap();
    assert_eq!(read.state, state_of(&session6));
    assert_eq!(read.remarks, ["Some of its numbers are F64 and were converted to F32."]);
}

#[test]
fn what_is_not_finite_in_f32_is_refused_with_its_place() {
    let thirds = |bits: u16| halves([0, 0, bits, 0, 0, 0, 0, 0, 0, 0]);
    let floats: Vec<u8> = [0.0, 0.0, f32::NAN].iter().flat_map(|number| number.to_le_bytes()).collect();
    let wrong = [
        (with_bias(Dtype::F32, &[floats, vec![0; 28]].concat()), "NaN"),
        (with_bias(Dtype::F16, &thirds(0x7C00)), "inf"),
        (with_bias(Dtype::F16, &thirds(0x7E00)), "NaN"),
        (with_bias(Dtype::BF16, &thirds(0xFF80)), "-inf"),
        (with_bias(Dtype::F64, &doubles(f64::NAN)), "NaN"),
        (with_bias(Dtype::F64, &doubles(1e300)), "1e300"),
        (with_bias(Dtype::F64, &doubles(-1e39)), "-1e39"),
    ];
    for (bytes, value) in wrong {
        let expected = format!("the tensor `fc3.bias` holds {value} at place 2, which is not finite in F32");
        assert_says(&refusal(&bytes), &[expected.as_str(), "save the weights of an earlier state"]);
    }
}

#[test]
fn other_types_are_refused_by_their_names() {
    for (dtype, size) in [
        (Dtype::I32, 4),
        (Dtype::I64, 8),
        (Dtype::I8, 1),
        (Dtype::U8, 1),
        (Dtype::BOOL, 1),
        (Dtype::F8_E4M3, 1),
        (Dtype::C64, 8),
    ] {
        let said = refusal(&with_bias(dtype, &vec![0; 10 * size]));
        assert_says(
            &said,
            &["`fc3.bias`", format!("of type {dtype} where").as_str(), ".float()", ".dequantize()"],
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_finite_numbers_survive_f64(numbers in prop::array::uniform10(prop::num::f32::NORMAL)) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| f64::from(*number).to_le_bytes()).collect();
        let read = loaded(&with_bias(Dtype::F64, &bytes));
        prop_assert_eq!(bias(&read), numbers);
    }

    #[test]
    fn any_16_bits_are_a_number_or_refused(bits in prop::array::uniform10(any::<u16>())) {
        for dtype in [Dtype::F16, Dtype::BF16] {
            if let Ok(read) = read(&zoo::LENET.network(), &with_bias(dtype, &halves(bits))) {
                prop_assert!(bias(&read).iter().all(|number| number.is_finite()));
            }
        }
    }
}
