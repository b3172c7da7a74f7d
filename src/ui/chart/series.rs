//! What a chart shows: named lines of points.

use std::rc::Rc;

use crate::arch::NetworkId;

/// x and y in the units of the axes. A y that is not finite is a gap in the line.
pub type Point = (f64, f64);

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesStyle {
    /// Thin and pale: raw measurements behind their smoothed line.
    Faint,
    Line,
    /// A line with a mark at each point: few points, such as one an epoch.
    Marked,
}

/// One line of a chart.
#[derive(Debug, Clone)]
pub struct Series {
    pub name: String,
    /// Gives the line its colour, dash and mark; without one it is drawn in ink.
    pub network: Option<NetworkId>,
    /// In ascending order of x.
    pub points: Rc<Vec<Point>>,
    pub style: SeriesStyle,
}

impl PartialEq for Series {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.network == other.network
            && self.style == other.style
            && (Rc::ptr_eq(&self.points, &other.points) || self.points == other.points)
    }
}

impl Series {
    /// The last point that is not a gap.
    pub fn latest(&self) -> Option<Point> {
        self.points.iter().rev().find(|point| point.1.is_finite()).copied()
    }
}

/// Whether the lines are of more than one network, so that their dashes must tell them apart.
pub fn several_networks(series: &[Series]) -> bool {
    let mut networks = series.iter().filter_map(|line| line.network);
    networks.next().is_some_and(|first| networks.any(|other| other != first))
}
