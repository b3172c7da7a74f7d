//! Draws `docs/digits.png`: ten generated digits of each kind, a row for each digit.
//! `cargo run --example digits -- docs/digits.png`

use std::{env, error::Error, fs::File, io::BufWriter, process::ExitCode};

use fovea::data::{Dataset, SIDE, Split, digits};

/// Samples of each digit.
const SAMPLES: usize = 10;
/// Every ten generated images show the ten digits.
const DRAWN: u32 = 10 * SAMPLES as u32;
/// Background between two images, in pixels.
const GAP: usize = 2;
/// Pixels of the picture for each pixel of an image, along a side.
const ZOOM: usize = 2;

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("Name the file to write: cargo run --example digits -- docs/digits.png");
        return ExitCode::from(2);
    };
    let sheet = sheet(&digits::generate(DRAWN, 1, Split::Train, |_| {}));
    match write(&path, &sheet) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{path} could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A square of pixels, ink dark on white: the first samples of 0, then those of 1, and so on.
fn sheet(digits: &Dataset) -> Vec<Vec<u8>> {
    let side = ZOOM * (10 * (SIDE + GAP) + GAP);
    let mut sheet = vec![vec![255; side]; side];
    for digit in 0..10 {
        let samples = (0..digits.len()).filter(|&at| usize::from(digits.label(at)) == digit);
        for (column, sample) in samples.take(SAMPLES).enumerate() {
            let (left, top) = (GAP + column * (SIDE + GAP), GAP + digit * (SIDE + GAP));
            for (at, ink) in digits.image(sample).iter().enumerate() {
                let (x, y) = (ZOOM * (left + at % SIDE), ZOOM * (top + at / SIDE));
                sheet[y..y + ZOOM].iter_mut().for_each(|line| line[x..x + ZOOM].fill(255 - ink));
            }
        }
    }
    sheet
}

fn write(path: &str, sheet: &[Vec<u8>]) -> Result<(), Box<dyn Error>> {
    let side = sheet.len() as u32;
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&sheet.concat())?;
    Ok(())
}
