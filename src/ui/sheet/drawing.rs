//! The net as a drawing, with its numbers on units and edges.

use yew::prelude::*;

use crate::study::sheet::{Values, cell};

/// Places of the columns of units, and of the rows.
const COLUMNS: [f64; 3] = [60.0, 280.0, 500.0];
const ROWS: [f64; 2] = [50.0, 190.0];

/// Where on an edge its number stands: not in the middle, where edges cross.
const ALONG: f64 = 0.28;

/// A column's units, by the cells of their numbers, and the weights of the edges to the next column: first those into
/// its first unit.
const UNITS: [[&str; 2]; 3] = [["i1", "i2"], ["ah1", "ah2"], ["ao1", "ao2"]];
const EDGES: [[&str; 4]; 2] = [["w1", "w2", "w3", "w4"], ["w5", "w6", "w7", "w8"]];

/// The net with these numbers.
pub fn drawing(values: &Values) -> Html {
    let number = |name: &str| cell(name).map_or(f64::NAN, |at| values[at]);
    let edge = |column: usize, at: usize| {
        let name = EDGES[column][at];
        let (from, to) = (ROWS[at % 2], ROWS[at / 2]);
        let (left, right) = (COLUMNS[column], COLUMNS[column + 1]);
        let on = |a: f64, b: f64| (a + (b - a) * ALONG).to_string();
        html! {
            <g>
                <line x1={left.to_string()} y1={from.to_string()} x2={right.to_string()} y2={to.to_string()} />
                <text x={on(left, right)} y={on(from, to)} dy="-5">{ format!("{name} {:.3}", number(name)) }</text>
            </g>
        }
    };
    let unit = |column: usize, row: usize| {
        let name = UNITS[column][row];
        let (x, y) = (COLUMNS[column].to_string(), ROWS[row].to_string());
        html! {
            <g>
                <circle cx={x.clone()} cy={y.clone()} r="32" />
                <text x={x.clone()} y={y.clone()} dy="-4">{ name }</text>
                <text {x} {y} dy="12">{ format!("{:.3}", number(name)) }</text>
            </g>
        }
    };
    html! {
        <svg class="sheet-net" viewBox="0 0 560 240" role="img"
            aria-label="Two inputs, each connected with both hidden units, and those with both outputs">
            { for (0..2).flat_map(|column| (0..4).map(move |at| (column, at))).map(|(column, at)| edge(column, at)) }
            { for (0..3).flat_map(|column| (0..2).map(move |row| (column, row))).map(|(column, row)| unit(column, row)) }
        </svg>
    }
}
