//! Curves and misread images.

use super::{Picture, PictureKind};
use crate::chart::{Curve, Frame, Look, Palette, Panel, Plot, Reading, Series, SeriesStyle, Words, svg_file};
use crate::record::Run;
use crate::reports::StepMetric;
use crate::study::{Picture as Grey, digit_sheet};

const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 300.0;
const TRAINING: Look = Look { colour: "", dash: "", mark: "" };

/// Loss and accuracy side by side; none where there is nothing to draw.
pub fn curves(at: usize, run: &Run) -> Option<Picture> {
    let tested = run.epochs.last().map(|report| report.tested_on).unwrap_or_default().word();
    let steps = |value: fn(&StepMetric) -> f32| -> Curve {
        run.curve.iter().map(|point| (f64::from(point.step), f64::from(value(point)))).collect()
    };
    let series = |training: Curve, test: Curve| {
        let line = |name, look, points, style| Series { name, look, points, style };
        let training = line("training, smoothed".to_owned(), TRAINING, training, SeriesStyle::Line);
        let test = line(format!("{tested}, each epoch"), Look::INK, test, SeriesStyle::Marked);
        vec![training, test]
    };
    let loss_of_epochs =
        run.epochs.iter().map(|report| (report.step.into(), report.test_loss.into())).collect();
    let accuracy_of_epochs =
        run.epochs.iter().map(|report| (report.step.into(), report.test_accuracy())).collect();
    let charts = [
        ("Loss", "mean cross-entropy", false, series(steps(|point| point.loss), loss_of_epochs)),
        ("Accuracy", "classified right", true, series(steps(|point| point.accuracy), accuracy_of_epochs)),
    ];
    let palette = Palette {
        ink: "#1d1d1b".to_owned(),
        ink_soft: "#55554f".to_owned(),
        paper: "#ffffff".to_owned(),
        hairline: "#d9d9d3".to_owned(),
        lines: vec!["#0072b2".to_owned(), "#1d1d1b".to_owned()],
    };
    let lay_out = |percent: bool, series: &[Series]| {
        let reading = Reading { log: false, percent };
        Plot::new(series, Frame { width: WIDTH, height: HEIGHT, zoom: None, reading })
    };
    let plots: Vec<Plot> =
        charts.iter().map(|(_, _, percent, series)| lay_out(*percent, series)).collect::<Option<_>>()?;
    let panels: Vec<Panel<'_>> = charts
        .iter()
        .zip(&plots)
        .map(|((title, y_label, _, series), plot)| {
            let words = Words { title, x_label: "step", y_label };
            Panel { plot, series, words, palette: &palette }
        })
        .collect();
    Some(Picture {
        name: format!("curves-{at}"),
        words: format!("Loss and accuracy of the training and the {tested} after each epoch"),
        kind: PictureKind::Svg,
        bytes: svg_file(&panels).into_bytes(),
    })
}

/// Images that were misread, the surest answers first; none where there is none.
pub fn misread(at: usize, run: &Run) -> Option<Picture> {
    if run.misread.is_empty() {
        return None;
    }
    let pixels: Vec<u8> = run.misread.iter().flat_map(|misread| misread.pixels.iter().copied()).collect();
    let answers =
        run.misread.iter().map(|misread| format!("{} as {}", misread.answer.truth, misread.answer.digit));
    Some(Picture {
        name: format!("misread-{at}"),
        words: format!("Misread test images, the surest first: {}", answers.collect::<Vec<_>>().join(", ")),
        kind: PictureKind::Png,
        bytes: png(&digit_sheet(&pixels))?,
    })
}

fn png(picture: &Grey) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    // Writing to memory fails only where the picture's size is wrong.
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&picture.grey)).ok()?;
    Some(bytes)
}
