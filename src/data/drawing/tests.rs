//! What a drawing must become.

use proptest::prelude::*;

use super::*;

/// A drawing of filled discs, a stroke's marks.
fn discs(width: usize, height: usize, discs: &[(f32, f32, f32)]) -> Ink {
    let mut ink = Ink::new(width, height);
    for (at, value) in ink.values_mut().iter_mut().enumerate() {
        let (x, y) = ((at % width) as f32 + 0.5, (at / width) as f32 + 0.5);
        if discs.iter().any(|&(cx, cy, r)| (x - cx).hypot(y - cy) <= r) {
            *value = 255;
        }
    }
    ink
}

/// An uneven seven: a bar and a slanted stem, moved and scaled.
fn seven(x: f32, y: f32, scale: f32) -> Ink {
    let bar = (0..=20).map(|step| (step as f32 * 2.0, 0.0));
    let stem = (0..=30).map(|step| (40.0 - step as f32, step as f32 * 2.0));
    let marks: Vec<_> = bar.chain(stem).map(|(u, v)| (x + u * scale, y + v * scale, 4.0 * scale)).collect();
    discs(280, 280, &marks)
}

fn mass(image: &[u8; PIXELS]) -> f32 {
    image.iter().map(|&pixel| f32::from(pixel)).sum::<f32>() / 255.0
}

fn centre(image: &[u8; PIXELS]) -> (f32, f32) {
    let ink = Ink::from_values(SIDE, SIDE, image.to_vec()).unwrap();
    centre_of_mass(&ink).unwrap()
}

fn difference(a: &[u8; PIXELS], b: &[u8; PIXELS]) -> f32 {
    a.iter().zip(b).map(|(&a, &b)| f32::from(a.abs_diff(b))).sum::<f32>() / 255.0
}

/// Columns and rows with ink.
fn size(image: &[u8; PIXELS]) -> (usize, usize) {
    let used = |line: &dyn Fn(usize, usize) -> usize| {
        (0..SIDE).filter(|&a| (0..SIDE).any(|b| image[line(a, b)] > 0)).count()
    };
    (used(&|column, row| row * SIDE + column), used(&|row, column| row * SIDE + column))
}

#[test]
fn an_empty_drawing_is_none() {
    assert_eq!(to_mnist(&Ink::new(280, 280)), None);
    assert_eq!(to_mnist(&Ink::new(0, 0)), None);
    assert_eq!(downscale(&Ink::new(0, 0)), [0; PIXELS]);
}

#[test]
fn values_must_fill_the_drawing() {
    assert!(Ink::from_values(3, 2, vec![0; 6]).is_some());
    assert!(Ink::from_values(3, 2, vec![0; 5]).is_none());
}

#[test]
fn a_digit_is_20_high_and_centred_by_mass() {
    let image = to_mnist(&seven(20.0, 30.0, 1.0)).unwrap();
    let (x, y) = centre(&image);
    assert!((x - 14.0).abs() < 0.05 && (y - 14.0).abs() < 0.05, "centre {x} {y}");
    let (_, height) = size(&image);
    assert!((20..=21).contains(&height), "height {height}");
}

#[test]
fn a_full_canvas_is_a_square_of_20() {
    let full = Ink::from_values(100, 100, vec![255; 10_000]).unwrap();
    let image = to_mnist(&full).unwrap();
    assert_eq!(size(&image), (20, 20));
    assert_eq!(mass(&image), 400.0);
    assert_eq!(downscale(&full), [255; PIXELS]);
}

#[test]
fn a_single_pixel_counts() {
    let mut ink = Ink::new(280, 280);
    ink.values_mut()[0] = 1;
    assert!(to_mnist(&ink).is_some());
}

#[test]
fn a_line_at_the_very_edge_is_centred_whole() {
    let mut ink = Ink::new(280, 280);
    ink.values_mut().iter_mut().step_by(280).for_each(|value| *value = 255);
    let image = to_mnist(&ink).unwrap();
    let (x, y) = centre(&image);
    assert!((x - 14.0).abs() < 0.6 && (y - 14.0).abs() < 0.1, "centre {x} {y}");
    assert_eq!(size(&image).1, 20);
}

#[test]
fn ink_far_from_the_centre_of_mass_is_not_lost() {
    let lopsided = discs(280, 280, &[(50.0, 50.0, 45.0), (275.0, 275.0, 3.0)]);
    let image = to_mnist(&lopsided).unwrap();
    let area = lopsided.values().iter().filter(|&&value| value > 0).count() as f32;
    let scale = 20.0 / 273.0;
    assert!((mass(&image) / (area * scale * scale) - 1.0).abs() < 0.02);
}

#[test]
fn downscaling_moves_nothing() {
    let corner = discs(280, 280, &[(20.0, 20.0, 15.0)]);
    let (x, y) = centre(&downscale(&corner));
    assert!((x - 2.0).abs() < 0.1 && (y - 2.0).abs() < 0.1, "centre {x} {y}");
    let wide = discs(280, 140, &[(140.0, 70.0, 20.0)]);
    let (x, y) = centre(&downscale(&wide));
    assert!((x - 14.0).abs() < 0.1 && (y - 14.0).abs() < 0.1, "centre {x} {y}");
}

#[test]
fn blur_keeps_the_ink_and_softens_the_edge() {
    let sharp = seven(60.0, 60.0, 1.5);
    let mut soft = sharp.clone();
    soft.blur(2.5);
    let ink = |ink: &Ink| ink.values().iter().map(|&value| f64::from(value)).sum::<f64>();
    assert!((ink(&soft) / ink(&sharp) - 1.0).abs() < 0.01);
    let between = |ink: &Ink| ink.values().iter().filter(|&&value| value > 20 && value < 235).count();
    assert_eq!(between(&sharp), 0);
    assert!(between(&soft) > 1000);
    let (before, after) = (to_mnist(&sharp).unwrap(), to_mnist(&soft).unwrap());
    assert!(difference(&before, &after) < 0.35 * mass(&before));
}

#[test]
fn no_blur_is_asked_by_zero_or_nonsense() {
    for deviation in [0.0, -1.0, f32::NAN] {
        let mut ink = seven(20.0, 30.0, 1.0);
        ink.blur(deviation);
        assert_eq!(ink, seven(20.0, 30.0, 1.0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn moving_the_drawing_hardly_matters(x in 10f32..200.0, y in 10f32..200.0) {
        let here = to_mnist(&seven(10.0, 10.0, 1.0)).unwrap();
        let there = to_mnist(&seven(x, y, 1.0)).unwrap();
        prop_assert!(difference(&here, &there) < 0.2 * mass(&here));
    }

    #[test]
    fn scaling_the_drawing_hardly_matters(scale in 1f32..3.5) {
        let large = to_mnist(&seven(20.0, 20.0, 3.5)).unwrap();
        let small = to_mnist(&seven(20.0, 20.0, scale)).unwrap();
        prop_assert!(difference(&large, &small) < 0.2 * mass(&large));
    }

    #[test]
    fn any_drawing_has_an_image_with_ink(
        width in 1usize..60,
        height in 1usize..60,
        at: prop::sample::Index,
        others: Vec<prop::sample::Index>,
    ) {
        let mut ink = Ink::new(width, height);
        for mark in others.iter().chain([&at]) {
            let place = mark.index(width * height);
            ink.values_mut()[place] = 255;
        }
        let image = to_mnist(&ink).unwrap();
        let marks = ink.values().iter().filter(|&&value| value > 0).count() as f32;
        let (columns, rows) = bounds(&ink).unwrap();
        let scale = 20.0 / columns.length().max(rows.length());
        prop_assert!((mass(&image) / (marks * scale * scale) - 1.0).abs() < 0.05);
    }
}
