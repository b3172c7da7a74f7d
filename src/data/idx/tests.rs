//! IDX files of every type and shape.

use proptest::prelude::*;

use super::*;

/// An IDX file of numbers whose type has this code.
pub fn file(code: u8, sizes: &[u32], payload: &[u8]) -> Vec<u8> {
    let sizes_bytes = sizes.iter().flat_map(|size| size.to_be_bytes());
    [0, 0, code, sizes.len() as u8].into_iter().chain(sizes_bytes).chain(payload.iter().copied()).collect()
}

/// An image file of `count` images; the bytes of image i are all i.
pub fn image_file(count: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..count as usize * PIXELS).map(|at| (at / PIXELS) as u8).collect();
    file(0x08, &[count, 28, 28], &pixels)
}

/// A label file of `count` labels 0, 1, … 9, 0, …
pub fn label_file(count: u32) -> Vec<u8> {
    let labels: Vec<u8> = (0..count).map(|at| (at % 10) as u8).collect();
    file(0x08, &[count], &labels)
}

/// A value below 128 as bytes of some type.
type Encode = fn(u8) -> Vec<u8>;

/// The codes of all types.
const TYPES: [(u8, Encode); 6] = [
    (0x08, |value| vec![value]),
    (0x09, |value| vec![value]),
    (0x0B, |value| i16::from(value).to_be_bytes().to_vec()),
    (0x0C, |value| i32::from(value).to_be_bytes().to_vec()),
    (0x0D, |value| f32::from(value).to_be_bytes().to_vec()),
    (0x0E, |value| f64::from(value).to_be_bytes().to_vec()),
];

const IMAGE_SHAPES: [&[u32]; 4] = [&[28, 28], &[784], &[1, 28, 28], &[28, 28, 1]];

fn shape(count: u32, rest: &[u32]) -> Vec<u32> {
    [&[count], rest].concat()
}

fn floats(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    values.into_iter().flat_map(f32::to_be_bytes).collect()
}

/// What is said of one image that is background but for these pixels.
fn refusal(pixels: &[(usize, f32)]) -> String {
    let value = |at| pixels.iter().find(|(place, _)| *place == at).map_or(0.0, |(_, value)| *value);
    parse(file(0x0D, &[1, 28, 28], &floats((0..PIXELS).map(value)))).unwrap_err().to_string()
}

fn labels(values: impl IntoIterator<Item = u8>) -> Result<Content, IdxError> {
    let values: Vec<u8> = values.into_iter().collect();
    parse(file(0x08, &[values.len() as u32], &values))
}

#[test]
fn images_and_labels_of_every_type_and_shape_are_the_same() {
    let images = parse(image_file(3)).unwrap();
    assert_eq!((images.kind, images.bytes.len()), (Kind::Images, 3 * PIXELS));
    assert_eq!([0, PIXELS, 3 * PIXELS - 1].map(|at| images.bytes[at]), [0, 1, 2]);
    let twelve = parse(label_file(12)).unwrap();
    assert_eq!((twelve.kind, &twelve.bytes[8..]), (Kind::Labels, &[8, 9, 0, 1][..]));
    for (code, encode) in TYPES {
        let pixels: Vec<u8> = images.bytes.iter().flat_map(|&pixel| encode(pixel)).collect();
        for rest in IMAGE_SHAPES {
            assert_eq!(parse(file(code, &shape(3, rest), &pixels)), Ok(images.clone()), "{code} {rest:?}");
        }
        let digits: Vec<u8> = twelve.bytes.iter().flat_map(|&digit| encode(digit)).collect();
        for rest in [&[][..], &[1]] {
            assert_eq!(parse(file(code, &shape(12, rest), &digits)), Ok(twelve.clone()), "{code} {rest:?}");
        }
    }
}

#[test]
fn of_qmnists_eight_columns_the_first_is_the_digit() {
    let rows = [[5, 4, 2, 5, 35, 0, 0, 9], [0, 6, 0, 36, 48, 0, 0, 9]];
    let payload: Vec<u8> = rows.iter().flatten().flat_map(|value: &i32| value.to_be_bytes()).collect();
    let digits = Content { kind: Kind::Labels, bytes: vec![5, 0] };
    assert_eq!(parse(file(0x0C, &[2, 8], &payload)), Ok(digits));
    // Eight bytes are no such rows.
    assert!(matches!(parse(file(0x08, &[2, 8], &[0; 16])), Err(IdxError::WrongShape { .. })));
}

#[test]
fn fractions_are_scaled_and_bytes_in_floats_are_not() {
    let image = |ink: f32, grey: f32| {
        let values = (0..PIXELS).map(|at| [0.0, grey, ink][at.min(2)]);
        parse(file(0x0D, &[1, 28, 28], &floats(values))).unwrap().bytes[..3].to_vec()
    };
    assert_eq!(image(1.0, 0.5), [0, 128, 255]);
    assert_eq!(image(0.8, 0.002), [0, 1, 204]);
    assert_eq!(image(1.000_000_1, 0.5), [0, 128, 255], "as PyTorch's arithmetic may leave it");
    assert_eq!(image(255.0, 127.6), [0, 128, 255]);
}

#[test]
fn a_pixel_that_is_none_is_told_with_its_place() {
    let message = refusal(&[(30, -0.4242)]);
    assert!(
        message.contains("row 1, column 2 of image 0") && message.contains("is -0.4242 where"),
        "{message}"
    );
    assert!(message.contains("before they were normalised"), "{message}");
    assert!(
        refusal(&[(0, 1.0), (783, f32::NAN)])
            .contains("row 27, column 27 of image 0, all counted from 0, is NaN")
    );
    assert!(refusal(&[(5, 255.5)]).contains("is 255.5 where"));
    assert!(refusal(&[(5, f32::INFINITY)]).contains("is inf where"));
    let shorts: Vec<u8> = (0..1568_i16).flat_map(|at| (at - 784).max(0).to_be_bytes()).collect();
    let error = parse(file(0x0B, &[2, 28, 28], &shorts)).unwrap_err();
    assert_eq!(error, IdxError::NotAPixel { image: 1, row: 9, column: 4, value: "256".into() });
    let signed = parse(file(0x09, &[1, 784], &[0xFE; PIXELS])).unwrap_err().to_string();
    assert!(signed.contains("row 0, column 0 of image 0") && signed.contains("is -2 where"), "{signed}");
}

#[test]
fn a_label_that_is_no_digit_is_told() {
    let not_a_digit = |index, value: &str| Err(IdxError::NotADigit { index, value: value.to_owned() });
    assert_eq!(labels([9, 10, 11]), not_a_digit(1, "10"));
    assert_eq!(labels((0..10).chain([77])), not_a_digit(10, "77"));
    // MATLAB's habit: 10 for the digit 0.
    assert_eq!(labels(1..=10), not_a_digit(9, "10"));
    let negative = parse(file(0x09, &[2], &[3, 0xFF]));
    assert_eq!(negative, not_a_digit(1, "-1"));
    // So many distinct numbers are no classes.
    let many: Vec<u8> = (0..1000_i32).flat_map(i32::to_be_bytes).collect();
    assert_eq!(parse(file(0x0C, &[1000], &many)), not_a_digit(10, "10"));
    for value in [0.5, f32::NAN, f32::INFINITY] {
        let error = parse(file(0x0D, &[2], &floats([1.0, value]))).unwrap_err();
        assert_eq!(error, IdxError::NotWhole { index: 1, value: format!("{value:?}") });
    }
}

#[test]
fn classes_that_are_not_digits_are_counted() {
    let message = |values| labels(values).unwrap_err().to_string();
    let letters = "26 classes (1 to 26), as letters do, where digits have 10 (0 to 9)";
    assert!(message(1..=26).contains(letters), "{}", message(1..=26));
    assert!(message(0..=46).contains("47 classes (0 to 46), as digits and letters together do, where"));
    assert!(message(0..=61).contains("62 classes (0 to 61), as digits and letters together do, where"));
    assert!(message(0..=11).contains("12 classes (0 to 11), where digits have 10"));
}

#[test]
fn other_shapes_are_told() {
    let wide = parse(file(0x08, &[1, 14, 56], &[0; PIXELS]));
    assert_eq!(wide, Err(IdxError::WrongSize { rows: 14, columns: 56 }));
    let shape = |sizes: &[u32]| parse(file(0x08, sizes, &[])).unwrap_err().to_string();
    assert!(shape(&[50_000, 3, 32, 32]).contains("50000×3×32×32 numbers"));
    assert!(shape(&[60_000, 10]).contains("60000×10 numbers"));
    assert_eq!(parse(b"PNG!".to_vec()), Err(IdxError::WrongMagic { found: 0x504E_4721 }));
    // An unknown type, and more dimensions than images have.
    assert!(matches!(parse(file(0x0A, &[1], &[0])), Err(IdxError::WrongMagic { found: 0x0A01 })));
    assert!(matches!(parse(file(0x08, &[1; 5], &[0])), Err(IdxError::WrongMagic { found: 0x0805 })));
}

#[test]
fn counts_that_cannot_be_are_refused() {
    assert_eq!(parse(file(0x08, &[0, 28, 28], &[])), Err(IdxError::Empty));
    assert_eq!(parse(file(0x0D, &[0], &[])), Err(IdxError::Empty));
    for sizes in [&[u32::MAX, 28, 28][..], &[u32::MAX, 784], &[u32::MAX - 1, 1, 28, 28]] {
        let absurd = Err(IdxError::AbsurdCount { count: sizes[0] });
        assert_eq!(parse(file(0x0E, sizes, &[0; PIXELS])), absurd);
    }
}

#[test]
fn says_how_many_bytes_there_are_and_should_be() {
    let message = parse(label_file(20)[..15].to_vec()).unwrap_err().to_string();
    assert!(message.contains("after 15 bytes") && message.contains("28 are needed"), "{message}");
    let message = parse(file(0x0D, &[2, 784], &[0; 100])).unwrap_err().to_string();
    assert!(message.contains("after 112 bytes") && message.contains("6284 are needed"), "{message}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = (looks_like(&bytes), parse(bytes));
    }

    #[test]
    fn no_header_makes_it_panic(code in 0u8..16, sizes in prop::collection::vec(0u32..30, 0..6), body: Vec<u8>) {
        let _ = parse(file(code, &sizes, &body));
    }

    #[test]
    fn no_number_makes_it_panic(
        at in 0..TYPES.len(),
        rest in prop::sample::select(vec![&[][..], &[1], &[8], &[784], &[28, 28], &[1, 28, 28], &[28, 28, 1]]),
        body in prop::collection::vec(any::<u8>(), 784 * 8),
    ) {
        let code = TYPES[at].0;
        let size: usize = rest.iter().product::<u32>() as usize * Element::from_code(code).unwrap().size();
        let count = body.len() / size;
        match parse(file(code, &shape(count as u32, rest), &body[..count * size])) {
            Ok(Content { kind: Kind::Images, bytes }) => prop_assert_eq!(bytes.len(), count * PIXELS),
            Ok(Content { kind: Kind::Labels, bytes }) => {
                prop_assert!(bytes.len() == count && bytes.iter().all(|&digit| digit <= 9));
            }
            Err(_) => {}
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_truncated(at in 0..TYPES.len(), count in 1u32..4, cut: prop::sample::Index) {
        let (code, encode) = TYPES[at];
        let images = file(code, &[count, 28, 28], &encode(1).repeat(count as usize * PIXELS));
        let digits = file(code, &[count, 1], &encode(1).repeat(count as usize));
        for whole in [images, digits] {
            let part = whole[..cut.index(whole.len())].to_vec();
            let found = part.len() as u64;
            let truncated = matches!(parse(part), Err(IdxError::Truncated { found: told, .. }) if told == found);
            prop_assert!(truncated);
        }
    }

    #[test]
    fn bytes_too_many_are_noticed(at in 0..TYPES.len(), count in 1u32..4, extra in 1usize..50) {
        let (code, encode) = TYPES[at];
        let mut digits = file(code, &[count], &encode(1).repeat(count as usize));
        let expected = digits.len() as u64;
        digits.resize(digits.len() + extra, 0);
        let found = digits.len() as u64;
        prop_assert_eq!(parse(digits), Err(IdxError::TrailingBytes { found, expected }));
    }
}
