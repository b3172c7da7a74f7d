//! What a chart shows: named lines of points.

use super::curve::Curve;
use super::point::Point;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesStyle {
    /// Thin and pale: raw measurements behind their smoothed line.
    Faint,
    Line,
    /// A line with a mark at each point: few points, such as one an epoch.
    Marked,
}

/// How a line is told apart from others, also without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What its colour is called: the class `colour-…` of static/parts.css sets it.
    pub colour: &'static str,
    /// `stroke-dasharray` beside lines of other looks; empty for a solid line.
    pub dash: &'static str,
    /// SVG path data of a mark about seven pixels wide, from its centre on.
    pub mark: &'static str,
}

impl Look {
    /// A solid line in the colour of text, with round marks.
    pub const INK: Self = Self { colour: "ink", dash: "", mark: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" };

    /// SVG path data of the mark around (`x`, `y`).
    pub fn mark_at(self, (x, y): Point) -> String {
        format!("M{x:.1} {y:.1}{}", self.mark)
    }
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub name: String,
    pub look: Look,
    pub points: Curve,
    pub style: SeriesStyle,
}

/// Whether the lines that are not in ink have more than one look, so that their dashes must tell them apart.
pub fn several_looks(series: &[Series]) -> bool {
    let mut looks = series.iter().map(|line| line.look).filter(|look| *look != Look::INK);
    looks.next().is_some_and(|first| looks.any(|other| other != first))
}
