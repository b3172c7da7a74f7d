//! `fovea inspect`: what a file of weights gets wrong, and what each of its layers yields, as files.

use std::fs;
use std::path::{Path, PathBuf};

use futures_lite::future::block_on;

use super::{CliError, output, weights};
use crate::arch::{Shape, TracedLayer};
use crate::file::{FileError, OutFile};
use crate::study::{self, Confusion, Picture, Which};
use crate::words::{count, percent};

const AFTER_HELP: &str = "\
Writes into the folder of --out:
  confusion.csv    a row for each digit, a column for each answer
  misread.csv      every misread image, the surest mistake first
  misread.png      the same images, forty in a row
  image-N-*.png    with --image N: what each layer yields for it, a tile for each channel;
                   middle grey is 0, white the highest and black the lowest of the layer

Examples:
  fovea inspect lenet.safetensors --net lenet --out seen
  fovea inspect lenet.safetensors --net lenet --out seen --image 321

Exit codes:
  0    written
  1    something failed; one sentence on stderr says what
  2    the command line cannot be understood
  130  stopped by Ctrl-C
  141  whoever read the output has gone";

const CONFUSION: &str = "confusion.csv";

/// Channels, or units of a linear layer, in a row of a layer's picture.
const CHANNELS_IN_A_ROW: usize = 16;

/// Dots that a side of a tile has at least.
const SMALLEST_TILE: usize = 28;

/// Dots of a unit of a linear layer.
const UNIT: usize = 12;

/// Shows what a file of weights, ours or PyTorch's, gets wrong on the test images, and what its layers compute.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    weights: weights::Args,
    /// The folder to write into; it is made where it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Also write what each layer yields for this test image, from 0.
    #[arg(long, value_name = "N")]
    image: Option<usize>,
}

/// Inspects as the arguments say.
///
/// # Errors
/// See [`CliError`].
pub fn run(args: &Args) -> Result<(), CliError> {
    let folder = Folder::open(&args.out)?;
    block_on(async {
        let loaded = args.weights.load().await?;
        let images = &loaded.data.data;
        if let Some(image) = args.image.filter(|image| *image >= images.len()) {
            return Err(CliError::Settings(format!(
                "There is no test image {image}: they are numbered from 0 to {}.",
                images.len().saturating_sub(1)
            )));
        }
        let answers = loaded.test().await?.answers;
        let misread = study::listed(&answers, Which::default());
        let digits: Vec<u8> =
            misread.iter().flat_map(|listed| images.image(listed.index as usize)).copied().collect();
        folder.write(CONFUSION, Confusion::of(&answers).csv().as_bytes())?;
        folder.write("misread.csv", study::csv(&misread).as_bytes())?;
        folder.write("misread.png", &png(&study::digit_sheet(&digits))?)?;
        if let Some(image) = args.image {
            let pixels = loaded.normalisation().image(images.image(image));
            let outputs = loaded.model.on_cpu().await?.layer_outputs(&pixels).await?;
            for ((layer, values), number) in
                loaded.config.network.trace()?.layers.iter().zip(outputs).zip(1..)
            {
                let name = format!("image-{image}-{number:02}-{}.png", layer.name);
                folder.write(&name, &png(&picture(layer, &values))?)?;
            }
        }
        let (misread, all) = (misread.len(), answers.len());
        let share = percent(misread as f64 / all.max(1) as f64);
        Ok(output::line(format!(
            "{} misread {} of {} images ({share} %) of {}; written to {}",
            loaded.config.network.name,
            count(misread as u64),
            count(all as u64),
            loaded.data.name(),
            args.out.display()
        ))?)
    })
}

/// What a layer yields: its channels side by side, or its units.
fn picture(layer: &TracedLayer, values: &[f32]) -> Picture {
    let grey = study::shades(values, study::reach(values));
    match layer.output {
        Shape::Map { height, width, .. } => {
            let zoom = SMALLEST_TILE.div_ceil(height.max(width));
            study::contact_sheet(&grey, (width, height), CHANNELS_IN_A_ROW, zoom)
        }
        Shape::Vector { .. } => study::contact_sheet(&grey, (1, 1), CHANNELS_IN_A_ROW, UNIT),
    }
}

/// The bytes of a PNG file.
fn png(picture: &Picture) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&picture.grey)?;
    writer.finish()?;
    Ok(bytes)
}

/// Where the files go.
struct Folder<'a>(&'a Path);

impl<'a> Folder<'a> {
    /// Makes sure that the folder is there and can be written into, before the work begins.
    fn open(path: &'a Path) -> Result<Self, FileError> {
        fs::create_dir_all(path).map_err(|source| FileError::Write { path: path.to_owned(), source })?;
        OutFile::check(&path.join(CONFUSION))?;
        Ok(Self(path))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        OutFile::check(&self.0.join(name))?.write(bytes)
    }
}
