//! Damaged files, and bytes that are no file at all.

use proptest::prelude::*;

use super::*;

/// Where the numbers of a file begin.
fn numbers_begin(bytes: &[u8]) -> usize {
    8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize
}

/// A file with this header before these numbers.
fn with_header(header: &str, numbers: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), numbers].concat()
}

#[test]
fn a_header_of_2_gb_is_refused_by_its_length_alone() {
    let mut bytes = lenet();
    bytes[..8].copy_from_slice(&(2u64 << 30).to_le_bytes());
    for bytes in [&bytes[..], &bytes[..8]] {
        assert_says(&refusal(bytes), &["2147483648 bytes"]);
    }
}

#[test]
fn a_tensor_that_claims_to_be_huge_is_refused_before_anything_is_set_aside_for_it() {
    let claims = |dtype: &str, shape: &str, bytes: u64| {
        let header = format!(
            "{{\"conv1.weight\":{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":[0,{bytes}]}}}}"
        );
        refusal(&with_header(&header, &[0; 64]))
    };
    for (dtype, size) in [("F32", 4), ("F16", 2), ("F64", 8)] {
        let said = claims(dtype, "[1099511627776]", size << 40);
        assert_says(&said, &["ends within the tensor `conv1.weight`: 64 of"]);
    }
    assert_says(&claims("F32", "[4294967296,4294967296]", 64), &["its header is not that of"]);
    assert_says(&claims("F32", "[1099511627776]", 64), &["its header is not that of"]);
    assert_says(
        &refusal(&with_header(
            "{\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[0,1099511627776],\"data_offsets\":[0,0]}}",
            &[],
        )),
        &["has the shape [0, 1099511627776]"],
    );
}

#[test]
fn two_tensors_of_one_name_are_refused() {
    let one = "\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":";
    let header = format!("{{{one}[0,4]}},{one}[4,8]}}}}");
    assert_says(&refusal(&with_header(&header, &[0; 8])), &["its header is not that of"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_cut_anywhere_is_refused_and_names_the_tensor_it_ends_in(share in 0.0..1.0f64) {
        let bytes = lenet();
        let length = (share * bytes.len() as f64) as usize;
        let said = refusal(&bytes[..length]);
        if length >= numbers_begin(&bytes) {
            prop_assert!(said.contains("ends within the tensor `"), "{}", said);
        }
    }

    #[test]
    fn a_changed_byte_of_the_header_never_brings_it_down(place in 0.0..1.0f64, byte: u8) {
        let mut bytes = lenet();
        let place = (place * numbers_begin(&bytes) as f64) as usize;
        bytes[place] = byte;
        // Some changes mean nothing, such as one in the metadata; what is read then is whole.
        if let Ok(loaded) = read(&zoo::LENET.network(), &bytes) {
            prop_assert_eq!(loaded.state.weights.len(), 106_154);
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&zoo::LENET.network(), &bytes).is_err());
    }

    #[test]
    fn any_header_is_refused(header in "\\{\"[a-z._]{1,12}\":[\\[\\]{}:,\"0-9a-zA-Z_]{0,60}\\}?") {
        prop_assert!(read(&zoo::LENET.network(), &with_header(&header, &[])).is_err());
    }
}
