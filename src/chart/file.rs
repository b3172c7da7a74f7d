//! A chart as an SVG file that stands on its own: colours written out, legend included.

use std::fmt::Write;

use super::{
    plot::Plot,
    series::{Point, Series, SeriesStyle, several_looks},
};

/// Colours as they are on the page at the time of saving, in any notation of CSS.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    pub ink: String,
    pub ink_soft: String,
    pub paper: String,
    pub hairline: String,
    /// One for each series.
    pub lines: Vec<String>,
}

/// The words on a chart.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub title: &'a str,
    pub x_label: &'a str,
    pub y_label: &'a str,
}

/// Height of the title's line and of a line of the legend.
const TITLE: f64 = 30.0;
const LEGEND_LINE: f64 = 20.0;
/// Width of a letter at 12 pixels, of a legend's sample, and between two entries.
const LETTER: f64 = 6.8;
const SAMPLE: f64 = 30.0;
const ENTRY_GAP: f64 = 18.0;

/// `text` with the characters that mean something in XML replaced.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The chart as the text of an SVG file.
pub fn svg_file(plot: &Plot, series: &[Series], words: Words, palette: &Palette) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_file(&mut out, plot, series, words, palette);
    out
}

fn write_file(
    out: &mut String,
    plot: &Plot,
    series: &[Series],
    words: Words,
    palette: &Palette,
) -> std::fmt::Result {
    let places = legend_places(series, plot.view.width);
    let head = places.last().map_or(TITLE, |last| last.1 + LEGEND_LINE);
    let (width, height) = (plot.view.width, plot.view.height + head);
    let title = escaped(words.title);
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{paper}\"/>\n\
         <text x=\"8\" y=\"20\" font-size=\"15\" font-weight=\"600\" fill=\"{ink}\">{title}</text>\n",
        paper = escaped(&palette.paper),
        ink = escaped(&palette.ink),
    )?;
    for ((line, place), colour) in series.iter().zip(&places).zip(&palette.lines) {
        write_legend_entry(out, line, *place, colour, palette, several_looks(series))?;
    }
    writeln!(out, "<g transform=\"translate(0 {head:.0})\">")?;
    write_axes(out, plot, words, palette)?;
    write_lines(out, plot, series, palette)?;
    out.push_str("</g>\n</svg>\n");
    Ok(())
}

/// Where each entry of the legend begins; entries that do not fit begin a new line.
fn legend_places(series: &[Series], width: f64) -> Vec<Point> {
    let (mut x, mut y) = (8.0, TITLE);
    let mut places = Vec::with_capacity(series.len());
    for line in series {
        let wide = SAMPLE + line.name.chars().count() as f64 * LETTER + ENTRY_GAP;
        if x > 8.0 && x + wide > width {
            (x, y) = (8.0, y + LEGEND_LINE);
        }
        places.push((x, y));
        x += wide;
    }
    places
}

/// Presentation attributes of a line.
fn stroke(line: &Series, colour: &str, dashed: bool) -> String {
    let (width, opacity) = match line.style {
        SeriesStyle::Faint => (1.0, 0.35),
        SeriesStyle::Line | SeriesStyle::Marked => (1.75, 1.0),
    };
    let dash = if dashed { line.look.dash } else { "" };
    let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\" \
         stroke-linejoin=\"round\" stroke-linecap=\"round\"{dash}",
        escaped(colour)
    )
}

fn write_marks(out: &mut String, line: &Series, marks: &[Point], colour: &str) -> std::fmt::Result {
    let colour = escaped(colour);
    for mark in marks {
        let path = line.look.mark_at(*mark);
        writeln!(out, "<path d=\"{path}\" fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>")?;
    }
    Ok(())
}

fn write_legend_entry(
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

fn write_axes(out: &mut String, plot: &Plot, words: Words, palette: &Palette) -> std::fmt::Result {
    let area = plot.area;
    let soft = escaped(&palette.ink_soft);
    let hairline = escaped(&palette.hairline);
    for tick in &plot.y_ticks {
        let (y, wide) = (tick.pixel, area.right - area.left);
        writeln!(out, "<path d=\"M{:.1} {y:.1}h{wide:.1}\" stroke=\"{hairline}\"/>", area.left)?;
        let label = escaped(&tick.label);
        let (x, y) = (area.left - 6.0, y + 4.0);
        writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\" fill=\"{soft}\">{label}</text>")?;
    }
    for tick in &plot.x_ticks {
        let (x, y) = (tick.pixel, area.bottom);
        writeln!(out, "<path d=\"M{x:.1} {y:.1}v4\" stroke=\"{soft}\"/>")?;
        let (label, y) = (escaped(&tick.label), y + 16.0);
        writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"{soft}\">{label}</text>"
        )?;
    }
    let (y_label, x_label) = (escaped(words.y_label), escaped(words.x_label));
    writeln!(out, "<text x=\"8\" y=\"{:.1}\" fill=\"{soft}\">{y_label}</text>", area.top - 10.0)?;
    writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"{soft}\">{x_label}</text>",
        area.right,
        area.bottom + 31.0
    )
}

fn write_lines(out: &mut String, plot: &Plot, series: &[Series], palette: &Palette) -> std::fmt::Result {
    let dashed = several_looks(series);
    // A nested svg clips what is beyond the axes.
    let (x, y, wide, high) = plot.area.frame();
    writeln!(
        out,
        "<svg x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" \
         viewBox=\"{x:.1} {y:.1} {wide:.1} {high:.1}\">"
    )?;
    for ((line, laid_out), colour) in series.iter().zip(&plot.lines).zip(&palette.lines) {
        writeln!(out, "<path d=\"{}\" {}/>", laid_out.path, stroke(line, colour, dashed))?;
    }
    out.push_str("</svg>\n");
    for ((line, laid_out), colour) in series.iter().zip(&plot.lines).zip(&palette.lines) {
        write_marks(out, line, &laid_out.marks, colour)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::chart::{Look, Reading, View};

    /// Names of the elements of `xml`, in order; panics where it is not well-formed.
    fn elements(xml: &str) -> Vec<String> {
        let (mut open, mut seen) = (Vec::new(), Vec::new());
        let body = xml.split_once("?>").unwrap().1;
        for piece in body.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').expect("every tag ends");
            assert!(!text.contains('>') && !text.contains('"') && bare_ampersands(text) == 0, "{text}");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
                continue;
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            assert_eq!(bare_ampersands(tag), 0, "{tag}");
            let name = tag.split([' ', '/']).next().unwrap().to_owned();
            seen.push(name.clone());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?} left open");
        seen
    }

    fn bare_ampersands(text: &str) -> usize {
        let all = text.matches('&').count();
        all - ["&amp;", "&lt;", "&gt;", "&quot;"]
            .iter()
            .map(|entity| text.matches(entity).count())
            .sum::<usize>()
    }

    fn example() -> String {
        let series = [
            Series {
                name: "a < b & \"c\"".into(),
                look: Look { name: "red", dash: "5 3", ..Look::INK },
                points: Rc::new((0..100).map(|i| (i as f64, i as f64)).collect()),
                style: SeriesStyle::Faint,
            },
            Series {
                name: "test".into(),
                look: Look { name: "blue", dash: "6 3 1 3", ..Look::INK },
                points: Rc::new(vec![(10.0, 3.0), (90.0, 8.0)]),
                style: SeriesStyle::Marked,
            },
        ];
        let reading = Reading { log: false, percent: true };
        let plot = Plot::new(&series, View { width: 400.0, height: 200.0, zoom: None, reading }).unwrap();
        let palette = Palette {
            ink: "rgb(1, 2, 3)".into(),
            ink_soft: "#444".into(),
            paper: "#fffffe".into(),
            hairline: "#ddd".into(),
            lines: vec!["#a00".into(), "#00a".into()],
        };
        svg_file(&plot, &series, Words { title: "Loss & more", x_label: "step", y_label: "<loss>" }, &palette)
    }

    #[test]
    fn the_file_is_well_formed_and_complete() {
        let file = example();
        let elements = elements(&file);
        assert!(elements.iter().filter(|name| *name == "path").count() > 6);
        for part in
            ["Loss &amp; more", "a &lt; b &amp; &quot;c&quot;", "&lt;loss&gt;", ">test<", "#a00", "#00a"]
        {
            assert!(file.contains(part), "{part}");
        }
    }

    #[test]
    fn the_file_needs_no_style_sheet() {
        let file = example();
        assert!(!file.contains("var(") && !file.contains("class=") && !file.contains("currentColor"));
    }

    #[test]
    fn a_legend_too_wide_for_one_line_takes_two() {
        let line = |name: &str| Series {
            name: name.into(),
            look: Look::INK,
            points: Rc::default(),
            style: SeriesStyle::Line,
        };
        let places = legend_places(&[line("training, smoothed"), line("training, raw"), line("test")], 300.0);
        assert_eq!(places[0].1, TITLE);
        assert!(places[2].1 > TITLE);
    }
}
