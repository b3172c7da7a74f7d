//! The legend of a picture: a sample of each line beside its name, in as many rows as it takes.

use std::fmt::Write;

use super::{Palette, Panel, escaped, stroke, write_marks};
use crate::chart::{Point, Series, SeriesStyle, several_looks};

/// Height of the title's line and of a line of the legend.
const TITLE: f64 = 30.0;
const LEGEND_LINE: f64 = 20.0;
/// Width of a letter at 12 pixels, of a legend's sample, and between two entries.
const LETTER: f64 = 6.8;
const SAMPLE: f64 = 30.0;
const ENTRY_GAP: f64 = 18.0;

/// Height of the title and the legend together.
pub fn bottom(panel: &Panel) -> f64 {
    places(panel.series, panel.plot.view.width)
        .into_iter()
        .flatten()
        .last()
        .map_or(TITLE, |(_, y)| y + LEGEND_LINE)
}

/// Writes the legend below the title.
pub fn write(out: &mut String, panel: &Panel) -> std::fmt::Result {
    let Panel { plot, series, palette, .. } = *panel;
    for ((line, place), colour) in series.iter().zip(places(series, plot.view.width)).zip(&palette.lines) {
        if let Some(place) = place {
            write_entry(out, line, place, colour, palette, several_looks(series))?;
        }
    }
    Ok(())
}

/// Where the entry of each series begins in the legend; none where an earlier one of the same name and look
/// stands for it. Entries that do not fit begin a new line.
fn places(series: &[Series], width: f64) -> Vec<Option<Point>> {
    let (mut x, mut y) = (8.0, TITLE);
    let place = |(at, line): (usize, &Series)| {
        let same = |earlier: &Series| earlier.name == line.name && earlier.look == line.look;
        if series[..at].iter().any(same) {
            return None;
        }
        let wide = SAMPLE + line.name.chars().count() as f64 * LETTER + ENTRY_GAP;
        if x > 8.0 && x + wide > width {
            (x, y) = (8.0, y + LEGEND_LINE);
        }
        let place = (x, y);
        x += wide;
        Some(place)
    };
    series.iter().enumerate().map(place).collect()
}

fn write_entry(
    out: &mut String,
    line: &Series,
    (x, y): Point,
    colour: &str,
    palette: &Palette,
    dashed: bool,
) -> std::fmt::Result {
    let middle = y + LEGEND_LINE / 2.0;
    writeln!(out, "<path d=\"M{x:.1} {middle:.1}h24\" {}/>", stroke(line, colour, dashed))?;
    if line.style == SeriesStyle::Marked {
        write_marks(out, line, &[(x + 12.0, middle)], colour)?;
    }
    let (ink, name) = (escaped(&palette.ink), escaped(&line.name));
    writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{ink}\">{name}</text>", x + SAMPLE, middle + 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Curve, Look};

    fn line(name: &str) -> Series {
        Series { name: name.into(), look: Look::INK, points: Curve::default(), style: SeriesStyle::Line }
    }

    #[test]
    fn a_legend_too_wide_for_one_line_takes_two() {
        let places = places(&[line("training, smoothed"), line("training, raw"), line("test")], 300.0);
        assert_eq!(places[0].unwrap().1, TITLE);
        assert!(places[2].unwrap().1 > TITLE);
    }

    #[test]
    fn lines_of_one_name_and_look_share_an_entry() {
        let other = Series { look: Look { dash: "6 4", ..Look::INK }, ..line("PyTorch") };
        let places = places(&[line("PyTorch"), line("seed 1"), line("PyTorch"), other], 900.0);
        assert_eq!(places.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, true]);
    }
}
