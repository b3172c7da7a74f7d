//! Charts as an SVG file that stands on its own: colours written out, legends included.

mod legend;

use std::fmt::Write;

use super::{
    plot::Plot,
    point::Point,
    series::{Series, SeriesStyle, several_looks},
};

/// The colours of a chart, in any notation of CSS.
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

/// A laid-out chart with its words and colours.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    pub plot: &'a Plot,
    pub series: &'a [Series],
    pub words: Words<'a>,
    pub palette: &'a Palette,
}

/// Charts side by side as the text of an SVG file.
pub fn svg_file(panels: &[Panel]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write_file(&mut out, panels);
    out
}

fn write_file(out: &mut String, panels: &[Panel]) -> std::fmt::Result {
    let head = panels.iter().map(legend::bottom).fold(0.0, f64::max);
    let width: f64 = panels.iter().map(|panel| panel.plot.view.width).sum();
    let height = panels.iter().map(|panel| panel.plot.view.height).fold(0.0, f64::max) + head;
    let titles: Vec<&str> = panels.iter().map(|panel| panel.words.title).collect();
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n\
         <title>{}</title>\n",
        escaped(&titles.join(", "))
    )?;
    let mut left = 0.0;
    for panel in panels {
        writeln!(out, "<g transform=\"translate({left:.0} 0)\">")?;
        write_panel(out, panel, head, height)?;
        out.push_str("</g>\n");
        left += panel.plot.view.width;
    }
    out.push_str("</svg>\n");
    Ok(())
}

/// The chart below a title and a legend that are `head` pixels high, on a ground of `height` pixels.
fn write_panel(out: &mut String, panel: &Panel, head: f64, height: f64) -> std::fmt::Result {
    let Panel { plot, series, words, palette } = *panel;
    write!(
        out,
        "<rect width=\"{width:.0}\" height=\"{height:.0}\" fill=\"{paper}\"/>\n\
         <text x=\"8\" y=\"20\" font-size=\"15\" font-weight=\"600\" fill=\"{ink}\">{title}</text>\n",
        width = plot.view.width,
        paper = escaped(&palette.paper),
        ink = escaped(&palette.ink),
        title = escaped(words.title),
    )?;
    legend::write(out, panel)?;
    writeln!(out, "<g transform=\"translate(0 {head:.0})\">")?;
    write_axes(out, plot, words, palette)?;
    write_lines(out, plot, series, palette)?;
    out.push_str("</g>\n");
    Ok(())
}

/// `text` with the characters that mean something in XML replaced.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
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
    use super::*;
    use crate::chart::{Frame, Look, Reading};

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

    fn example(panels: usize) -> String {
        let series = [
            Series {
                name: "a < b & \"c\"".into(),
                look: Look { colour: "red", dash: "5 3", ..Look::INK },
                points: (0..100).map(|i| (i as f64, i as f64)).collect(),
                style: SeriesStyle::Faint,
            },
            Series {
                name: "test".into(),
                look: Look { colour: "blue", dash: "6 3 1 3", ..Look::INK },
                points: [(10.0, 3.0), (90.0, 8.0)].into_iter().collect(),
                style: SeriesStyle::Marked,
            },
        ];
        let reading = Reading { log: false, percent: true };
        let plot = Plot::new(&series, Frame { width: 400.0, height: 200.0, zoom: None, reading }).unwrap();
        let palette = Palette {
            ink: "rgb(1, 2, 3)".into(),
            ink_soft: "#444".into(),
            paper: "#fffffe".into(),
            hairline: "#ddd".into(),
            lines: vec!["#a00".into(), "#00a".into()],
        };
        let words = Words { title: "Loss & more", x_label: "step", y_label: "<loss>" };
        let panel = Panel { plot: &plot, series: &series, words, palette: &palette };
        svg_file(&vec![panel; panels])
    }

    #[test]
    fn the_file_is_well_formed_and_complete() {
        let file = example(1);
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
        let file = example(1);
        assert!(!file.contains("var(") && !file.contains("class=") && !file.contains("currentColor"));
    }

    #[test]
    fn charts_stand_side_by_side_each_with_its_own_words() {
        let file = example(2);
        elements(&file);
        assert_eq!(file.matches(">test</text>").count(), 2);
        assert!(file.contains("width=\"800\"") && file.contains("<g transform=\"translate(400 0)\">"));
    }
}
