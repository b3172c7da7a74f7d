//! The net as a drawing, with its numbers on units and edges.

use yew::prelude::*;

use crate::study::sheet::{Values, cell};

/// Places of the columns of units, and of the rows.
const COLUMNS: [f64; 3] = [36.0, 184.0, 332.0];
const ROWS: [f64; 2] = [36.0, 240.0];

/// Where on an edge that crosses another its number stands: far from the crossing and from the unit.
const ALONG: f64 = 0.3;

/// A column's units, by the cells of their numbers, and the weights of the edges to the next column: first those into
/// its first unit.
const UNITS: [[&str; 2]; 3] = [["i1", "i2"], ["ah1", "ah2"], ["ao1", "ao2"]];
const EDGES: [[&str; 4]; 2] = [["w1", "w2", "w3", "w4"], ["w5", "w6", "w7", "w8"]];

/// An edge: the weight's name, and its ends.
struct Edge {
    name: &'static str,
    from: (f64, f64),
    to: (f64, f64),
}

fn edge((column, at): (usize, usize)) -> Edge {
    Edge {
        name: EDGES[column][at],
        from: (COLUMNS[column], ROWS[at % 2]),
        to: (COLUMNS[column + 1], ROWS[at / 2]),
    }
}

impl Edge {
    fn line(&self) -> Html {
        let ((x1, y1), (x2, y2)) = (self.from, self.to);
        html! {
            <line x1={x1.to_string()} y1={y1.to_string()} x2={x2.to_string()} y2={y2.to_string()} />
        }
    }

    /// Where its number stands.
    fn middle(&self) -> (f64, f64) {
        let along = if self.from.1 == self.to.1 { 0.5 } else { ALONG };
        let between = |from: f64, to: f64| from + (to - from) * along;
        (between(self.from.0, self.to.0), between(self.from.1, self.to.1))
    }
}

/// The net with these numbers.
pub fn drawing(values: &Values) -> Html {
    // A name, and below it its number.
    let label = |name: &'static str, (x, y): (f64, f64)| {
        let number = cell(name).map(|at| short(values[at]));
        let (x, y) = (x.to_string(), y.to_string());
        html! {
            <g>
                <text x={x.clone()} y={y.clone()} dy="-4">{ name }</text>
                <text {x} {y} dy="13">{ number }</text>
            </g>
        }
    };
    let edges: Vec<Edge> = (0..2).flat_map(|column| (0..4).map(move |at| edge((column, at)))).collect();
    let unit = |column: usize, row: usize| {
        let place @ (x, y) = (COLUMNS[column], ROWS[row]);
        html! {
            <>
                <circle cx={x.to_string()} cy={y.to_string()} r="32" />
                { label(UNITS[column][row], place) }
            </>
        }
    };
    html! {
        <svg class="sheet-net" viewBox="0 0 368 276" role="img"
            aria-label="Two inputs, each connected with both hidden units, and those with both outputs">
            { for edges.iter().map(Edge::line) }
            { for edges.iter().map(|edge| label(edge.name, edge.middle())) }
            { for (0..3).flat_map(|column| (0..2).map(move |row| (column, row))).map(|(column, row)| unit(column, row)) }
        </svg>
    }
}

/// A number in seven signs at most.
fn short(value: f64) -> String {
    match value.abs() {
        ..99.0 => format!("{value:.3}"),
        ..1e5 => format!("{value:.0}"),
        _ => format!("{value:.0e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_whatever_their_size() {
        let written = [0.0, -0.4566, -98.9996, 12_345.6, -99_999.4, 1e9].map(short);
        assert_eq!(written, ["0.000", "-0.457", "-99.000", "12346", "-99999", "1e9"]);
    }
}
