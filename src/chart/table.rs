//! The numbers behind a chart, as rows.

use super::{
    number::{place, reading},
    series::{Series, SeriesStyle},
};
use crate::{order::ascending, words::grouped};

/// The most rows shown on the page.
pub const MOST_ROWS: usize = 200;

/// One place on the x axis and what each series says there.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub x: f64,
    pub values: Vec<Option<f64>>,
}

/// Every x at which some series has a point, ascending.
fn places(series: &[Series]) -> Vec<f64> {
    let all = series.iter().flat_map(|line| line.points.iter().map(|point| point.0)).collect();
    let mut all = ascending(all, |x| *x);
    all.dedup();
    all
}

/// What each series says at `x`; none where it has no point or a gap.
fn row(series: &[Series], x: f64) -> Row {
    let value = |line: &Series| {
        line.points.first_from(x).filter(|point| point.0 == x && point.1.is_finite()).map(|point| point.1)
    };
    Row { x, values: series.iter().map(value).collect() }
}

/// All rows.
pub fn rows(series: &[Series]) -> Vec<Row> {
    places(series).into_iter().map(|x| row(series, x)).collect()
}

/// At most `limit` rows, evenly spread with the first and the last among them, and how many there
/// are in all. The points of marked series are few and go first.
pub fn sampled(series: &[Series], limit: usize) -> (Vec<Row>, usize) {
    let all = places(series);
    let total = all.len();
    if total <= limit {
        return (rows(series), total);
    }
    let marked = series.iter().filter(|line| line.style == SeriesStyle::Marked);
    let mut chosen: Vec<f64> = marked.flat_map(|line| line.points.iter().map(|point| point.0)).collect();
    if chosen.len() > limit / 2 {
        chosen.clear();
    }
    let spread = limit - chosen.len();
    chosen.extend((0..spread).map(|i| all[i * (total - 1) / (spread - 1).max(1)]));
    let mut chosen = ascending(chosen, |x| *x);
    chosen.dedup();
    (chosen.into_iter().map(|x| row(series, x)).collect(), total)
}

/// A row's cells as text, x first; a dash where there is no value.
pub fn cells(row: &Row, percent: bool) -> Vec<String> {
    let value = |value: &Option<f64>| value.map_or_else(|| "–".to_owned(), |value| reading(value, percent));
    std::iter::once(place(row.x)).chain(row.values.iter().map(value)).collect()
}

/// What the table below the chart says about itself.
pub fn caption(title: &str, series: &[Series], shown: usize, total: usize) -> String {
    let thinned = series.iter().any(|line| line.points.is_thinned());
    let rows = if shown < total {
        let (shown, total) = (grouped(shown as f64, 0), grouped(total as f64, 0));
        format!("{title}: {shown} of {total} rows, evenly spread. Save CSV has them all.")
    } else {
        format!("{title}: all {total} rows.")
    };
    let thinned = if thinned {
        " Long curves are thinned: each stretch keeps its lowest and highest value."
    } else {
        ""
    };
    rows + thinned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Look;

    fn line(count: usize, every: usize, style: SeriesStyle) -> Series {
        let points = (1..=count).map(|i| ((i * every) as f64, i as f64)).collect();
        Series { name: String::new(), look: Look::INK, points, style }
    }

    #[test]
    fn rows_join_the_series_by_x() {
        let series = [line(4, 1, SeriesStyle::Line), line(2, 2, SeriesStyle::Marked)];
        let rows = rows(&series);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0].values, [Some(1.0), None]);
        assert_eq!(rows[3].values, [Some(4.0), Some(2.0)]);
        assert_eq!(cells(&rows[0], false), ["1", "1.0000", "–"]);
    }

    #[test]
    fn a_long_table_is_thinned_but_keeps_ends_and_epochs() {
        let series = [line(4690, 1, SeriesStyle::Faint), line(10, 469, SeriesStyle::Marked)];
        let (rows, total) = sampled(&series, MOST_ROWS);
        assert_eq!(total, 4690);
        assert!(rows.len() <= MOST_ROWS && rows.len() > MOST_ROWS / 2);
        assert_eq!((rows[0].x, rows[rows.len() - 1].x), (1.0, 4690.0));
        assert_eq!(rows.iter().filter(|row| row.values[1].is_some()).count(), 10);
        assert!(caption("Loss", &series, rows.len(), total).contains("of 4,690"));
    }

    #[test]
    fn a_short_table_is_whole() {
        let series = [line(5, 1, SeriesStyle::Line)];
        let (rows, total) = sampled(&series, MOST_ROWS);
        assert_eq!((rows.len(), total), (5, 5));
        assert_eq!(caption("Loss", &series, 5, 5), "Loss: all 5 rows.");
    }

    #[test]
    fn a_table_of_a_thinned_curve_says_so() {
        let series = [line(20_000, 1, SeriesStyle::Faint)];
        let (rows, total) = sampled(&series, MOST_ROWS);
        let caption = caption("Loss", &series, rows.len(), total);
        assert!(
            total < 20_000 && caption.ends_with("each stretch keeps its lowest and highest value."),
            "{caption}"
        );
    }
}
