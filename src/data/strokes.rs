//! Strokes: knots joined by smooth curves, cut into short straight pieces.

use std::ops::{Add, Mul, Sub};

/// A point or a direction; x to the right, y down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

impl Point {
    pub fn dot(self, other: Point) -> f32 {
        self.x * other.x + self.y * other.y
    }
}

impl Add for Point {
    type Output = Point;

    fn add(self, other: Point) -> Point {
        Point { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Sub for Point {
    type Output = Point;

    fn sub(self, other: Point) -> Point {
        Point { x: self.x - other.x, y: self.y - other.y }
    }
}

impl Mul<f32> for Point {
    type Output = Point;

    fn mul(self, factor: f32) -> Point {
        Point { x: self.x * factor, y: self.y * factor }
    }
}

/// A point that a stroke passes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    pub at: Point,
    /// Whether the pen turns sharply here.
    pub corner: bool,
}

/// A knot that the pen passes smoothly.
pub const fn smooth(x: f32, y: f32) -> Knot {
    Knot { at: Point { x, y }, corner: false }
}

/// A knot where the pen turns.
pub const fn corner(x: f32, y: f32) -> Knot {
    Knot { at: Point { x, y }, corner: true }
}

/// Straight pieces from one knot to the next.
const PIECES: usize = 4;

/// Hands the points of the stroke to `visit`, in order: a Catmull–Rom spline through the knots, broken
/// at corners.
pub fn trace(knots: &[Knot], mut visit: impl FnMut(Point)) {
    let Some(first) = knots.first() else { return };
    visit(first.at);
    for (index, pair) in knots.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        // The neighbours give the tangents; at an end or a corner the curve begins straight.
        let before = index.checked_sub(1).filter(|_| !from.corner).map_or(from.at, |at| knots[at].at);
        let after = knots.get(index + 2).filter(|_| !to.corner).map_or(to.at, |knot| knot.at);
        for piece in 1..=PIECES {
            visit(catmull_rom([before, from.at, to.at, after], piece as f32 / PIECES as f32));
        }
    }
}

/// Point of the uniform Catmull–Rom spline between `b` (t = 0) and `c` (t = 1).
///
/// Catmull and Rom, "A Class of Local Interpolating Splines", 1974.
fn catmull_rom([a, b, c, d]: [Point; 4], t: f32) -> Point {
    let linear = c - a;
    let square = a * 2.0 - b * 5.0 + c * 4.0 - d;
    let cube = (b - c) * 3.0 + d - a;
    b + (linear + (square + cube * t) * t) * (0.5 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traced(knots: &[Knot]) -> Vec<Point> {
        let mut points = Vec::new();
        trace(knots, |point| points.push(point));
        points
    }

    #[test]
    fn the_curve_passes_through_its_knots() {
        let knots = [smooth(0.0, 0.0), smooth(1.0, 2.0), corner(3.0, 1.0), smooth(2.0, 0.0)];
        let points = traced(&knots);
        for (index, knot) in knots.iter().enumerate() {
            assert_eq!(points[index * PIECES], knot.at);
        }
    }

    #[test]
    fn two_knots_make_a_straight_line() {
        let points = traced(&[smooth(0.0, 0.0), smooth(4.0, 8.0)]);
        assert!(points.iter().all(|point| point.y == 2.0 * point.x), "{points:?}");
    }

    #[test]
    fn a_smooth_knot_bends_the_line_and_a_corner_does_not() {
        let line = |knot: fn(f32, f32) -> Knot| traced(&[smooth(0.0, 0.0), knot(1.0, 0.0), smooth(1.0, 1.0)]);
        assert!(line(corner).iter().all(|point| point.y == 0.0 || point.x == 1.0));
        assert!(line(smooth).iter().any(|point| point.y < -0.01));
    }

    #[test]
    fn nothing_to_draw_draws_nothing() {
        assert!(traced(&[]).is_empty());
    }
}
