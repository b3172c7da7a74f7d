//! The pen: strokes of varying width drawn into an image, with soft edges.

use super::{PIXELS, SIDE, strokes::Point};

/// A place where the pen was, and how wide it was there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// In pixels from the image's top left corner; centres of pixels lie at halves.
    pub at: Point,
    /// In pixels.
    pub radius: f32,
}

/// An image being drawn, pixels from 0 to 1.
#[derive(Debug, Clone)]
pub struct Sheet {
    pixels: [[f32; SIDE]; SIDE],
    /// Width of the edge, in pixels, over which ink goes over into background.
    softness: f32,
}

impl Sheet {
    pub fn new(softness: f32) -> Self {
        Sheet { pixels: [[0.0; SIDE]; SIDE], softness }
    }

    /// Draws from mark to mark. What lies outside the image is lost.
    pub fn draw(&mut self, stroke: &[Mark]) {
        for pair in stroke.windows(2) {
            self.segment(pair[0], pair[1]);
        }
    }

    /// Darkens the pixels near the segment, by how far within the pen's width they lie.
    fn segment(&mut self, from: Mark, to: Mark) {
        let along = to.at - from.at;
        let per_length = 1.0 / along.dot(along).max(1e-6);
        let widening = to.radius - from.radius;
        let (sharpness, reach) = (1.0 / self.softness, from.radius.max(to.radius) + 0.5 * self.softness);
        let pixels = |a: f32, b: f32| {
            let first = (a.min(b) - reach + 0.5).clamp(0.0, SIDE as f32);
            let end = (a.max(b) + reach + 0.5).clamp(0.0, SIDE as f32);
            first as usize..end as usize
        };
        let columns = pixels(from.at.x, to.at.x);
        for row in pixels(from.at.y, to.at.y) {
            let line = &mut self.pixels[row][columns.clone()];
            for (pixel, column) in line.iter_mut().zip(columns.clone()) {
                let offset = Point { x: column as f32 + 0.5, y: row as f32 + 0.5 } - from.at;
                let t = (offset.dot(along) * per_length).clamp(0.0, 1.0);
                let away = offset - along * t;
                let inside = from.radius + widening * t - away.dot(away).sqrt();
                // Comparisons, because `max` and `min` of floats are function calls in WebAssembly.
                let ink = inside * sharpness + 0.5;
                if ink > *pixel {
                    *pixel = if ink > 1.0 { 1.0 } else { ink };
                }
            }
        }
    }

    /// The image as bytes, moved by whole pixels (as far as `most`) so that its centre of mass comes
    /// nearest to the centre.
    pub fn centred(&self, most: i32) -> [u8; PIXELS] {
        let (mut mass, mut moment) = (f32::EPSILON, Point { x: 0.0, y: 0.0 });
        for (row, line) in self.pixels.iter().enumerate() {
            for (column, &ink) in line.iter().enumerate() {
                mass += ink;
                moment = moment + Point { x: column as f32, y: row as f32 } * ink;
            }
        }
        let middle = (SIDE as f32 - 1.0) / 2.0;
        let shift = |moment: f32| ((middle - moment / mass).round() as i32).clamp(-most, most);
        let (right, down) = (shift(moment.x), shift(moment.y));
        let mut image = [0; PIXELS];
        for (row, line) in image.as_chunks_mut::<SIDE>().0.iter_mut().enumerate() {
            let Some(source) = self.pixels.get((row as i32 - down) as usize) else { continue };
            for (column, pixel) in line.iter_mut().enumerate() {
                let ink = source.get((column as i32 - right) as usize).copied().unwrap_or(0.0);
                *pixel = (ink * 255.0 + 0.5) as u8;
            }
        }
        image
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(x: f32, y: f32, radius: f32) -> Mark {
        Mark { at: Point { x, y }, radius }
    }

    #[test]
    fn a_line_has_its_width_and_soft_edges() {
        let mut sheet = Sheet::new(1.0);
        sheet.draw(&[mark(4.0, 14.0, 1.5), mark(24.0, 14.0, 1.5)]);
        let column: Vec<f32> = (0..SIDE).map(|row| sheet.pixels[row][14]).collect();
        assert_eq!(column[11..17], [0.0, 0.5, 1.0, 1.0, 0.5, 0.0]);
        assert!((column.iter().sum::<f32>() - 3.0).abs() < 1e-4);
        assert_eq!([sheet.pixels[14][1], sheet.pixels[14][26]], [0.0, 0.0]);
    }

    #[test]
    fn a_stroke_widens_from_mark_to_mark() {
        let mut sheet = Sheet::new(1.0);
        sheet.draw(&[mark(4.0, 14.0, 0.6), mark(24.0, 14.0, 3.0)]);
        let width = |column: usize| sheet.pixels.iter().map(|row| row[column]).sum::<f32>();
        assert!(width(22) > 2.0 * width(6));
    }

    #[test]
    fn drawing_beyond_the_border_is_cut_off() {
        let mut sheet = Sheet::new(1.0);
        sheet.draw(&[mark(-50.0, 14.0, 2.0), mark(90.0, 14.0, 2.0)]);
        assert_eq!(sheet.pixels[14], [1.0; SIDE]);
        assert_eq!(sheet.pixels[0], [0.0; SIDE]);
    }

    #[test]
    fn a_dot_is_a_disc() {
        let mut sheet = Sheet::new(1.0);
        sheet.draw(&[mark(14.0, 14.0, 3.0), mark(14.0, 14.0, 3.0)]);
        let area: f32 = sheet.pixels.as_flattened().iter().sum();
        assert!((area - 28.3).abs() < 0.5, "{area}");
    }

    #[test]
    fn the_centre_of_mass_comes_to_the_centre() {
        let mut sheet = Sheet::new(1.0);
        sheet.draw(&[mark(10.0, 9.0, 2.0), mark(12.0, 18.0, 2.0)]);
        let image = sheet.centred(4);
        let mass: u32 = image.iter().map(|&pixel| u32::from(pixel)).sum();
        let moment = |of: fn(usize) -> usize| {
            image.iter().enumerate().map(|(at, &pixel)| of(at) as f32 * f32::from(pixel)).sum::<f32>()
                / mass as f32
        };
        assert!((moment(|at| at % SIDE) - 13.5).abs() <= 0.51);
        assert!((moment(|at| at / SIDE) - 13.5).abs() <= 0.51);
    }
}
