//! What may be typed into a number field, and the sentence that says so.

use std::{
    borrow::Cow,
    fmt,
    ops::{Bound, RangeBounds},
};

/// A whole number from `min` to `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    pub min: u64,
    pub max: u64,
    pub example: u64,
}

/// A number, not necessarily whole, within bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Real {
    pub min: Bound<f64>,
    pub max: Bound<f64>,
    pub example: f64,
}

impl Whole {
    /// The number in `text`, white space around it ignored; else a sentence that begins with `label`.
    pub(super) fn parse(&self, label: &str, text: &str) -> Result<u64, String> {
        let number = text.trim().parse().ok().filter(|number| (self.min..=self.max).contains(number));
        number.ok_or_else(|| refusal(label, self, text))
    }
}

impl Real {
    /// The number in `text`, white space around it ignored and with a point or a comma before its
    /// fraction; else a sentence that begins with `label`.
    pub(super) fn parse(&self, label: &str, text: &str) -> Result<f64, String> {
        let number = with_point(text.trim()).parse().ok();
        let number = number.filter(|number| (self.min, self.max).contains(number));
        number.ok_or_else(|| refusal(label, self, text))
    }
}

/// A number with a point where it has a decimal comma, the only one that some keypads offer. Where there is
/// a point too, or another comma, nobody knows which separates thousands.
pub fn with_point(number: &str) -> Cow<'_, str> {
    match number.split_once(',') {
        Some((whole, fraction)) if !number.contains('.') && !fraction.contains(',') => {
            format!("{whole}.{fraction}").into()
        }
        _ => number.into(),
    }
}

/// As in `a whole number from 1 to 512 (for example 32)`.
impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {} to {} (for example {})", self.min, self.max, self.example)
    }
}

/// As in `a number above 0 and at most 10 (for example 0.01)`.
impl fmt::Display for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")?;
        match self.min {
            Bound::Included(min) => write!(f, " of at least {min}")?,
            Bound::Excluded(min) => write!(f, " above {min}")?,
            Bound::Unbounded => {}
        }
        match self.max {
            Bound::Included(max) => write!(f, " and at most {max}")?,
            Bound::Excluded(max) => write!(f, " and below {max}")?,
            Bound::Unbounded => {}
        }
        write!(f, " (for example {})", self.example)
    }
}

/// The sentence for a text that is not what was expected.
pub(super) fn refusal(label: &str, expected: impl fmt::Display, text: &str) -> String {
    match text.trim() {
        "" => format!("{label} is empty; it must be {expected}."),
        text => format!("{label} must be {expected}, not {}.", quoted(text)),
    }
}

/// Outside text for a sentence: in backquotes, and cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Field, Kind};

    fn whole(field: Field, text: &str) -> Result<u64, String> {
        let setting = field.setting();
        let Kind::Whole { rule, .. } = &setting.kind else { panic!("{} is no whole number", setting.label) };
        rule.parse(setting.label, text)
    }

    fn real(field: Field, text: &str) -> Result<f64, String> {
        let setting = field.setting();
        let Kind::Real { rule, .. } = &setting.kind else { panic!("{} is no number", setting.label) };
        rule.parse(setting.label, text)
    }

    #[test]
    fn whole_numbers() {
        for (text, number) in [("1", 1), (" 1000\t", 1000), ("007", 7), ("+5", 5)] {
            assert_eq!(whole(Field::Epochs, text), Ok(number), "{text}");
        }
        for text in [
            "0",
            "1001",
            "-1",
            "1.0",
            "1e2",
            "０",
            "５",
            "",
            " ",
            "NaN",
            "inf",
            "1,000",
            "1 0",
            "99999999999",
        ] {
            assert!(whole(Field::Epochs, text).is_err(), "{text}");
        }
        assert_eq!(whole(Field::Seed, "9007199254740991"), Ok(9_007_199_254_740_991));
        assert!(whole(Field::Seed, "9007199254740992").is_err());
    }

    #[test]
    fn real_numbers() {
        for (text, number) in [
            ("0.1", 0.1),
            (" .5 ", 0.5),
            ("1e-3", 0.001),
            ("10", 10.0),
            ("0,05", 0.05),
            (" ,5", 0.5),
            ("1,5e-3", 0.0015),
            ("5,", 5.0),
        ] {
            assert_eq!(real(Field::LearningRate, text), Ok(number), "{text}");
        }
        for text in [
            "0", "-0.1", "10.1", "NaN", "nan", "inf", "-inf", "1e400", "1e-400", "", "０.1", "0x1", "-0,1",
            "0,0,1", "1,000.5", "0.0,1", ",",
        ] {
            assert!(real(Field::LearningRate, text).is_err(), "{text}");
        }
        assert_eq!(real(Field::Momentum, "0"), Ok(0.0));
        assert!(real(Field::Momentum, "1").is_err());
        assert_eq!(real(Field::WeightDecay, "1"), Ok(1.0));
    }

    #[test]
    fn refusals_say_what_is_allowed() {
        assert_eq!(
            whole(Field::Epochs, "many"),
            Err("Epochs must be a whole number from 1 to 1000 (for example 5), not `many`.".to_owned())
        );
        assert_eq!(
            real(Field::LearningRate, "  "),
            Err("Learning rate is empty; it must be a number above 0 and at most 10 (for example 0.01)."
                .to_owned())
        );
        assert_eq!(
            real(Field::Momentum, "1"),
            Err("Momentum must be a number of at least 0 and below 1 (for example 0.9), not `1`.".to_owned())
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(quoted(&"é".repeat(41)), format!("`{}…`", "é".repeat(40)));
        assert_eq!(quoted("short"), "`short`");
    }
}
