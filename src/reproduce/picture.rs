//! The picture of an experiment: test accuracy and test loss after each epoch, or, where there is one epoch
//! only, the training loss over its steps.

use super::{Experiment, Record};
use crate::chart::{Curve, Frame, Look, Palette, Panel, Plot, Reading, Series, SeriesStyle, Words, svg_file};
use crate::reports::EpochReport;

/// Pixels, all charts of a picture together; the height without title and legend.
const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 280.0;

/// Steps whose mean is one point of a training loss.
const STEPS: usize = 10;

// Mid-tones on no background, which read on white and on black.
const INK: &str = "#7d7d7d";
const HAIRLINE: &str = "rgba(125,125,125,0.3)";

/// A look and its colour.
type Paint = (Look, &'static str);

const OURS: [Paint; 3] = [
    (Look { colour: "blue", dash: "", mark: "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z" }, "#2f7fd6"),
    (Look { colour: "green", dash: "", mark: "m-3-3h6v6h-6z" }, "#1e9682"),
    (Look { colour: "olive", dash: "", mark: "m0-4l3.6 6.4h-7.2z" }, "#6e9628"),
];
const DOCUMENT: Paint = (Look { colour: "orange", dash: "6 4", mark: "m0-4l4 4l-4 4l-4-4z" }, "#d65f28");
const PYTORCH: Paint = (Look { colour: "violet", dash: "2 4", mark: "m-3-3l6 6m-6 0l6-6" }, "#966ec8");

/// A line with its colour.
type Line = (Series, &'static str);

/// One of the picture's charts.
struct Chart {
    title: String,
    x_label: &'static str,
    y_label: &'static str,
    percent: bool,
    series: Vec<Series>,
    palette: Palette,
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
pub fn draw(experiment: Experiment, records: &[Record]) -> Option<String> {
    subject(records)?;
    let begun: Vec<&Record> = records.iter().filter(|record| !record.epochs.is_empty()).collect();
    if begun.iter().all(|record| record.config.epochs == 1) {
        picture(&[training_loss(&begun)])
    } else {
        picture(&[accuracies(experiment, &begun), losses(experiment, &begun)])
    }
}

/// Whether the loss of every step is on record.
fn has_losses(record: &Record) -> bool {
    record.epochs.last().is_some_and(|epoch| epoch.report.step as usize == record.losses.len())
}

fn accuracies(experiment: Experiment, records: &[&Record]) -> Chart {
    let mut lines = ours(records, EpochReport::test_accuracy);
    let figures = experiment.figures();
    lines.extend(figures.published.iter().map(|published| document(published.accuracy)));
    let pytorch = figures.pytorch.iter().flat_map(|runs| runs.accuracy);
    lines.extend(pytorch.map(|seed| marked("PyTorch".to_owned(), PYTORCH, seed.iter().copied())));
    let title = "test accuracy".to_owned();
    Chart { percent: true, ..Chart::new(title, "epoch", "classified right", lines) }
}

fn losses(experiment: Experiment, records: &[&Record]) -> Chart {
    let mut lines = ours(records, |report| f64::from(report.test_loss));
    let published = experiment.figures().published.iter().filter(|published| !published.loss.is_empty());
    lines.extend(published.map(|published| document(published.loss)));
    let title = "test loss".to_owned();
    Chart::new(title, "epoch", "mean cross-entropy", lines)
}

fn training_loss(records: &[&Record]) -> Chart {
    let lines = records.iter().filter(|record| has_losses(record)).zip(OURS.iter().cycle());
    let line = |(record, (look, colour)): (&&Record, &Paint)| {
        let points = means(&record.losses);
        (Series { name: seed(record), look: *look, points, style: SeriesStyle::Line }, *colour)
    };
    let title = format!("training loss, mean of {STEPS} steps");
    Chart::new(title, "step", "mean cross-entropy", lines.map(line).collect())
}

/// The mean of every [`STEPS`] losses, at the last of their steps.
fn means(losses: &[f32]) -> Curve {
    let mean = |some: &[f32]| some.iter().map(|loss| f64::from(*loss)).sum::<f64>() / some.len() as f64;
    let at = |chunk: usize| (losses.len().min((chunk + 1) * STEPS)) as f64;
    losses.chunks(STEPS).enumerate().map(|(chunk, some)| (at(chunk), mean(some))).collect()
}

fn ours(records: &[&Record], value: impl Fn(&EpochReport) -> f64) -> Vec<Line> {
    let line = |(record, paint): (&&Record, &Paint)| {
        marked(seed(record), *paint, record.epochs.iter().map(|epoch| value(&epoch.report)))
    };
    records.iter().zip(OURS.iter().cycle()).map(line).collect()
}

fn seed(record: &Record) -> String {
    format!("seed {}", record.config.seed)
}

fn document(values: &[f64]) -> Line {
    marked("document".to_owned(), DOCUMENT, values.iter().copied())
}

/// A line of one value after each epoch.
fn marked(name: String, (look, colour): Paint, values: impl Iterator<Item = f64>) -> Line {
    let points = values.zip(1..).map(|(value, epoch)| (f64::from(epoch), value)).collect();
    (Series { name, look, points, style: SeriesStyle::Marked }, colour)
}

impl Chart {
    fn new(title: String, x_label: &'static str, y_label: &'static str, lines: Vec<Line>) -> Self {
        let (series, colours): (_, Vec<_>) = lines.into_iter().unzip();
        let palette = Palette {
            ink: INK.to_owned(),
            ink_soft: INK.to_owned(),
            paper: "none".to_owned(),
            hairline: HAIRLINE.to_owned(),
            lines: colours.into_iter().map(str::to_owned).collect(),
        };
        Self { title, x_label, y_label, percent: false, series, palette }
    }
}

/// The charts side by side; None where one of them has nothing to draw.
fn picture(charts: &[Chart]) -> Option<String> {
    let width = WIDTH / charts.len() as f64;
    let lay_out = |chart: &Chart| {
        let reading = Reading { log: false, percent: chart.percent };
        Plot::new(&chart.series, Frame { width, height: HEIGHT, zoom: None, reading })
    };
    let plots: Vec<Plot> = charts.iter().map(lay_out).collect::<Option<_>>()?;
    let panel = |(chart, plot)| {
        let Chart { title, x_label, y_label, series, palette, .. }: &Chart = chart;
        Panel { plot, series, words: Words { title, x_label, y_label }, palette }
    };
    Some(svg_file(&charts.iter().zip(&plots).map(panel).collect::<Vec<_>>()))
}
