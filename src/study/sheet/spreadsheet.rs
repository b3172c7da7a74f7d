//! The sheet for a spreadsheet program: tab-separated cells with formulas, an iteration a row.

use super::formulas::{CELLS, Formula};
use super::net::Net;

/// A row of names and, from `start` on, rows for the iterations 0 to `iterations`, to be pasted at A1. The first
/// column counts the iterations, the others are [`CELLS`] in order.
pub fn to_spreadsheet(start: &Net, iterations: usize) -> String {
    let names: Vec<&str> = std::iter::once("iteration").chain(CELLS.iter().map(|cell| cell.name)).collect();
    let values = start.values();
    let mut text = names.join("\t");
    for iteration in 0..=iterations {
        let row = iteration + 2;
        let computed = |formula: &Formula, row| format!("={}", formula.with_cells(|at| address(at, row)));
        text.push_str(&format!("\n{iteration}"));
        for (at, cell) in CELLS.iter().enumerate() {
            let content = match (cell.formulas.first(), &cell.update) {
                (Some(formula), _) => computed(formula, row),
                (None, _) if iteration == 0 => fraction(values[at]),
                (None, Some(update)) => computed(update, row - 1),
                (None, None) => format!("={}", address(at, row - 1)),
            };
            text.push('\t');
            text.push_str(&content);
        }
    }
    text
}

/// Where a cell stands: column A has the iterations.
fn address(at: usize, row: usize) -> String {
    let column = at + 1;
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    match column / 26 {
        0 => format!("{}{row}", letter(column)),
        many => format!("{}{}{row}", letter(many - 1), letter(column)),
    }
}

/// A number without a decimal point, which not every program reads: `=5/100`, and powers of ten beyond what is
/// written out.
fn fraction(value: f64) -> String {
    let shortest = format!("{value:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.parse::<i32>().unwrap_or(0) - decimals.len() as i32;
    match exponent {
        0 => format!("={whole}{decimals}"),
        1.. => format!("={whole}{decimals}*10^{exponent}"),
        -15..0 => {
            format!("={}/1{}", significant(whole, decimals), "0".repeat(exponent.unsigned_abs() as usize))
        }
        _ => format!("={}/10^{}", significant(whole, decimals), -exponent),
    }
}

/// The digits as an integer.
fn significant(whole: &str, decimals: &str) -> String {
    let digits = format!("{whole}{decimals}");
    match digits.strip_prefix('-') {
        Some(digits) => format!("-{}", digits.trim_start_matches('0')),
        None => digits.trim_start_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_fractions() {
        let written = [0.05, 0.1, -0.99, 1.0, 0.0, 20.0, 1e-30].map(fraction);
        assert_eq!(written, ["=5/100", "=1/10", "=-99/100", "=1", "=0", "=2*10^1", "=1/10^30"]);
    }

    #[test]
    fn a_row_is_an_iteration_and_goes_on_from_the_one_before() {
        let text = to_spreadsheet(&Net::default(), 2);
        let rows: Vec<Vec<&str>> = text.lines().map(|row| row.split('\t').collect()).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.len() == CELLS.len() + 1));
        assert_eq!(rows[0][..3], ["iteration", "i1", "i2"]);
        assert_eq!(rows[1][1], "=5/100");
        assert_eq!(rows[2][1], "=B2");
        assert_eq!((rows[0][6], rows[2][6]), ("w1", "=G2-F2*AB2"));
        assert_eq!((rows[0][14], rows[1][14]), ("h1", "=G2*B2+H2*C2"));
        assert_eq!((rows[0][27], rows[0][34]), ("dw1", "dw8"));
    }

    #[test]
    fn no_cell_has_a_decimal_point() {
        assert!(!to_spreadsheet(&Net::default(), 1).contains(['.', ',']));
    }
}
