//! The numbers behind a chart, as a CSV file (RFC 4180, with the separator as chosen).

use super::{series::Series, table::rows};

/// How a file writes columns and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Commas between columns, a point in numbers: what most programs read.
    Commas,
    /// Semicolons between columns, a comma in numbers: for spreadsheets of countries that write 0,5.
    Semicolons,
}

impl Dialect {
    pub const ALL: [Self; 2] = [Self::Commas, Self::Semicolons];

    /// What the menu calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Commas => "Commas (0.5)",
            Self::Semicolons => "Semicolons (0,5)",
        }
    }

    fn separator(self) -> char {
        match self {
            Self::Commas => ',',
            Self::Semicolons => ';',
        }
    }

    fn number(self, value: impl ToString) -> String {
        match self {
            Self::Commas => value.to_string(),
            Self::Semicolons => value.to_string().replace('.', ","),
        }
    }

    /// Encloses `field` in quotes where it must be.
    fn quoted(self, field: &str) -> String {
        if field.contains([self.separator(), '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    }
}

/// One column for x and one for each series, one line for each x, empty where a series has no value.
/// Values are written with the digits of single precision, in which they were measured.
pub fn csv(x_label: &str, series: &[Series], dialect: Dialect) -> String {
    let header = std::iter::once(x_label.to_owned()).chain(series.iter().map(heading));
    let mut out = line(header.map(|name| dialect.quoted(&name)), dialect);
    for row in rows(series) {
        let value = |value: Option<f64>| value.map(|value| dialect.number(value as f32)).unwrap_or_default();
        let cells = std::iter::once(dialect.number(row.x)).chain(row.values.into_iter().map(value));
        out.push_str(&line(cells, dialect));
    }
    out
}

/// The name of a series, and whether its column lacks some of its values.
fn heading(line: &Series) -> String {
    let thinned =
        if line.points.is_thinned() { " (thinned: lowest and highest of each stretch)" } else { "" };
    format!("{}{thinned}", line.name)
}

fn line(cells: impl Iterator<Item = String>, dialect: Dialect) -> String {
    let cells: Vec<String> = cells.collect();
    cells.join(&dialect.separator().to_string()) + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Look, SeriesStyle};

    fn series(name: &str, points: Vec<(f64, f64)>) -> Series {
        Series {
            name: name.into(),
            look: Look::INK,
            points: points.into_iter().collect(),
            style: SeriesStyle::Line,
        }
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        for dialect in Dialect::ALL {
            assert_eq!(dialect.quoted("loss"), "loss");
            assert_eq!(dialect.quoted("the \"best\""), "\"the \"\"best\"\"\"");
            assert_eq!(dialect.quoted("two\nlines"), "\"two\nlines\"");
        }
    }

    #[test]
    fn only_the_separator_in_use_needs_quotes() {
        let (comma, semicolon) = ("test on MNIST, each epoch", "own files; test");
        assert_eq!(Dialect::Commas.quoted(comma), "\"test on MNIST, each epoch\"");
        assert_eq!(Dialect::Commas.quoted(semicolon), semicolon);
        assert_eq!(Dialect::Semicolons.quoted(comma), comma);
        assert_eq!(Dialect::Semicolons.quoted(semicolon), "\"own files; test\"");
    }

    #[test]
    fn a_missing_value_is_an_empty_field() {
        let lines = [
            series("train, raw", vec![(1.0, f64::from(0.89f32)), (2.0, f64::NAN)]),
            series("test", vec![(2.0, 0.5)]),
        ];
        let commas = csv("step", &lines, Dialect::Commas);
        assert_eq!(commas, "step,\"train, raw\",test\r\n1,0.89,\r\n2,,0.5\r\n");
        let semicolons = csv("step", &lines, Dialect::Semicolons);
        assert_eq!(semicolons, "step;train, raw;test\r\n1;0,89;\r\n2;;0,5\r\n");
    }

    #[test]
    fn every_number_has_the_decimal_sign_of_its_file() {
        let lines = [series("loss", vec![(0.5, -1.25), (1.5, 1e-7), (2.0, 3.0)])];
        let commas = csv("epoch", &lines, Dialect::Commas);
        assert_eq!(commas, "epoch,loss\r\n0.5,-1.25\r\n1.5,0.0000001\r\n2,3\r\n");
        let semicolons = csv("epoch", &lines, Dialect::Semicolons);
        assert_eq!(semicolons, "epoch;loss\r\n0,5;-1,25\r\n1,5;0,0000001\r\n2;3\r\n");
    }

    #[test]
    fn a_column_of_a_thinned_curve_says_so_and_a_whole_one_does_not() {
        let points = |count: u32| (1..=count).map(|step| (f64::from(step), 0.5)).collect();
        let file =
            csv("step", &[series("train", points(30_000)), series("test", points(9))], Dialect::Commas);
        let (header, rows) = file.split_once("\r\n").unwrap();
        assert_eq!(header, "step,train (thinned: lowest and highest of each stretch),test");
        assert!(rows.starts_with("1,0.5,0.5\r\n") && rows.ends_with("\r\n30000,0.5,\r\n"));
        let whole = csv("step", &[series("train", points(9_380))], Dialect::Commas);
        assert!(whole.starts_with("step,train\r\n"));
        assert_eq!(whole.lines().count(), 9_381);
    }
}
