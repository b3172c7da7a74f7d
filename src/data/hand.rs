//! A hand: what is common to the strokes of one written digit. Slant, proportions, sureness and pen.

use super::{
    Rng,
    glyphs::Glyph,
    latitude::Latitude,
    pen::Mark,
    strokes::{Knot, Point, trace},
};

/// How one digit is written.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Deviation of a knot from where it should be, as a share of the height.
    unsureness: f32,
    /// Width against the glyph's.
    width: f32,
    /// How much wider the bottom is than the top.
    spread: f32,
    /// How far the waist lies below the middle.
    waist: f32,
    /// How far the middle bulges to the right.
    bulge: f32,
    /// How far the top leans to the right, as a share of the height.
    slant: f32,
    /// Rotation, as sine and cosine.
    turn: [f32; 2],
    /// Radius of the pen in pixels.
    radius: f32,
    /// How much the radius varies.
    pressure: f32,
}

impl Hand {
    /// Some hand that keeps within `latitude`; the numbers resemble what MNIST's writers show.
    pub fn draw(latitude: &Latitude, rng: &mut Rng) -> Self {
        let [narrowest, widest] = latitude.width;
        let width = (1.0 + 0.25 * rng.normal()).clamp(narrowest, widest);
        let bend = latitude.bend;
        let angle = f64::from((0.10 * rng.normal()).clamp(-0.3, 0.3));
        let radius = (1.27 + 0.36 * rng.normal()).clamp(0.7, 2.6);
        Hand {
            unsureness: rng.range(0.012, 0.045),
            width,
            spread: 0.18 * bend * rng.normal(),
            waist: (0.28 * bend * rng.normal()).clamp(-0.6, 0.6),
            bulge: (0.14 * bend * rng.normal()).clamp(-0.3, 0.3),
            slant: (0.14 + 0.24 * rng.normal()).clamp(-0.5, 0.85),
            turn: [angle.sin() as f32, angle.cos() as f32],
            radius: radius.min(latitude.pen * width),
            pressure: rng.range(0.02, 0.14),
        }
    }

    pub fn radius(&self) -> f32 {
        self.radius
    }

    /// Writes a glyph: the marks of each stroke, in units of the glyph's height, radii in pixels.
    pub fn write(&self, glyph: &Glyph, rng: &mut Rng) -> Vec<Vec<Mark>> {
        let strokes = glyph.strokes.iter();
        strokes.enumerate().map(|(index, knots)| self.stroke(knots, index > 0, rng)).collect()
    }

    /// One stroke; a later one is also set down a little beside where it should be.
    fn stroke(&self, knots: &[Knot], later: bool, rng: &mut Rng) -> Vec<Mark> {
        let offset = if later { self.stray(rng) } else { Point { x: 0.0, y: 0.0 } };
        let ends = [0, knots.len().saturating_sub(1)];
        let written: Vec<Knot> = knots
            .iter()
            .enumerate()
            .map(|(index, knot)| {
                let astray = if ends.contains(&index) { 1.5 } else { 1.0 };
                Knot { at: self.warp(knot.at + offset + self.stray(rng) * astray), ..*knot }
            })
            .collect();
        let mut press = 1.0 + self.pressure * rng.normal();
        let mut marks = Vec::with_capacity(written.len() * 4);
        trace(&written, |at| {
            press += (1.0 - press) * 0.1 + 0.4 * self.pressure * rng.normal();
            marks.push(Mark { at, radius: self.radius * press.clamp(0.5, 1.5) });
        });
        marks
    }

    fn stray(&self, rng: &mut Rng) -> Point {
        Point { x: rng.normal(), y: rng.normal() } * self.unsureness
    }

    /// Where a point of the glyph comes to lie.
    fn warp(&self, Point { x, y }: Point) -> Point {
        /// Of most glyphs, across.
        const MIDDLE: f32 = 0.36;
        let from_middle = y - 0.5;
        let across = (x - MIDDLE) * self.width * (1.0 + self.spread * 2.0 * from_middle);
        let bulge = self.bulge * (1.0 - 4.0 * from_middle * from_middle);
        let down = from_middle + self.waist * y * (1.0 - y);
        let leaning = across + bulge - self.slant * down;
        let [sin, cos] = self.turn;
        Point { x: leaning * cos - down * sin, y: leaning * sin + down * cos }
    }
}
