//! Batches as a network takes them: pixels `[batch, 1, 28, 28]` row by row, and labels.

use super::augment::Similarity;
use super::{Dataset, PIXELS};

/// How bytes become numbers: (x/255 − mean)/deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normalisation {
    mean: f32,
    deviation: f32,
}

impl Normalisation {
    /// With mean 0.1307 and standard deviation 0.3081, those of MNIST's training pixels.
    pub const MNIST: Normalisation = Normalisation { mean: 0.1307, deviation: 0.3081 };
    /// To the range 0 to 1 and no further.
    pub const NONE: Normalisation = Normalisation { mean: 0.0, deviation: 1.0 };

    /// As the user switched it.
    pub const fn switched(on: bool) -> Self {
        if on { Self::MNIST } else { Self::NONE }
    }

    /// What a pixel becomes, as `(scale, offset)`: x · scale + offset.
    pub fn affine(&self) -> (f32, f32) {
        (1.0 / (255.0 * self.deviation), -self.mean / self.deviation)
    }

    /// An image as the network wants it; what is missing of it is background.
    pub fn image(&self, pixels: &[u8]) -> [f32; PIXELS] {
        let (scale, offset) = self.affine();
        let mut image = [offset; PIXELS];
        for (to, &pixel) in image.iter_mut().zip(pixels) {
            *to = f32::from(pixel) * scale + offset;
        }
        image
    }
}

/// Fills `out` with the images of a batch, `[batch, 1, 28, 28]`, each moved by its similarity if there
/// are some. Panics when an index is not in the dataset.
pub fn assemble(
    dataset: &Dataset,
    indices: &[u32],
    normalisation: &Normalisation,
    similarities: Option<&[Similarity]>,
    out: &mut Vec<f32>,
) {
    let (scale, offset) = normalisation.affine();
    out.clear();
    out.reserve(indices.len() * PIXELS);
    let mut similarities = similarities.into_iter().flatten();
    for &index in indices {
        let image = dataset.image(index as usize);
        let pixels = match similarities.next() {
            Some(similarity) => similarity.resample(image),
            None => image.map(f32::from),
        };
        out.extend_from_slice(&pixels.map(|pixel| pixel * scale + offset));
    }
}

/// The labels of a batch. Panics when an index is not in the dataset.
pub fn labels(dataset: &Dataset, indices: &[u32]) -> Vec<u8> {
    indices.iter().map(|&index| dataset.label(index as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dataset() -> Dataset {
        let image = |value: u8| (0..PIXELS).map(move |at| if at == 400 { 255 } else { value });
        Dataset::new((0..5u8).flat_map(image).collect(), vec![3, 1, 4, 1, 5]).unwrap()
    }

    #[test]
    fn pixels_are_normalised_as_the_source_says() {
        let mut out = Vec::new();
        assemble(&dataset(), &[0, 2], &Normalisation::MNIST, None, &mut out);
        assert_eq!(out.len(), 2 * PIXELS);
        for (at, value) in [(0, 0.0), (400, 255.0), (PIXELS, 2.0)] {
            let expected = (value / 255.0 - 0.1307) / 0.3081;
            assert!((out[at] - expected).abs() < 1e-6, "{} is not {expected}", out[at]);
        }
        assemble(&dataset(), &[0], &Normalisation::NONE, None, &mut out);
        assert_eq!((out.len(), out[0], out[400]), (PIXELS, 0.0, 1.0));
    }

    #[test]
    fn labels_follow_the_order() {
        assert_eq!(labels(&dataset(), &[4, 0, 2]), [5, 3, 4]);
    }

    #[test]
    fn each_image_moves_by_its_own_similarity() {
        let stay = Similarity::new(0.0, 1.0, [0.0; 2]);
        let right = Similarity::new(0.0, 1.0, [1.0, 0.0]);
        let mut out = Vec::new();
        assemble(&dataset(), &[3, 3], &Normalisation::NONE, Some(&[stay, right]), &mut out);
        assert_eq!((out[400], out[PIXELS + 401]), (1.0, 1.0));
    }
}
