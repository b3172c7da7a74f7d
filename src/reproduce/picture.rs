//! The picture of an experiment: test accuracy and test loss after each epoch, or, where there is one epoch
//! only, the training loss over its steps.

use std::error::Error;

use plotters::coord::Shift;
use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::published::{Published, PyTorchRuns};
use super::{Experiment, Record};
use crate::train::EpochReport;

const SIZE: (u32, u32) = (900, 340);

/// Steps whose mean is one point of a training loss.
const STEPS: usize = 10;

// Mid-tones on no background, which read on white and on black.
const INK: RGBColor = RGBColor(125, 125, 125);
const DOCUMENT: RGBColor = RGBColor(214, 95, 40);
const PYTORCH: RGBColor = RGBColor(150, 110, 200);
const OURS: [RGBColor; 3] = [RGBColor(47, 127, 214), RGBColor(30, 150, 130), RGBColor(110, 150, 40)];

/// A dash longer than any line of the picture, in pixels.
const UNBROKEN: i32 = 1_000_000;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

struct Line {
    name: String,
    colour: RGBColor,
    dashed: bool,
    points: Vec<(f64, f64)>,
}

struct Panel {
    title: String,
    /// What lies on the horizontal axis, and its whole numbers at most.
    axis: &'static str,
    ticks: usize,
    legend: SeriesLabelPosition,
    lines: Vec<Line>,
}

/// What the picture of these records shows; None where there is nothing to draw.
pub fn subject(records: &[Record]) -> Option<&'static str> {
    match records.iter().map(|record| record.config.epochs).max()? {
        _ if records.iter().all(|record| record.epochs.is_empty()) => None,
        1 => records.iter().any(has_losses).then_some("training loss over the steps"),
        _ => Some("test accuracy and test loss after each epoch"),
    }
}

/// The picture as SVG; None where there is nothing to draw.
pub fn draw(experiment: Experiment, records: &[Record]) -> Option<Result<String, String>> {
    subject(records)?;
    let begun: Vec<&Record> = records.iter().filter(|record| !record.epochs.is_empty()).collect();
    let panels = if begun.iter().all(|record| record.config.epochs == 1) {
        vec![training_loss(&begun)]
    } else {
        vec![accuracies(experiment, &begun), losses(experiment, &begun)]
    };
    Some(picture(&panels).map_err(|error| error.to_string()))
}

/// Whether the loss of every step is on record.
fn has_losses(record: &Record) -> bool {
    record.epochs.last().is_some_and(|epoch| epoch.report.step as usize == record.losses.len())
}

fn accuracies(experiment: Experiment, records: &[&Record]) -> Panel {
    let percent = |shares: &[f64]| by_epoch(shares.iter().map(|share| share * 100.0));
    let mut lines = ours(records, |report| report.test_accuracy() * 100.0);
    if let Experiment::Source(id) = experiment {
        lines.extend(Published::of(id).map(|published| document(percent(published.accuracy))));
        let pytorch = PyTorchRuns::of(id).into_iter().flat_map(|runs| runs.accuracy);
        lines.extend(pytorch.map(|seed| Line {
            name: "PyTorch".to_owned(),
            colour: PYTORCH,
            dashed: true,
            points: percent(seed),
        }));
    }
    after_epochs("test accuracy, %", SeriesLabelPosition::LowerRight, lines)
}

fn losses(experiment: Experiment, records: &[&Record]) -> Panel {
    let mut lines = ours(records, |report| f64::from(report.test_loss));
    if let Experiment::Source(id) = experiment {
        let published = Published::of(id).filter(|published| !published.loss.is_empty());
        lines.extend(published.map(|published| document(by_epoch(published.loss.iter().copied()))));
    }
    after_epochs("mean test loss", SeriesLabelPosition::UpperRight, lines)
}

fn training_loss(records: &[&Record]) -> Panel {
    let means = |record: &&Record| {
        let chunks = record.losses.chunks(STEPS);
        let means =
            chunks.map(|some| some.iter().map(|loss| f64::from(*loss)).sum::<f64>() / some.len() as f64);
        means.zip(1..).map(|(mean, at)| (f64::from(at) * STEPS as f64, mean)).collect()
    };
    Panel {
        title: format!("training loss, mean of {STEPS} steps"),
        axis: "step",
        ticks: 10,
        legend: SeriesLabelPosition::UpperRight,
        lines: records
            .iter()
            .filter(|record| has_losses(record))
            .zip(OURS.iter().cycle())
            .map(|(record, colour)| seed(record, *colour, means(record)))
            .collect(),
    }
}

fn after_epochs(title: &str, legend: SeriesLabelPosition, lines: Vec<Line>) -> Panel {
    let ticks = lines.iter().map(|line| line.points.len()).max().unwrap_or(0);
    Panel { title: title.to_owned(), axis: "epoch", ticks, legend, lines }
}

fn by_epoch(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    values.zip(1..).map(|(value, epoch)| (f64::from(epoch), value)).collect()
}

fn ours(records: &[&Record], value: impl Fn(&EpochReport) -> f64) -> Vec<Line> {
    let points = |record: &Record| by_epoch(record.epochs.iter().map(|epoch| value(&epoch.report)));
    records
        .iter()
        .zip(OURS.iter().cycle())
        .map(|(record, colour)| seed(record, *colour, points(record)))
        .collect()
}

fn seed(record: &Record, colour: RGBColor, points: Vec<(f64, f64)>) -> Line {
    Line { name: format!("seed {}", record.config.seed), colour, dashed: false, points }
}

fn document(points: Vec<(f64, f64)>) -> Line {
    Line { name: "document".to_owned(), colour: DOCUMENT, dashed: true, points }
}

fn picture(panels: &[Panel]) -> Result<String, Box<dyn Error>> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        for (area, panel) in root.split_evenly((1, panels.len())).iter().zip(panels) {
            draw_panel(area, panel)?;
        }
        root.present()?;
    }
    Ok(svg)
}

/// From the least to the most, and a share of that distance more on both sides.
fn extent(values: impl Iterator<Item = f64> + Clone, more: f64) -> std::ops::Range<f64> {
    let least = values.clone().fold(f64::INFINITY, f64::min);
    let most = values.fold(f64::NEG_INFINITY, f64::max);
    let room = ((most - least) * more).max(1e-3);
    least - room..most + room
}

fn draw_panel(area: &Area<'_>, panel: &Panel) -> Result<(), Box<dyn Error>> {
    let points = panel.lines.iter().flat_map(|line| &line.points);
    let across = extent(points.clone().map(|point| point.0), 0.03);
    let up = extent(points.map(|point| point.1), 0.06);
    let text = |size: u32| ("sans-serif", size).into_font().color(&INK);
    let mut chart = ChartBuilder::on(area)
        .caption(&panel.title, text(17))
        .margin(10)
        .x_label_area_size(34)
        .y_label_area_size(52)
        .build_cartesian_2d(across, up)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.3))
        .axis_style(INK)
        .label_style(text(13))
        .x_desc(panel.axis)
        .x_labels(panel.ticks)
        .x_label_formatter(&|at| format!("{at:.0}"))
        .y_labels(7)
        .draw()?;
    let mut named: Vec<&str> = Vec::new();
    for line in &panel.lines {
        let style = line.colour.stroke_width(2);
        let (dash, gap) = if line.dashed { (6, 4) } else { (UNBROKEN, 0) };
        let path = |points: Vec<(f64, f64)>| DashedPathElement::new(points, dash, gap, style);
        let drawn = chart.draw_series([path(line.points.clone())])?;
        // One entry of the legend for both of PyTorch's seeds.
        if !named.contains(&line.name.as_str()) {
            named.push(&line.name);
            drawn
                .label(&line.name)
                .legend(move |(x, y)| DashedPathElement::new(vec![(x, y), (x + 18, y)], dash, gap, style));
        }
    }
    chart
        .configure_series_labels()
        .position(panel.legend.clone())
        .label_font(text(13))
        .border_style(TRANSPARENT)
        .draw()?;
    Ok(())
}
