//! Numbers as people read them.

use crate::words::grouped;

/// A measured value: `97.96 %` for a share, else about four digits that matter.
pub fn reading(value: f64, percent: bool) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "–".to_owned()
    } else if percent {
        format!("{} %", grouped(value * 100.0, 2))
    } else if size >= 1000.0 || size == 0.0 {
        grouped(value, 0)
    } else if size >= 10.0 {
        grouped(value, 2)
    } else if size >= 0.001 {
        grouped(value, 4)
    } else {
        format!("{value:.2e}")
    }
}

/// A place on the x axis: whole numbers without decimals.
pub fn place(value: f64) -> String {
    grouped(value, if value.fract() == 0.0 { 0 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_keep_the_digits_that_matter() {
        assert_eq!(reading(0.9796, true), "97.96 %");
        assert_eq!(reading(0.065_534, false), "0.0655");
        assert_eq!(reading(2.312_345, false), "2.3123");
        assert_eq!(reading(0.0, false), "0");
        assert_eq!(reading(1.25e-5, false), "1.25e-5");
        assert_eq!(reading(f64::NAN, true), "–");
        assert_eq!(place(469.0), "469");
        assert_eq!(place(0.5), "0.50");
    }
}
