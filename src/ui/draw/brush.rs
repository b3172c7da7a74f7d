//! The brush: a round pen with soft edges, moved in straight lines.

use crate::data::Ink;

/// A place on the ink, in its pixels from the top left corner; centres of pixels lie at halves.
pub type Place = (f32, f32);

/// Inks everything within `radius` of the line from `from` to `to`, with an edge one pixel soft.
/// What lies outside the ink is lost.
pub fn line(ink: &mut Ink, from: Place, to: Place, radius: f32) {
    let (width, height) = (ink.width(), ink.height());
    let columns = span(from.0, to.0, radius, width);
    for y in span(from.1, to.1, radius, height) {
        let row = &mut ink.values_mut()[y * width..(y + 1) * width];
        for x in columns.clone() {
            let distance = distance((x as f32 + 0.5, y as f32 + 0.5), from, to);
            let covered = (radius + 0.5 - distance).clamp(0.0, 1.0);
            row[x] = row[x].max((covered * 255.0).round() as u8);
        }
    }
}

/// The pixels from 0 to `limit` within reach of the stretch from `a` to `b`.
fn span(a: f32, b: f32, radius: f32, limit: usize) -> std::ops::Range<usize> {
    let end = limit as f32;
    let first = (a.min(b) - radius - 1.0).clamp(0.0, end);
    let last = (a.max(b) + radius + 1.0).clamp(0.0, end);
    first as usize..last.ceil() as usize
}

/// From `place` to the nearest point of the line from `from` to `to`.
fn distance(place: Place, from: Place, to: Place) -> f32 {
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (place.0 - from.0, place.1 - from.1);
    let length = along_x * along_x + along_y * along_y;
    let share = if length > 0.0 { ((x * along_x + y * along_y) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - share * along_x).hypot(y - share * along_y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_thick_as_the_pen_and_has_round_ends() {
        let mut ink = Ink::new(40, 40);
        line(&mut ink, (10.0, 20.0), (30.0, 20.0), 3.0);
        let value = |x: usize, y: usize| ink.values()[y * 40 + x];
        let thick = (0..40).filter(|y| value(20, *y) > 127).count();
        assert_eq!(thick, 6);
        assert_eq!(value(20, 19), 255);
        assert!(value(8, 20) > 0 && value(5, 20) == 0);
        assert_eq!(value(7, 17), 0);
    }

    #[test]
    fn a_point_is_a_dot_and_the_outside_is_lost() {
        let mut ink = Ink::new(20, 20);
        line(&mut ink, (10.0, 10.0), (10.0, 10.0), 2.0);
        assert_eq!(ink.values()[10 * 20 + 10], 255);
        let mut outside = Ink::new(20, 20);
        line(&mut outside, (-50.0, -9.0), (-10.0, 500.0), 2.0);
        assert!(outside.is_empty());
        line(&mut outside, (-50.0, 10.0), (50.0, 10.0), 2.0);
        assert_eq!(outside.values()[10 * 20], 255);
    }
}
