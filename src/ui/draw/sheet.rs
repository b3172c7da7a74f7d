//! The sheet that is drawn on: its ink, the stroke in progress, and the way back.

use super::brush::{self, Place};
use crate::{
    data::{
        Ink, SIDE,
        drawing::{downscale, to_mnist},
    },
    protocol::Sample,
};

/// Dots of ink for each pixel of the network's image, along rows and columns.
const FINENESS: usize = 5;

/// Rows, and columns, of the sheet.
pub const SHEET: usize = SIDE * FINENESS;

/// Half the pen's width: strokes are about 2.4 of the network's pixels wide, as in MNIST.
const PEN: f32 = 6.0;

/// Standard deviation of the blur, 0.6 of the network's pixels: the softness of MNIST's edges.
const SOFTNESS: f32 = 3.0;

/// Steps that can be taken back.
const MEMORY: usize = 100;

/// A sheet of [`SHEET`] × [`SHEET`] dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    now: Drawing,
    past: Vec<Drawing>,
    pen: Option<Pen>,
}

/// The pen, while it touches the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pen {
    at: Place,
    hand: Hand,
}

/// Who draws. A stroke belongs to the hand that began it; what another does meanwhile adds nothing to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    Keys,
    /// Mouse, finger or pen, by the id that the browser gave it.
    Pointer(i32),
}

/// What is on the sheet.
#[derive(Debug, Clone, PartialEq)]
struct Drawing {
    ink: Ink,
    /// The test image that was put there, as long as nothing was added.
    sample: Option<Sample>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { now: Drawing { ink: Ink::new(SHEET, SHEET), sample: None }, past: Vec::new(), pen: None }
    }
}

impl Sheet {
    pub fn ink(&self) -> &Ink {
        &self.now.ink
    }

    pub fn is_empty(&self) -> bool {
        self.now.ink.is_empty()
    }

    /// The test image on the sheet, if it is there untouched.
    pub fn sample(&self) -> Option<&Sample> {
        self.now.sample.as_ref()
    }

    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether a stroke is in progress.
    pub fn is_drawing(&self) -> bool {
        self.pen.is_some()
    }

    /// The keys begin a stroke with a dot.
    pub fn press(&mut self, at: Place) {
        self.begin(Hand::Keys, at);
    }

    /// The keys go on with their stroke; without one in progress nothing happens.
    pub fn move_to(&mut self, at: Place) {
        self.go_on(Hand::Keys, at);
    }

    /// Ends the stroke, whoever's it is.
    pub fn lift(&mut self) {
        self.pen = None;
    }

    /// Takes all ink away.
    pub fn clear(&mut self) {
        self.lift();
        if !self.is_empty() {
            self.remember();
            self.now = Self::default().now;
        }
    }

    /// Softens the ink, so that strokes look like the training set's.
    pub fn blur(&mut self) {
        if !self.is_empty() {
            self.remember();
            self.now.sample = None;
            self.now.ink.blur(SOFTNESS);
        }
    }

    /// Puts a test image in place of what is there. One of the wrong size is ignored.
    pub fn put(&mut self, sample: Sample) {
        if let Some(ink) = enlarged(&sample.pixels) {
            self.lift();
            self.remember();
            self.now = Drawing { ink, sample: Some(sample) };
        }
    }

    /// Takes back the last stroke, reset, blur or sample.
    pub fn undo(&mut self) {
        self.lift();
        if let Some(before) = self.past.pop() {
            self.now = before;
        }
    }

    /// What the network gets to see: 28 × 28 bytes, row by row; cropped, scaled and centred as MNIST's
    /// if `centred`. A test image is seen as it is. None without ink.
    pub fn seen(&self, centred: bool) -> Option<Vec<u8>> {
        if self.is_empty() {
            None
        } else if let Some(sample) = &self.now.sample {
            Some(sample.pixels.clone())
        } else if centred {
            to_mnist(&self.now.ink).map(|pixels| pixels.to_vec())
        } else {
            Some(downscale(&self.now.ink).to_vec())
        }
    }

    /// Whose stroke is in progress.
    pub(super) fn hand(&self) -> Option<Hand> {
        self.pen.map(|pen| pen.hand)
    }

    /// Begins a stroke of `hand` with a dot.
    pub(super) fn begin(&mut self, hand: Hand, at: Place) {
        self.remember();
        self.now.sample = None;
        brush::line(&mut self.now.ink, at, at, PEN);
        self.pen = Some(Pen { at, hand });
    }

    /// Goes on with the stroke, if it is `hand`'s. Whether it is.
    pub(super) fn go_on(&mut self, hand: Hand, at: Place) -> bool {
        let Some(pen) = self.pen.filter(|pen| pen.hand == hand) else { return false };
        brush::line(&mut self.now.ink, pen.at, at, PEN);
        self.pen = Some(Pen { at, hand });
        true
    }

    fn remember(&mut self) {
        if self.past.len() == MEMORY {
            self.past.remove(0);
        }
        self.past.push(self.now.clone());
    }
}

/// Each of 28 × 28 pixels as a square of dots.
fn enlarged(pixels: &[u8]) -> Option<Ink> {
    if pixels.len() != SIDE * SIDE {
        return None;
    }
    let dots = (0..SHEET * SHEET).map(|at| pixels[at / SHEET / FINENESS * SIDE + at % SHEET / FINENESS]);
    Ink::from_values(SHEET, SHEET, dots.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(sheet: &mut Sheet, places: &[Place]) {
        sheet.press(places[0]);
        places[1..].iter().for_each(|place| sheet.move_to(*place));
        sheet.lift();
    }

    fn sample() -> Sample {
        let mut pixels = vec![0; SIDE * SIDE];
        pixels[10 * SIDE + 3] = 200;
        pixels[11 * SIDE + 3] = 90;
        Sample { data: "MNIST".into(), index: 7, label: 1, pixels }
    }

    #[test]
    fn an_empty_sheet_has_nothing_to_see() {
        let mut sheet = Sheet::default();
        assert_eq!(sheet.seen(true), None);
        sheet.blur();
        sheet.clear();
        sheet.move_to((50.0, 50.0));
        assert!(sheet.is_empty() && !sheet.can_undo() && !sheet.is_drawing());
    }

    #[test]
    fn a_stroke_is_seen_and_centring_moves_it_to_the_middle() {
        let mut sheet = Sheet::default();
        stroke(&mut sheet, &[(20.0, 20.0), (20.0, 60.0)]);
        let dark_columns = |pixels: &[u8]| -> Vec<usize> {
            (0..SIDE).filter(|x| (0..SIDE).any(|y| pixels[y * SIDE + x] > 127)).collect()
        };
        let plain = dark_columns(&sheet.seen(false).unwrap());
        assert!(plain.iter().all(|x| (2..=5).contains(x)), "{plain:?}");
        let centred = dark_columns(&sheet.seen(true).unwrap());
        assert!(centred.iter().all(|x| (9..=18).contains(x)), "{centred:?}");
    }

    #[test]
    fn undo_goes_back_through_stroke_blur_sample_and_reset() {
        let mut sheet = Sheet::default();
        let mut states = vec![sheet.ink().clone()];
        stroke(&mut sheet, &[(20.0, 20.0), (100.0, 90.0)]);
        states.push(sheet.ink().clone());
        sheet.blur();
        states.push(sheet.ink().clone());
        sheet.put(sample());
        states.push(sheet.ink().clone());
        sheet.clear();
        for state in states.iter().rev() {
            assert_ne!(sheet.ink(), state);
            sheet.undo();
            assert_eq!(sheet.ink(), state);
        }
        assert!(!sheet.can_undo());
    }

    #[test]
    fn a_test_image_reaches_the_network_unchanged_until_it_is_touched() {
        let mut sheet = Sheet::default();
        sheet.put(sample());
        assert_eq!(sheet.seen(true), Some(sample().pixels));
        assert_eq!(sheet.sample().unwrap().label, 1);
        stroke(&mut sheet, &[(70.0, 70.0)]);
        assert_eq!(sheet.sample(), None);
        assert_ne!(sheet.seen(false), Some(sample().pixels));
        sheet.undo();
        assert_eq!(sheet.seen(false), Some(sample().pixels));
    }

    #[test]
    fn an_enlarged_image_shrinks_to_itself() {
        let ink = enlarged(&sample().pixels).unwrap();
        assert_eq!(downscale(&ink).to_vec(), sample().pixels);
        assert_eq!(enlarged(&[0; 10]), None);
    }

    #[test]
    fn a_hundred_steps_back_are_enough() {
        let mut sheet = Sheet::default();
        for step in 0..MEMORY + 20 {
            stroke(&mut sheet, &[(step as f32, 10.0)]);
        }
        assert_eq!(sheet.past.len(), MEMORY);
    }
}
