//! How far a hand may go with each digit before people would read another one.

/// The limits of one digit, for what a hand does to it.
#[derive(Debug)]
pub struct Latitude {
    /// Least and greatest width against the glyph's.
    pub width: [f32; 2],
    /// How much of a hand's spread, waist and bulge the digit bears.
    pub bend: f32,
    /// Greatest radius of the pen, in pixels, where the width is 1; a narrower digit bears a thinner pen.
    pub pen: f32,
}

/// The limits for `digit`.
pub fn of(digit: u8) -> &'static Latitude {
    &LATITUDES[usize::from(digit)]
}

const fn within(width: [f32; 2], bend: f32, pen: f32) -> Latitude {
    Latitude { width, bend, pen }
}

static LATITUDES: [Latitude; 10] = [
    // Its hole must stay open, or it is a 1.
    within([0.6, 1.7], 0.6, 2.2),
    // Bent it is a bracket, with a wide flag a 7. It has nothing that a wide pen could fill.
    within([0.7, 1.4], 0.3, 4.0),
    within([0.8, 1.7], 0.8, 2.4),
    within([0.65, 1.6], 0.8, 2.4),
    // Narrow it closes to a 9.
    within([0.75, 1.6], 0.6, 2.3),
    within([0.65, 1.7], 0.7, 2.3),
    // Wide its stem bends over to the top of a 5.
    within([0.6, 1.25], 0.6, 2.2),
    // Narrow it is a 1 with a flag.
    within([0.7, 1.6], 0.5, 2.4),
    // Two holes to keep open.
    within([0.7, 1.6], 0.8, 2.1),
    within([0.7, 1.5], 0.6, 2.2),
];
