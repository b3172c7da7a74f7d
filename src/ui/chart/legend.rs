//! Names of the lines, with their looks and their values at the cursor.

use yew::prelude::*;

use super::{
    drawing::line_classes,
    look,
    readout::{Readout, value_at},
};
use crate::chart::number::place;
use crate::chart::{Look, Series, SeriesStyle, several_looks};

/// A short sample of a line and its mark, to stand beside its name anywhere on the page.
pub fn swatch(look: Look) -> Html {
    sample(classes!("chart-line", "chart-line-full", look::class(look)), look.dash, Some(look))
}

/// A line of these `classes` and `dash`; with the mark of the look `marked` on it.
fn sample(classes: Classes, dash: &'static str, marked: Option<Look>) -> Html {
    html! {
        <svg class="swatch" width="28" height="10" viewBox="0 0 28 10" aria-hidden="true">
            <path class={classes} d="M2 5h24" stroke-dasharray={dash} />
            if let Some(look) = marked {
                <path class={classes!("chart-mark", look::class(look))} d={look.mark_at((14.0, 5.0))} />
            }
        </svg>
    }
}

/// The legend of `series`, with the values of `readout` and the place they were read at.
pub fn legend(series: &[Series], readout: Option<&Readout>, x_label: &str, percent: bool) -> Html {
    let dashed = several_looks(series);
    html! {
        <ul class="chart-legend">
            { for series.iter().enumerate().map(|(at, line)| {
                let dash = if dashed { line.look.dash } else { "" };
                let mark = (line.style == SeriesStyle::Marked).then_some(line.look);
                let value = readout.and_then(|readout| Some((readout.points.get(at).copied()??, readout.x)));
                html! {
                    <li>
                        { sample(line_classes(line), dash, mark) }
                        <span class="chart-legend-name">{ &line.name }</span>
                        <span class="chart-legend-value">
                            { value.map_or_else(|| "–".to_owned(), |(point, x)| value_at(point, x, percent)) }
                        </span>
                    </li>
                }
            }) }
            if let Some(readout) = readout {
                <li class="chart-legend-place">{ format!("{x_label} {}", place(readout.x)) }</li>
            }
        </ul>
    }
}
