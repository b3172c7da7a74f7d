//! The numbers behind a chart, as a CSV file (RFC 4180).

use super::{series::Series, table::rows};

/// Encloses `field` in quotes where it must be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// One column for x and one for each series, one line for each x, empty where a series has no value.
/// Values are written with the digits of single precision, in which they were measured.
pub fn csv(x_label: &str, series: &[Series]) -> String {
    let header = std::iter::once(x_label).chain(series.iter().map(|line| line.name.as_str()));
    let mut out = header.map(quoted).collect::<Vec<_>>().join(",");
    out.push_str("\r\n");
    for row in rows(series) {
        out.push_str(&row.x.to_string());
        for value in row.values {
            out.push(',');
            if let Some(value) = value {
                out.push_str(&(value as f32).to_string());
            }
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::ui::chart::SeriesStyle;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(quoted("loss"), "loss");
        assert_eq!(quoted("loss, raw"), "\"loss, raw\"");
        assert_eq!(quoted("the \"best\""), "\"the \"\"best\"\"\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
    }

    #[test]
    fn a_missing_value_is_an_empty_field() {
        let line = |name: &str, points: Vec<(f64, f64)>| Series {
            name: name.into(),
            network: None,
            points: Rc::new(points),
            style: SeriesStyle::Line,
        };
        let text = csv(
            "step",
            &[
                line("train, raw", vec![(1.0, f64::from(0.89f32)), (2.0, f64::NAN)]),
                line("test", vec![(2.0, 0.5)]),
            ],
        );
        assert_eq!(text, "step,\"train, raw\",test\r\n1,0.89,\r\n2,,0.5\r\n");
    }
}
