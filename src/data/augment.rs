//! Augmentation: each training image rotated, shifted and scaled at random, anew in each epoch.

use super::{PIXELS, Rng, SIDE, Stream};

/// How far images are transformed; each number is the largest change either way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Augmentation {
    pub rotation_degrees: f32,
    /// Along each axis.
    pub shift_pixels: f32,
    /// As a share: 0.1 for 90 % to 110 %. Less than 1.
    pub scale: f32,
}

impl Default for Augmentation {
    /// ±10°, ±2 pixels, ±10 %: changes that no reader would notice.
    fn default() -> Self {
        Augmentation { rotation_degrees: 10.0, shift_pixels: 2.0, scale: 0.1 }
    }
}

impl Augmentation {
    /// The transform of one image in one epoch. It depends on nothing else, so neither batch size nor
    /// order changes it.
    pub fn draw(&self, seed: u64, epoch: u32, image: u32) -> Similarity {
        let index = u64::from(epoch) << 32 | u64::from(image);
        let mut rng = Rng::stream(seed, Stream::Augment, index);
        let mut within = |most: f32| rng.range(-most, most);
        Similarity::new(
            within(self.rotation_degrees),
            1.0 + within(self.scale),
            [within(self.shift_pixels), within(self.shift_pixels)],
        )
    }
}

/// Fraction bits of a coordinate.
const FRACTION: u32 = 16;

/// A rotation, scaling and shift of an image, kept as its inverse: from where in the source each pixel
/// comes. In units of 2⁻¹⁶ pixel, so that every machine finds the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Similarity {
    /// How far the source moves for one column to the right, in x and y; for one row down it moves by
    /// (−y, x).
    step: [i32; 2],
    /// Where in the source the first pixel comes from, x and y.
    origin: [i32; 2],
}

impl Similarity {
    /// Turns by `degrees` clockwise and scales by `scale` about the image's centre, then shifts by
    /// `shift` pixels (right, down).
    pub fn new(degrees: f32, scale: f32, shift: [f32; 2]) -> Self {
        // In f64: a last bit that differs between machines is lost in rounding to the fraction.
        let fixed = |value: f64| (value * f64::from(1 << FRACTION)).round() as i32;
        let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
        let (right, down) = (cos / f64::from(scale), -sin / f64::from(scale));
        let centre = (SIDE as f64 - 1.0) / 2.0;
        let (x, y) = (-centre - f64::from(shift[0]), -centre - f64::from(shift[1]));
        Similarity {
            step: [fixed(right), fixed(down)],
            origin: [fixed(centre + right * x - down * y), fixed(centre + down * x + right * y)],
        }
    }

    /// How far the source moves for one column to the right (x, y), then where in the source the first
    /// pixel comes from (x, y); in units of 2⁻¹⁶ pixel.
    pub fn fixed_point(&self) -> [i32; 4] {
        [self.step[0], self.step[1], self.origin[0], self.origin[1]]
    }

    /// The transformed image, pixels 0 to 255, bilinear; what comes from outside is background.
    pub fn resample(&self, image: &[u8; PIXELS]) -> [f32; PIXELS] {
        let source = Bordered::new(image);
        let mut out = [0.0; PIXELS];
        let [mut row_x, mut row_y] = self.origin;
        for row in out.as_chunks_mut::<SIDE>().0 {
            let (mut x, mut y) = (row_x, row_y);
            for pixel in row {
                *pixel = source.at(x, y);
                x += self.step[0];
                y += self.step[1];
            }
            row_x -= self.step[1];
            row_y += self.step[0];
        }
        out
    }
}

/// Columns of an image with one pixel of background on each side.
const WIDTH: usize = SIDE + 2;

/// An image with one pixel of background all around.
struct Bordered([u8; WIDTH * WIDTH]);

impl Bordered {
    fn new(image: &[u8; PIXELS]) -> Self {
        let mut bordered = [0; WIDTH * WIDTH];
        for (row, target) in image.as_chunks::<SIDE>().0.iter().zip(bordered[WIDTH..].chunks_mut(WIDTH)) {
            target[1..=SIDE].copy_from_slice(row);
        }
        Bordered(bordered)
    }

    /// Bilinear value at a point of the image, in units of 2⁻¹⁶ pixel.
    fn at(&self, x: i32, y: i32) -> f32 {
        const WEIGHT_BITS: u32 = 8;
        const ONE: u32 = 1 << WEIGHT_BITS;
        let weight = |value: i32| value as u32 >> (FRACTION - WEIGHT_BITS) & (ONE - 1);
        let column = ((x >> FRACTION) + 1) as usize;
        let row = ((y >> FRACTION) + 1) as usize;
        if column > SIDE || row > SIDE {
            return 0.0;
        }
        let Some(&[left, right, .., low_left, low_right]) =
            self.0[row * WIDTH + column..].first_chunk::<{ WIDTH + 2 }>()
        else {
            return 0.0;
        };
        let (across, down) = (weight(x), weight(y));
        let mix = |a: u8, b: u8| u32::from(a) * (ONE - across) + u32::from(b) * across;
        let sum = mix(left, right) * (ONE - down) + mix(low_left, low_right) * down;
        sum as f32 / (ONE * ONE) as f32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A blob well inside the image, heavier at the top left.
    fn blob() -> [u8; PIXELS] {
        std::array::from_fn(|at| match (at / SIDE, at % SIDE) {
            (10..18, 10..14) => 250,
            (10..14, 14..18) => 120,
            _ => 0,
        })
    }

    fn bytes(image: [f32; PIXELS]) -> [u8; PIXELS] {
        image.map(|pixel| pixel.round() as u8)
    }

    fn centre_of_mass(image: &[f32; PIXELS]) -> (f32, f32) {
        let mass: f32 = image.iter().sum();
        let moment = |of: fn(usize) -> usize| {
            image.iter().enumerate().map(|(at, &pixel)| of(at) as f32 * pixel).sum::<f32>() / mass
        };
        (moment(|at| at % SIDE), moment(|at| at / SIDE))
    }

    #[test]
    fn nothing_asked_changes_nothing() {
        assert_eq!(bytes(Similarity::new(0.0, 1.0, [0.0; 2]).resample(&blob())), blob());
        let none = Augmentation { rotation_degrees: 0.0, shift_pixels: 0.0, scale: 0.0 };
        assert_eq!(bytes(none.draw(1, 2, 3).resample(&blob())), blob());
    }

    #[test]
    fn a_shift_moves_right_and_down() {
        let shifted = bytes(Similarity::new(0.0, 1.0, [3.0, 2.0]).resample(&blob()));
        assert_eq!(shifted[2 * SIDE + 3..], blob()[..PIXELS - 2 * SIDE - 3]);
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        let turned = bytes(Similarity::new(90.0, 1.0, [0.0; 2]).resample(&blob()));
        for (row, column) in [(10, 10), (12, 17), (17, 12)] {
            let (new_row, new_column) = (column, SIDE - 1 - row);
            assert_eq!(turned[new_row * SIDE + new_column], blob()[row * SIDE + column]);
        }
    }

    #[test]
    fn scaling_scales_the_ink_by_its_square() {
        let ink = |image: [f32; PIXELS]| image.iter().sum::<f32>();
        let before = ink(blob().map(f32::from));
        let after = ink(Similarity::new(0.0, 1.5, [0.0; 2]).resample(&blob()));
        assert!((after / before - 2.25).abs() < 0.05, "{}", after / before);
    }

    #[test]
    fn images_and_epochs_differ_and_repeat() {
        let draw = |epoch, image| Augmentation::default().draw(1, epoch, image);
        assert_eq!(draw(0, 5), draw(0, 5));
        assert_ne!(draw(0, 5), draw(0, 6));
        assert_ne!(draw(0, 5), draw(1, 5));
    }

    proptest! {
        #[test]
        fn the_default_moves_the_centre_of_mass_by_few_pixels(seed: u64, image: u32) {
            let before = centre_of_mass(&blob().map(f32::from));
            let after = centre_of_mass(&Augmentation::default().draw(seed, 0, image).resample(&blob()));
            prop_assert!((after.0 - before.0).abs() < 2.6 && (after.1 - before.1).abs() < 2.6);
        }

        #[test]
        fn pixels_stay_between_0_and_255(
            degrees in -180f32..180.0,
            scale in 0.05f32..3.0,
            shift in prop::array::uniform2(-40f32..40.0),
        ) {
            let image = Similarity::new(degrees, scale, shift).resample(&[255; PIXELS]);
            prop_assert!(image.iter().all(|pixel| (0.0..=255.0).contains(pixel)));
        }
    }
}
