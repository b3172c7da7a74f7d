//! Numbers of any type as pixels and as digits.

use std::collections::BTreeSet;

use super::element::Element;
use super::{IdxError, PIXELS, SIDE};

/// The largest pixel of images that are meant as fractions of 1, rounding allowed for.
const ONE: f64 = 1.001;

/// Distinct labels from which on they are classes of another kind, and not a stray label among ten digits.
const OTHER_CLASSES: usize = 12;

/// Distinct labels above which they are no classes at all.
const MOST_CLASSES: usize = 256;

/// Pixels as bytes.
pub fn pixels(element: Element, payload: Vec<u8>) -> Result<Vec<u8>, IdxError> {
    if element == Element::U8 {
        return Ok(payload);
    }
    let mut most = 0.0;
    for (at, value) in element.numbers(&payload).enumerate() {
        if !(0.0..=255.0).contains(&value) {
            let (image, row, column) = (at / PIXELS, at % PIXELS / SIDE, at % SIDE);
            return Err(IdxError::NotAPixel { image, row, column, value: told(value) });
        }
        most = value.max(most);
    }
    let scale = if element.is_float() && most <= ONE { 255.0 } else { 1.0 };
    Ok(element.numbers(&payload).map(|value| (value * scale).round() as u8).collect())
}

/// The first of each `columns` numbers as digits.
pub fn labels(element: Element, payload: &[u8], columns: usize) -> Result<Vec<u8>, IdxError> {
    let values = || element.numbers(payload).step_by(columns);
    if let Some((index, value)) = values().enumerate().find(|(_, value)| value.fract() != 0.0) {
        return Err(IdxError::NotWhole { index, value: told(value) });
    }
    let Some((index, value)) = values().enumerate().find(|(_, value)| !(0.0..=9.0).contains(value)) else {
        return Ok(values().map(|value| value as u8).collect());
    };
    let mut classes = BTreeSet::new();
    for label in values() {
        classes.insert(label as i64);
        if classes.len() > MOST_CLASSES {
            break;
        }
    }
    match (classes.first(), classes.last()) {
        (Some(&lowest), Some(&highest)) if (OTHER_CLASSES..=MOST_CLASSES).contains(&classes.len()) => {
            Err(IdxError::OtherClasses { classes: classes.len(), lowest, highest })
        }
        _ => Err(IdxError::NotADigit { index, value: told(value) }),
    }
}

/// A number as a sentence tells it: `-1`, `0.25`, `NaN`.
fn told(value: f64) -> String {
    // As an f64, 0.1 of 32 bits would show more digits than were meant.
    if value.abs() < 1e15 && value.fract() == 0.0 { value.to_string() } else { format!("{:?}", value as f32) }
}
