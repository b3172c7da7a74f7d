//! Generated digits: drawn as strokes, then made like MNIST's images. Used when MNIST cannot be had.
//! LeNet trained on 60,000 of them alone reads more than 90 % of MNIST's test images: `docs/digits.md`.

use super::{
    Dataset, PIXELS, Rng, SIDE, Split, Stream, glyphs,
    hand::Hand,
    latitude,
    pen::{Mark, Sheet},
    strokes::Point,
};

/// As many as MNIST has.
pub const TRAIN_COUNT: u32 = 60_000;
/// As many as MNIST has.
pub const TEST_COUNT: u32 = 10_000;

/// Side of the square that a digit fills, in pixels, as in MNIST.
const BOX: f32 = 20.0;
/// Pixels between that square and the border.
const MARGIN: i32 = (SIDE as i32 - BOX as i32) / 2;

/// Draws a dataset bit by bit, so that a caller can do other things in between.
#[derive(Debug, Clone)]
pub struct DigitGenerator {
    count: u32,
    seed: u64,
    split: Split,
    dataset: Dataset,
}

impl DigitGenerator {
    /// For `count` images. Image i depends on seed, split and i alone.
    pub fn new(count: u32, seed: u64, split: Split) -> Self {
        DigitGenerator { count, seed, split, dataset: Dataset::with_capacity(count as usize) }
    }

    /// Images drawn so far.
    pub fn done(&self) -> u32 {
        self.dataset.len() as u32
    }

    pub fn is_done(&self) -> bool {
        self.done() == self.count
    }

    /// Draws as many as `images` more and returns how many are done.
    pub fn next_chunk(&mut self, images: u32) -> u32 {
        for index in self.done()..self.done().saturating_add(images).min(self.count) {
            let (image, label) = draw(self.seed, self.split, index);
            self.dataset.push(&image, label);
        }
        self.done()
    }

    /// Draws the rest and gives all.
    pub fn finish(mut self) -> Dataset {
        self.next_chunk(self.count);
        self.dataset
    }
}

/// Draws `count` digits; `progress` hears now and then how many are done.
pub fn generate(count: u32, seed: u64, split: Split, mut progress: impl FnMut(u32)) -> Dataset {
    const CHUNK: u32 = 1000;
    let mut generator = DigitGenerator::new(count, seed, split);
    while !generator.is_done() {
        progress(generator.next_chunk(CHUNK));
    }
    generator.finish()
}

/// Image and label number `index`.
fn draw(seed: u64, split: Split, index: u32) -> ([u8; PIXELS], u8) {
    let label = label(seed, split, index);
    let mut rng = stream(seed, split, 0, index);
    let hand = Hand::draw(latitude::of(label), &mut rng);
    let mut strokes = hand.write(glyphs::pick(label, &mut rng), &mut rng);
    fit(&mut strokes, hand.radius());
    let mut sheet = Sheet::new(rng.range(0.8, 1.3));
    strokes.iter().for_each(|stroke| sheet.draw(stroke));
    (sheet.centred(MARGIN), label)
}

/// Every ten images show the ten digits, in an order of their own: with as many of each in every batch,
/// training in a fixed order is steadier.
fn label(seed: u64, split: Split, index: u32) -> u8 {
    let mut digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    stream(seed, split, 1, index / 10).shuffle(&mut digits);
    digits[(index % 10) as usize]
}

/// The random numbers of image (`kind` 0) or of ten labels (`kind` 1) number `index`.
fn stream(seed: u64, split: Split, kind: u64, index: u32) -> Rng {
    Rng::stream(seed, Stream::Digits, kind << 33 | (split as u64) << 32 | u64::from(index))
}

/// Scales and moves the strokes so that the ink just fills the square in the image's middle.
fn fit(strokes: &mut [Vec<Mark>], radius: f32) {
    let marks = || strokes.iter().flatten().map(|mark| mark.at);
    let least = |of: fn(Point) -> f32| marks().map(of).fold(f32::INFINITY, f32::min);
    let most = |of: fn(Point) -> f32| marks().map(of).fold(f32::NEG_INFINITY, f32::max);
    let low = Point { x: least(|at| at.x), y: least(|at| at.y) };
    let high = Point { x: most(|at| at.x), y: most(|at| at.y) };
    let extent = high - low;
    let scale = (BOX - 2.0 * radius) / extent.x.max(extent.y).max(f32::EPSILON);
    let middle = Point { x: SIDE as f32 / 2.0, y: SIDE as f32 / 2.0 };
    let centre = (low + high) * 0.5;
    for mark in strokes.iter_mut().flatten() {
        mark.at = (mark.at - centre) * scale + middle;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_seed_decides_and_splits_differ() {
        let digits = |seed, split| generate(20, seed, split, |_| {});
        assert_eq!(digits(1, Split::Train), digits(1, Split::Train));
        assert_ne!(digits(1, Split::Train), digits(2, Split::Train));
        assert_ne!(digits(1, Split::Train), digits(1, Split::Test));
    }

    #[test]
    fn an_image_does_not_depend_on_how_many_are_drawn_or_in_which_pieces() {
        let all = generate(30, 5, Split::Test, |_| {});
        let mut generator = DigitGenerator::new(12, 5, Split::Test);
        assert_eq!([generator.next_chunk(5), generator.next_chunk(0), generator.next_chunk(3)], [5, 5, 8]);
        let some = generator.finish();
        assert_eq!(some.len(), 12);
        assert_eq!(some.images(), &all.images()[..12 * PIXELS]);
        assert_eq!(some.labels(), &all.labels()[..12]);
    }

    #[test]
    fn progress_ends_at_the_count() {
        let mut heard = Vec::new();
        generate(2500, 1, Split::Train, |done| heard.push(done));
        assert_eq!(heard, [1000, 2000, 2500]);
        assert!(generate(0, 1, Split::Train, |_| {}).is_empty());
    }

    #[test]
    fn every_ten_images_show_the_ten_digits_each_ten_in_another_order() {
        let digits = generate(3000, 1, Split::Train, |_| {});
        let (tens, _) = digits.labels().as_chunks::<10>();
        for ten in tens {
            assert_eq!(ten.iter().collect::<HashSet<_>>().len(), 10, "{ten:?}");
        }
        assert!(tens.iter().collect::<HashSet<_>>().len() > 290);
    }

    #[test]
    fn no_digit_is_drawn_twice() {
        let digits = generate(1000, 1, Split::Train, |_| {});
        let different: HashSet<_> = (0..digits.len()).map(|at| digits.image(at)).collect();
        assert_eq!(different.len(), 1000);
    }

    #[test]
    fn ink_is_about_as_much_as_in_mnist() {
        let digits = generate(2000, 1, Split::Train, |_| {});
        let ink: f64 = digits.images().iter().map(|&pixel| f64::from(pixel) / 255.0).sum();
        let mean = ink / digits.images().len() as f64;
        assert!((mean - 0.1307).abs() < 0.015, "{mean}");
    }

    proptest! {
        #[test]
        fn every_digit_fills_the_square_and_is_centred(seed: u64, index: u32) {
            let (image, _) = draw(seed, Split::Train, index);
            let inked = |at: &usize| image[*at] > 64;
            let rows = (0..PIXELS).filter(inked).map(|at| at / SIDE);
            let columns = (0..PIXELS).filter(inked).map(|at| at % SIDE);
            let span = |places: Vec<usize>| {
                places.iter().max().unwrap_or(&0) - places.iter().min().unwrap_or(&0) + 1
            };
            let longer = span(rows.collect()).max(span(columns.collect()));
            prop_assert!((17..=22).contains(&longer), "{longer} pixels long");
            let mass: f32 = image.iter().map(|&pixel| f32::from(pixel)).sum();
            let across = image.iter().enumerate().map(|(at, &pixel)| (at % SIDE) as f32 * f32::from(pixel));
            prop_assert!((across.sum::<f32>() / mass - 13.5).abs() < 1.0);
        }
    }
}
