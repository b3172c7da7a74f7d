//! The picture of an experiment: test accuracy and test loss after each epoch.

use std::error::Error;

use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::published::{Published, PyTorchRuns};
use super::results::accuracy;
use super::{Experiment, Record};
use crate::train::{EpochReport, TrainConfig};

const SIZE: (u32, u32) = (900, 340);

// Mid-tones on no background, which read on white and on black.
const INK: RGBColor = RGBColor(125, 125, 125);
const DOCUMENT: RGBColor = RGBColor(214, 95, 40);
const PYTORCH: RGBColor = RGBColor(150, 110, 200);
const OURS: [RGBColor; 3] = [RGBColor(47, 127, 214), RGBColor(30, 150, 130), RGBColor(110, 150, 40)];

/// One line of a panel.
struct Line {
    name: String,
    colour: RGBColor,
    dashed: bool,
    /// After each epoch.
    values: Vec<f64>,
}

type Panel<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Whether there is something to draw: a run of one epoch has no curve.
pub fn is_drawn(config: &TrainConfig) -> bool {
    config.epochs > 1
}

/// The picture as SVG; None where there is nothing to draw.
pub fn draw(experiment: Experiment, records: &[Record]) -> Option<Result<String, String>> {
    let begun: Vec<&Record> = records.iter().filter(|record| !record.epochs.is_empty()).collect();
    let config = &begun.first()?.config;
    is_drawn(config).then(|| panels(experiment, &begun, config.epochs).map_err(|error| error.to_string()))
}

fn panels(experiment: Experiment, records: &[&Record], epochs: u32) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let (left, right) = root.split_horizontally(SIZE.0 / 2);
        panel(&left, "test accuracy, %", epochs, &accuracies(experiment, records))?;
        panel(&right, "mean test loss", epochs, &losses(experiment, records))?;
        root.present()?;
    }
    Ok(svg)
}

fn accuracies(experiment: Experiment, records: &[&Record]) -> Vec<Line> {
    let percent = |shares: &[f64]| shares.iter().map(|share| share * 100.0).collect();
    let mut lines = ours(records, |report| accuracy(report) * 100.0);
    if let Experiment::Source(id) = experiment {
        lines.extend(Published::of(id).map(|published| document(percent(published.accuracy))));
        let pytorch = PyTorchRuns::of(id).into_iter().flat_map(|runs| runs.accuracy);
        lines.extend(pytorch.map(|seed| Line {
            name: "PyTorch".to_owned(),
            colour: PYTORCH,
            dashed: true,
            values: percent(seed),
        }));
    }
    lines
}

fn losses(experiment: Experiment, records: &[&Record]) -> Vec<Line> {
    let mut lines = ours(records, |report| f64::from(report.test_loss));
    if let Experiment::Source(id) = experiment {
        let published = Published::of(id).filter(|published| !published.loss.is_empty());
        lines.extend(published.map(|published| document(published.loss.to_vec())));
    }
    lines
}

fn ours(records: &[&Record], value: impl Fn(&EpochReport) -> f64) -> Vec<Line> {
    let line = |(record, colour): (&&Record, &RGBColor)| Line {
        name: format!("seed {}", record.config.seed),
        colour: *colour,
        dashed: false,
        values: record.epochs.iter().map(|epoch| value(&epoch.report)).collect(),
    };
    records.iter().zip(OURS.iter().cycle()).map(line).collect()
}

fn document(values: Vec<f64>) -> Line {
    Line { name: "document".to_owned(), colour: DOCUMENT, dashed: true, values }
}

fn panel(area: &Panel<'_>, title: &str, epochs: u32, lines: &[Line]) -> Result<(), Box<dyn Error>> {
    let values = || lines.iter().flat_map(|line| line.values.iter().copied());
    let least = values().fold(f64::INFINITY, f64::min);
    let most = values().fold(f64::NEG_INFINITY, f64::max);
    let room = ((most - least) * 0.06).max(1e-3);
    let text = |size: u32| ("sans-serif", size).into_font().color(&INK);
    let mut chart = ChartBuilder::on(area)
        .caption(title, text(17))
        .margin(10)
        .x_label_area_size(34)
        .y_label_area_size(52)
        .build_cartesian_2d(0.8..f64::from(epochs) + 0.2, least - room..most + room)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.3))
        .axis_style(INK)
        .label_style(text(13))
        .x_desc("epoch")
        .x_labels(epochs as usize)
        .x_label_formatter(&|epoch| format!("{epoch:.0}"))
        .y_labels(7)
        .draw()?;
    let mut named: Vec<&str> = Vec::new();
    for line in lines {
        let points = line.values.iter().zip(1..).map(|(value, epoch)| (f64::from(epoch), *value));
        let style = line.colour.stroke_width(2);
        let drawn = if line.dashed {
            chart.draw_series([DashedPathElement::new(points.collect::<Vec<_>>(), 6, 4, style)])?
        } else {
            chart.draw_series(LineSeries::new(points, style))?
        };
        // One entry of the legend for both of PyTorch's seeds.
        if !named.contains(&line.name.as_str()) {
            named.push(&line.name);
            drawn.label(&line.name).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .label_font(text(13))
        .border_style(TRANSPARENT)
        .draw()?;
    Ok(())
}
