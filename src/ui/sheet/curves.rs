//! The curve of the error, the same at several learning rates, and the table of iterations.

use std::rc::Rc;

use yew::prelude::*;

use super::cells::shown;
use crate::chart::{Curve, Look, Series, SeriesStyle};
use crate::study::sheet::Net;
use crate::ui::chart::LineChart;
use crate::ui::state::Sheet;
use crate::zoo::ROWS;

/// Learning rates that are compared.
const RATES: [f64; 6] = [0.1, 0.2, 0.5, 0.8, 1.0, 2.0];
/// Iterations of the comparison.
const COMPARED: usize = 100;
/// Rows that the table shows, the latest.
const SHOWN: usize = 100;

fn line(name: String, look: Look, nets: impl Iterator<Item = Net>) -> Series {
    let mut points = Curve::default();
    for (x, net) in nets.enumerate() {
        points.push((x as f64, net.forward().error));
    }
    Series { name, look, points, style: SeriesStyle::Line }
}

/// Both charts.
pub fn curves(sheet: &Sheet) -> Html {
    let own = line("E".to_owned(), Look::INK, sheet.iterations.iter().copied());
    let rates = RATES.iter().zip(ROWS).map(|(&lr, row)| {
        let first = Net { lr, ..sheet.start() };
        let steps = std::iter::successors(Some(first), |net| Some(net.step())).take(COMPARED + 1);
        line(format!("rate {lr:?}"), row.look, steps)
    });
    let chart = |title: &'static str, series: Vec<Series>, file: &'static str| {
        html! {
            <LineChart {title} x_label="iteration" y_label="E" series={Rc::new(series)} log_toggle=true file_name={file} />
        }
    };
    html! {
        <div class="charts">
            { chart("Error", vec![own], "sheet-error") }
            { chart("Error at six learning rates", rates.collect(), "sheet-rates") }
        </div>
    }
}

/// The latest iterations, the newest first: weights and error.
pub fn iterations(sheet: &Sheet) -> Html {
    let caption = match sheet.iterations.len() {
        many if many > SHOWN => format!(
            "The latest {SHOWN} of {many} iterations, the newest first. Copy as spreadsheet takes all of them."
        ),
        _ => "All iterations, the newest first".to_owned(),
    };
    let row = |(at, net): (usize, &Net)| {
        html! {
            <tr>
                <th scope="row">{ at }</th>
                { for net.w.iter().map(|weight| html! { <td>{ shown(*weight) }</td> }) }
                <td>{ shown(net.forward().error) }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll-box" tabindex="0" role="region" aria-label="Iterations, scrolls">
            <table class="numbers">
                <caption>{ caption }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Iteration" }</th>
                        { for (1..=8).map(|number| html! { <th scope="col">{ format!("w{number}") }</th> }) }
                        <th scope="col">{ "E" }</th>
                    </tr>
                </thead>
                <tbody>{ for sheet.iterations.iter().enumerate().rev().take(SHOWN).map(row) }</tbody>
            </table>
        </div>
    }
}
