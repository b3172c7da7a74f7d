//! A place in a chart.

/// x and y in the units of the axes. A y that is not finite is a gap in the line.
pub type Point = (f64, f64);
